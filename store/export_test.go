package store

import "context"

// Exec runs a statement by hand, to make databases that the product never makes.
func (db *DB) Exec(ctx context.Context, text string, args ...any) error {
	return db.update(ctx, func(tx *Tx) error { return tx.exec(text, args...) })
}
