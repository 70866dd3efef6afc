package store

import (
	"context"
	"time"

	"frontdesk/chat"
)

// Account is an operator with the data for signing in.
type Account struct {
	chat.Operator
	Password string // argon2id in PHC form
}

const operatorColumns = `id, login, name, role, lang, disabled, password`

func scanAccount(row scanner) (Account, error) {
	var account Account
	var disabled int64
	err := row.Scan(
		&account.ID,
		&account.Login,
		&account.Name,
		&account.Role,
		&account.Lang,
		&disabled,
		&account.Password,
	)
	account.Disabled = disabled != 0

	return account, err
}

// Operator finds an operator, nil if there is none.
func (tx *Tx) Operator(id chat.OperatorID) (*chat.Operator, error) {
	var found *chat.Operator
	err := tx.each(`SELECT `+operatorColumns+` FROM operators WHERE id = $1`, []any{id}, func(s scanner) error {
		a, err := scanAccount(s)
		found = &a.Operator

		return err
	})

	return found, err
}

// AddOperator stores a new operator; Conflict if the login is taken.
func (db *DB) AddOperator(ctx context.Context, account Account) error {
	return db.update(ctx, func(tx *Tx) error {
		count, err := tx.affect(
			`INSERT INTO operators (`+operatorColumns+`, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
 ON CONFLICT DO NOTHING`,
			account.ID,
			account.Login,
			account.Name,
			account.Role,
			account.Lang,
			flag(account.Disabled),
			account.Password,
			tx.now.UnixMilli(),
		)
		if err == nil && count == 0 {
			return chat.Refuse(chat.Conflict, "login_taken", "login", account.Login)
		}

		return err
	})
}

// SaveOperator stores name, language, role, password and the disabled flag. Disabling an operator ends the operator's sessions.
func (db *DB) SaveOperator(ctx context.Context, account Account) error {
	return db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`UPDATE operators SET name = $2, role = $3, lang = $4, disabled = $5, password = $6
 WHERE id = $1`,
			account.ID, account.Name, account.Role, account.Lang,
			flag(account.Disabled), account.Password); err != nil ||
			!account.Disabled {
			return err
		}

		return tx.exec(`DELETE FROM sessions WHERE operator = $1`, account.ID)
	})
}

// Operators lists all operators by name.
func (db *DB) Operators(ctx context.Context) (list []Account, err error) {
	err = db.rows(ctx, `SELECT `+operatorColumns+` FROM operators ORDER BY name, id`, nil, func(s scanner) error {
		a, err := scanAccount(s)
		list = append(list, a)

		return err
	})

	return list, err
}

func (db *DB) account(ctx context.Context, where string, args ...any) (*Account, error) {
	var found *Account
	err := db.rows(ctx, `SELECT `+operatorColumns+` FROM operators WHERE `+where, args, func(s scanner) error {
		a, err := scanAccount(s)
		found = &a

		return err
	})

	return found, err
}

// AccountByLogin finds an operator by login, nil if there is none.
func (db *DB) AccountByLogin(ctx context.Context, login string) (*Account, error) {
	return db.account(ctx, `login = $1`, login)
}

// AccountByID finds an operator by id, nil if there is none.
func (db *DB) AccountByID(ctx context.Context, id chat.OperatorID) (*Account, error) {
	return db.account(ctx, `id = $1`, id)
}

// AddSession stores a session under the hash of the session's token.
func (db *DB) AddSession(ctx context.Context, hash string, op chat.OperatorID, expires time.Time) error {
	return db.update(ctx, func(tx *Tx) error {
		if err := tx.exec(`DELETE FROM sessions WHERE expires_at <= $1`, tx.now.UnixMilli()); err != nil {
			return err
		}

		return tx.exec(
			`INSERT INTO sessions (token, operator, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
			hash,
			op,
			tx.now.UnixMilli(),
			expires.UnixMilli(),
		)
	})
}

// EndSession removes a session.
func (db *DB) EndSession(ctx context.Context, hash string) error {
	return db.update(ctx, func(tx *Tx) error { return tx.exec(`DELETE FROM sessions WHERE token = $1`, hash) })
}

// SessionAccount finds the enabled operator of a live session, nil if there is none.
func (db *DB) SessionAccount(ctx context.Context, hash string) (*Account, error) {
	return db.account(
		ctx,
		`disabled = 0 AND id = (SELECT operator FROM sessions WHERE token = $1 AND expires_at > $2)`,
		hash,
		db.clock().UnixMilli(),
	)
}

// KeyAccount finds the enabled operator of an API key, nil if there is none.
func (db *DB) KeyAccount(ctx context.Context, hash string) (*Account, error) {
	return db.account(ctx, `disabled = 0 AND id = (SELECT operator FROM api_keys WHERE hash = $1)`, hash)
}

// SetPassword gives an operator a new password and ends all of the operator's sessions.
func (db *DB) SetPassword(ctx context.Context, account Account) error {
	if err := db.SaveOperator(ctx, account); err != nil {
		return err
	}

	return db.update(ctx, func(tx *Tx) error { return tx.exec(`DELETE FROM sessions WHERE operator = $1`, account.ID) })
}
