package program

import (
	"context"
	"errors"
	"log/slog"

	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
)

// OpenStore opens the configured database for a command that works beside a running server.
func OpenStore(ctx context.Context, conf *config.Config) (*store.DB, error) {
	return store.Open(ctx, conf.Database, store.Options{})
}

// OfflineFAQ changes the FAQ without a program that answers. A running program loads the new version by itself.
type OfflineFAQ struct {
	Library *knowledge.Library

	config *config.Config
	db     *store.DB
}

// OpenFAQ opens the configured database and reads the newest version of the FAQ.
func OpenFAQ(ctx context.Context, conf *config.Config) (*OfflineFAQ, error) {
	db, err := OpenStore(ctx, conf)
	if err != nil {
		return nil, err
	}

	library := knowledge.New(knowledgeStore(db), faq.Options{}, func(*faq.Base) {}, slog.New(slog.DiscardHandler))
	library.Later = true // the library is never run and answers no question
	if err := library.Load(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}

	return &OfflineFAQ{Library: library, config: conf, db: db}, nil
}

// ImportConfigured imports the configured file in the same way as a start of the program.
func (o *OfflineFAQ) ImportConfigured(ctx context.Context) error {
	return importFAQ(ctx, o.config, o.db, o.Library)
}

// Close releases the database.
func (o *OfflineFAQ) Close() error { return o.db.Close() }
