package dialog_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"frontdesk/chat"
	"frontdesk/store"
)

var freeze = flag.String(
	"freeze",
	"",
	"write the timelines of the transcripts as logs of this release, such as v1; existing files stay",
)

// frozen is a conversation from an earlier release: the timeline and the folded row.
type frozen struct {
	Entries      []frozenEntry
	Conversation chat.Conversation
}

// frozenEntry has Key and Args of schema 1 to 5. Newer entries have a Wording.
type frozenEntry struct {
	chat.Entry
	Key  string            `json:",omitempty"`
	Args map[string]string `json:",omitempty"`
}

// timeline returns the entries as the store of this release reads them.
func (f frozen) timeline() (list []chat.Entry) {
	for _, e := range f.Entries {
		if e.Key != "" || len(e.Args) > 0 {
			e.Wording = chat.Wording{Key: e.Key, Args: e.Args}
		}
		store.Legacy(&e.Entry)
		list = append(list, e.Entry)
	}

	return list
}

// TestLogsOfEarlierReleasesFoldTheSame: a new release must fold the timelines of old releases to the same rows. Files in testdata/logs
// are never rewritten. New fields are empty in these files.
func TestLogsOfEarlierReleasesFoldTheSame(t *testing.T) {
	if *freeze != "" {
		freezeLogs(t, *freeze)
	}
	files, err := filepath.Glob("testdata/logs/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no logs", err)
	}

	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var list []frozen
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatal(err)
		}

		for _, f := range list {
			want := f.Conversation
			got := chat.Conversation{
				ID:         want.ID,
				Peer:       want.Peer,
				Contact:    want.Contact,
				Follows:    want.Follows,
				Lang:       "",
				LangPinned: false,
			}

			list := f.timeline()
			for i := range list {
				got.Apply(&list[i])
			}
			if want.Memory.Offer == "" && got.Memory.OfferSeq > 0 { // a key in that release
				want.Memory.Offer = list[got.Memory.OfferSeq-1].Purpose
			}
			// Lang may have come from the profile or from the previous conversation.
			ignore := cmp.Options{
				cmpopts.IgnoreFields(chat.Conversation{}, "Lang", "LangPinned"),
				// The first release has neither these fields nor the data for all of the fields.
				cmpopts.IgnoreFields(
					chat.Memory{},
					"Attempts", "Spoken", "Foreign", "Guard", "Statuses", "StatusAt",
					"QuestionBy", "QuestionAt", "Speaker",
				),
			}
			if d := cmp.Diff(want, got, ignore, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s: %s\n%s", name, want.ID, d)
			}
		}
	}
}

func freezeLogs(t *testing.T, release string) {
	scripts, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}

	for _, script := range scripts {
		name := filepath.Join("testdata/logs", release, strings.TrimSuffix(filepath.Base(script), ".txt")+".json")
		if _, err := os.Stat(name); err == nil {
			continue
		}
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		p := newPlay(t)
		p.script(string(text))
		var list []frozen

		for _, c := range p.conversations() {
			f := frozen{Conversation: c}
			for _, e := range p.entries(c.ID, 0) {
				f.Entries = append(f.Entries, frozenEntry{Entry: e})
			}
			list = append(list, f)
		}
		data, err := json.MarshalIndent(list, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
