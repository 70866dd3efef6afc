package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/console"
	"frontdesk/embedding"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/store"
)

// loadFAQ imports the configured file as a new version when the base is empty or the file has changed. loadFAQ then reads the newest
// version. Run indexes the newest version in parallel with the rest of the start.
func (p *Program) loadFAQ(ctx context.Context) error {
	p.Knowledge = knowledge.New(
		knowledgeStore(p.DB),
		faq.Options{MaxWrong: p.Config.FAQ.MaxWrong, Embedder: knowledge.Meaning()},
		p.Engine.SetBase,
		p.Log,
	)
	if embedder := p.Config.FAQ.Embedder; embedder.URL != "" {
		vectors := &knowledge.Vectors{
			Endpoint: &embedding.Endpoint{URL: embedder.URL, Model: embedder.Model, Key: embedder.Key},
			Store:    p.DB,
			Log:      p.Log,
		}
		p.Knowledge.Vectors, p.Knowledge.Options.Embedder = vectors, vectors
	}
	p.Engine.Indexing, p.Knowledge.Later = true, true
	p.Knowledge.Automatic, p.Knowledge.Known = p.Config.FAQ.AutomaticAfter, p.known()
	if err := importFAQ(ctx, p.Config, p.DB, p.Knowledge); err != nil {
		return err
	}

	return p.Knowledge.Load(ctx)
}

// knowledgeStore gives a library its stores in one database.
func knowledgeStore(db *store.DB) knowledge.Store {
	return knowledge.Store{Versions: db, Fits: db, Evidence: db, Lessons: db}
}

// known lists the channels with verified identities: the platform of such a channel has signed the people in.
func (p *Program) known() []chat.ChannelID {
	return p.having(func(t adapters.Traits) bool { return t.IdentityVerified })
}

// importFAQ imports the configured file as a new version unless the same file has been imported before.
func importFAQ(ctx context.Context, conf *config.Config, db *store.DB, library *knowledge.Library) error {
	if conf.FAQ.Import == "" {
		return nil
	}
	data, name, err := conf.ReadFAQ()
	if err != nil {
		return config.Error{Err: err}
	}

	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if seen, err := db.ImportedFAQ(ctx, conf.FAQ.Import, hash); err != nil || seen {
		return err
	}

	entries, err := faq.LoadWith(name, data, faq.LoadOptions{Lang: conf.Language})
	if err != nil {
		return config.Error{Err: err}
	}
	before, err := db.FAQVersions(ctx, 1)
	if err != nil {
		return err
	}

	file := filepath.Base(conf.FAQ.Import)
	version := knowledge.Version{Source: conf.FAQ.Import, Hash: hash}.Did("imported", "file", file)
	if len(before) > 0 && before[0].Source != conf.FAQ.Import {
		version = version.Did("imported_over", "file", file, "version", before[0].Number)
		library.Log.Warn(
			"the FAQ file has changed and replaces what was edited since; an undo brings it back",
			"file",
			conf.FAQ.Import,
			"version",
			before[0].Number,
		)
	}

	_, err = library.Edit(ctx, version, 0, func([]faq.Entry) ([]faq.Entry, error) { return entries, nil })

	return err
}

// firstAdmin makes the admin account at the first start. The password comes from the environment. Without a password in the environment,
// firstAdmin makes a new password, and the program prints the new password once.
func (p *Program) firstAdmin(ctx context.Context) error {
	list, err := p.DB.Operators(ctx)
	if err != nil || len(list) > 0 {
		return err
	}
	password, given, err := config.FromEnv(os.LookupEnv, "FRONTDESK_ADMIN_PASSWORD")
	if err != nil {
		return config.Error{Err: err}
	}

	if !given || password == "" {
		if password, err = console.NewPassword(); err != nil {
			return err
		}
	}

	hash, err := console.HashPassword(password)
	if err != nil {
		return config.Error{Err: fmt.Errorf("FRONTDESK_ADMIN_PASSWORD: %w", err)}
	}
	name := map[string]string{"ru": "Администратор", "en": "Admin"}[p.Config.Language]
	admin := store.Account{
		Operator: chat.Operator{
			ID:    chat.OperatorID(chat.NewID()),
			Login: "admin",
			Name:  name,
			Role:  chat.RoleAdmin,
			Lang:  p.Config.Language,
		},
		Password: hash,
	}
	if err := p.DB.AddOperator(ctx, admin); err != nil {
		return err
	}

	p.FirstLogin = &Login{Login: "admin", Password: password}
	if given {
		p.FirstLogin.Password = "(the one of FRONTDESK_ADMIN_PASSWORD)"
	}

	return nil
}
