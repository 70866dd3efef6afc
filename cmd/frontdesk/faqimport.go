package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"frontdesk/faq"
	"frontdesk/store"
)

type faqImportCommand struct {
	configFlag
	File   string `arg:"" help:"Entries to import: .yaml, .csv, .jsonl, .json or .md." type:"path"`
	Lang   string `help:"Language of CSV rows and Markdown questions that name none; otherwise that of the configuration." placeholder:"ru"`
	Merge  bool   `help:"Keep the entries that are not in the file."`
	DryRun bool   `help:"Check the file and say what would change; store nothing."`
}

// Run replaces the FAQ by the file, or puts the file over it, as a new version. A wrong file
// changes nothing; its bad rows are named and the exit code is 2.
func (c faqImportCommand) Run() error {
	conf, err := c.load()
	if err != nil {
		return err
	}
	bar := newProgress()
	defer bar.end()
	data, err := os.ReadFile(c.File)
	if err != nil {
		return configError{err}
	}
	lang := c.Lang
	if lang == "" {
		lang = conf.Language
	}
	entries, err := faq.LoadWith(c.File, data, faq.LoadOptions{Lang: lang, Progress: bar.step})
	bar.end()
	if err != nil {
		return configError{err}
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	db, err := store.Open(ctx, conf.Database, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	return c.put(ctx, conf, db, data, entries)
}

// put stores the entries of a file, and says what that changes.
func (c faqImportCommand) put(ctx context.Context, conf *config, db *store.DB, data []byte, entries []faq.Entry) error {
	newest, old, err := newestFAQ(ctx, db)
	if err != nil {
		return err
	}
	if source := c.source(conf); newest == nil && !c.DryRun && source != conf.FAQ.Import {
		// Otherwise the configured file, which has never been seen, would replace this one at the first start.
		if newest, old, err = (&Program{Config: conf, DB: db}).firstFAQ(ctx); err != nil {
			return err
		}
	}
	if c.Merge {
		entries = faq.Merge(old, entries)
	}
	warnDuplicates(faq.Duplicates(entries))
	changes := faq.Compare(old, entries)
	fmt.Printf("%d added, %d changed, %d removed, %d unchanged\n", changes.Added, changes.Changed, changes.Removed, changes.Unchanged)
	switch {
	case c.DryRun:
		fmt.Println("dry run: nothing is stored")
		return nil
	case newest != nil && changes == faq.Changes{Unchanged: len(old)}:
		fmt.Printf("nothing to store: version %d says the same\n", newest.Version)
		return nil
	}
	bar := newProgress()
	defer bar.end()
	bar.step("storing", 0, 1)
	sum := sha256.Sum256(data)
	version, err := db.AddFAQ(ctx, c.source(conf), hex.EncodeToString(sum[:]), entries)
	if err != nil {
		return err
	}
	bar.end()
	fmt.Printf("version %d: %d entries\n", version, len(entries))
	return nil
}

// source names the file as the configuration does if it is that one, which then is not imported again at the next start.
func (c faqImportCommand) source(conf *config) string {
	if conf.FAQ.Import != "" {
		if configured, err := filepath.Abs(conf.path(conf.FAQ.Import)); err == nil && configured == c.File {
			return conf.FAQ.Import
		}
	}
	return c.File
}

// firstFAQ imports the configured file into an empty base, as the first start does.
func (p *Program) firstFAQ(ctx context.Context) (*store.FAQVersion, []faq.Entry, error) {
	if err := p.importFAQ(ctx, nil); err != nil {
		return nil, nil, err
	}
	return newestFAQ(ctx, p.DB)
}

// newestFAQ reads the newest version, nil if there is none.
func newestFAQ(ctx context.Context, db *store.DB) (*store.FAQVersion, []faq.Entry, error) {
	newest, err := db.NewestFAQ(ctx)
	if err != nil || newest == nil {
		return nil, nil, err
	}
	var entries []faq.Entry
	if err := json.Unmarshal([]byte(newest.Entries), &entries); err != nil {
		return nil, nil, fmt.Errorf("FAQ version %d: %w", newest.Version, err)
	}
	return newest, entries, nil
}

// mostDuplicates are named one by one.
const mostDuplicates = 50

func warnDuplicates(list []faq.Duplicate) {
	for _, d := range list[:min(len(list), mostDuplicates)] {
		fmt.Fprintln(os.Stderr, "warning:", d)
	}
	if more := len(list) - mostDuplicates; more > 0 {
		fmt.Fprintf(os.Stderr, "warning: %d more pairs of entries are asked in the same words\n", more)
	}
}
