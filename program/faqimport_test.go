package program_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
	"frontdesk/program"
	"frontdesk/program/programtest"
)

// overtaken is a store of the FAQ with a hook. The hook runs before a version is added.
type overtaken struct {
	knowledge.Versions
	mu     sync.Mutex
	before func(ctx context.Context, after int64) error // nil means no hook
}

func (s *overtaken) AddFAQ(ctx context.Context, after int64, v knowledge.Version, list []faq.Entry) (int64, error) {
	s.mu.Lock()
	before := s.before
	s.mu.Unlock()
	if before != nil {
		if err := before(ctx, after); err != nil {
			return 0, err
		}
	}

	return s.Versions.AddFAQ(ctx, after, v, list)
}

func (s *overtaken) set(before func(context.Context, int64) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = before
}

// without adds a version without an entry. Another process would add the same version.
func (s *overtaken) without(ctx context.Context, after int64, id string) error {
	_, list, err := s.Versions.FAQ(ctx, after)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(e faq.Entry) bool { return e.ID == id })
	_, err = s.Versions.AddFAQ(ctx, after, knowledge.Version{Source: "console", Size: len(list)}, list)

	return err
}

// overtakenFAQ runs a program with a store that the test can disturb.
func overtakenFAQ(t *testing.T) (*programtest.Running, *overtaken) {
	t.Helper()
	s := &overtaken{}
	setup := programtest.Setup{Opened: func(p *program.Program) {
		s.Versions = p.Knowledge.Store.Versions
		p.Knowledge.Store.Versions = s
	}}
	const text = "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\n" +
		"faq: {import: examples/faq.yaml}\nchannels:\n  - {id: site, type: webchat}\n"

	return programtest.StartWith(t, t.TempDir(), text, setup), s
}

const hedgehogs = "id;lang;question;answer\nnew-one;ru;Есть ли у вас ежи?;Нет\n"

// TestImportBesideADeletion: an entry is deleted during an import. The entry stays deleted, and the counts match the stored version.
func TestImportBesideADeletion(t *testing.T) {
	r, s := overtakenFAQ(t)
	admin := r.Operator("anna", chat.RoleAdmin)
	before, _ := r.Program.Knowledge.Entries()
	gone := before[0].ID
	kept := len(slices.DeleteFunc(slices.Clone(before), func(e faq.Entry) bool { return e.ID == gone }))

	s.set(func(ctx context.Context, after int64) error {
		s.set(nil)
		return s.without(ctx, after, gone)
	})
	got := sends(admin, "name=more.csv&mode=merge", hedgehogs, http.StatusOK)
	if got.Version != 3 || got.Added != 1 || got.Unchanged != kept {
		t.Errorf("%+v, want version 3, one added, %d unchanged", got, kept)
	}

	after, _ := r.Program.Knowledge.Entries()
	if slices.ContainsFunc(after, func(e faq.Entry) bool { return e.ID == gone }) {
		t.Errorf("%q was deleted meanwhile and has come back", gone)
	}
	if len(after) != kept+1 {
		t.Errorf("%d entries, want %d", len(after), kept+1)
	}
}

// TestImportThatFails: a failed import has the same answer as a failure on other routes.
func TestImportThatFails(t *testing.T) {
	r, s := overtakenFAQ(t)
	admin := r.Operator("anna", chat.RoleAdmin)

	for _, c := range []struct {
		err    error
		status int
		reason string
	}{
		{err: chat.Refuse(chat.Conflict, "faq_changed"), status: http.StatusConflict, reason: "faq_busy"},
		{err: &chat.Error{Kind: chat.Storage, Text: "the disk is full"}, status: http.StatusServiceUnavailable},
		{err: errors.New("a secret of the inside"), status: http.StatusInternalServerError},
	} {
		s.set(func(context.Context, int64) error { return c.err })
		got := sends(admin, "name=more.csv&mode=merge", hedgehogs, c.status)
		if got.Reason != c.reason || c.reason == "" && got.Detail != "not done, try again later" {
			t.Errorf("%v: %+v", c.err, got)
		}
	}

	s.set(nil)
	if got := sends(admin, "name=more.csv&mode=merge", hedgehogs, http.StatusOK); got.Version != 2 {
		t.Errorf("afterwards: %+v", got)
	}
}
