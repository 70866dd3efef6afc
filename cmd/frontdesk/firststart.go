package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"frontdesk"
	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/faq"
	"frontdesk/store"
)

// loadFAQ imports the configured file when the base is empty or the file has changed, as a new version, and puts the newest version in place.
func (p *Program) loadFAQ(ctx context.Context) error {
	newest, err := p.DB.NewestFAQ(ctx)
	if err != nil {
		return err
	}
	if err := p.importFAQ(ctx, newest); err != nil {
		return err
	}
	if newest, err = p.DB.NewestFAQ(ctx); err != nil || newest == nil {
		p.Engine.SetBase(faq.New(nil, p.faqOptions()))
		return err
	}
	var entries []faq.Entry
	if err := json.Unmarshal([]byte(newest.Entries), &entries); err != nil {
		return fmt.Errorf("FAQ version %d: %w", newest.Version, err)
	}
	p.Engine.SetBase(faq.New(entries, p.faqOptions()))
	p.Log.Info("FAQ loaded", "version", newest.Version, "entries", len(entries))
	return nil
}

func (p *Program) faqOptions() faq.Options { return faq.Options{MaxWrong: p.Config.FAQ.MaxWrong} }

func (p *Program) importFAQ(ctx context.Context, newest *store.FAQVersion) error {
	if p.Config.FAQ.Import == "" {
		return nil
	}
	data, name, err := p.Config.readFAQ()
	if err != nil {
		return configError{err}
	}
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if newest != nil {
		if seen, err := p.DB.SeenFAQ(ctx, p.Config.FAQ.Import, hash); err != nil || seen {
			return err
		}
	}
	entries, err := faq.LoadWith(name, data, faq.LoadOptions{Lang: p.Config.Language})
	if err != nil {
		return configError{err}
	}
	_, err = p.DB.AddFAQ(ctx, p.Config.FAQ.Import, hash, entries)
	return err
}

// readFAQ reads the configured FAQ file and returns its full name.
func (c *config) readFAQ() (data []byte, name string, err error) {
	name = c.path(c.FAQ.Import)
	data, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && c.FAQ.Import == sampleFAQName {
		return frontdesk.SampleFAQ, name, nil // started with the built-in configuration
	}
	if err != nil {
		return nil, name, fmt.Errorf("faq.import: %w", err)
	}
	return data, name, nil
}

const sampleFAQName = "examples/faq.yaml"

// configError marks what a person has to mend in a file: exit code 2.
type configError struct{ error }

// firstAdmin makes the admin at the first start, with the password of the environment or a new one that is printed once.
func (p *Program) firstAdmin(ctx context.Context) error {
	list, err := p.DB.Operators(ctx)
	if err != nil || len(list) > 0 {
		return err
	}
	password, given, err := fromEnv(os.LookupEnv, "FRONTDESK_ADMIN_PASSWORD")
	if err != nil {
		return configError{err}
	}
	if !given || password == "" {
		if password, err = console.NewPassword(); err != nil {
			return err
		}
	}
	hash, err := console.HashPassword(password)
	if err != nil {
		return configError{fmt.Errorf("FRONTDESK_ADMIN_PASSWORD: %w", err)}
	}
	name := map[string]string{"ru": "Администратор", "en": "Admin"}[p.Config.Language]
	admin := store.Account{Operator: chat.Operator{ID: chat.OperatorID(chat.NewID()), Login: "admin", Name: name, Role: chat.RoleAdmin, Lang: p.Config.Language}, Password: hash}
	if err := p.DB.AddOperator(ctx, admin); err != nil {
		return err
	}
	p.FirstLogin = &login{"admin", password}
	if given {
		p.FirstLogin.Password = "(the one of FRONTDESK_ADMIN_PASSWORD)"
	}
	return nil
}
