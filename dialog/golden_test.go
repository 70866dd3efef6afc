package dialog_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

// TestTranscripts plays the dialogues of testdata. A line with a word and a colon is an event. All other lines are the output of
// Frontdesk and are compared. `go test ./dialog -update` rewrites the output. Read the difference as a support lead would.
//
//	customer: TEXT      says something          press: LABEL     presses a button of the newest message
//	file: NAME          sends a file            command: NAME    sends /NAME
//	wait: 30m           time passes             online: yes|no   is an operator signed in
//	anna: claim|release|close|reply TEXT|note TEXT|transfer boris
//	edit: OLD => NEW    edits an own message    name: NAME       of the customer, before the first message
//	delete: TEXT        deletes an own message
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no transcripts", err)
	}

	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := newPlay(t).script(string(want))
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}

				return
			}
			if got != string(want) {
				t.Errorf("%s has changed:\n%s", name, difference(string(want), got))
			}
		})
	}
}

// play is the real program without channels and with a clock of the test.
type play struct {
	t       *testing.T
	now     time.Time
	program *program.Program
	store   switchable
	db      *store.DB
	engine  *dialog.Engine
	desk    *handoff.Verbs
	people  map[string]chat.Operator
	online  bool
	name    string
	n       int
	shown   map[chat.ConversationID]int64
	order   []chat.ConversationID
	out     strings.Builder
}

// switchable is a store with a wrapper the test can switch on and off.
type switchable struct {
	program.Updater
	before func(program.Updater) program.Updater // nil means no wrapper
}

func (s *switchable) Update(ctx context.Context, fn func(*store.Tx) error) error {
	if s.before != nil {
		return s.before(s.Updater).Update(ctx, fn)
	}

	return s.Updater.Update(ctx, fn)
}

var customer = chat.Peer{Channel: "tg", Address: "100"}

func newPlay(t *testing.T) *play {
	p := &play{
		t:      t,
		now:    time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
		people: map[string]chat.Operator{},
		shown:  map[chat.ConversationID]int64{},
	}
	p.start(func(*config.Config) {})
	p.engine.SetBase(dialog.SampleBase(t, nil))

	for _, name := range []string{"anna", "boris"} {
		op := chat.Operator{
			ID:    chat.OperatorID(chat.NewID()),
			Login: name,
			Name:  strings.ToUpper(name[:1]) + name[1:],
			Role:  chat.RoleOperator,
		}
		if err := p.db.AddOperator(context.Background(), store.Account{Operator: op}); err != nil {
			t.Fatal(err)
		}
		p.people[name] = op
	}

	return p
}

// start opens the program. The program has no base until SetBase.
func (p *play) start(configure func(*config.Config)) {
	before := func(u program.Updater) program.Updater {
		p.store.Updater = programtest.Twice(u)
		return &p.store
	}
	setup := programtest.Setup{Options: program.Options{Faults: program.Faults{Store: before}}, Config: configure}
	p.program = programtest.Still(p.t, func() time.Time { return p.now }, "", setup)
	p.db, p.engine, p.desk = p.program.DB, p.program.Engine, p.program.Desk
	p.engine.Online = func() bool { return p.online }
}

// restart closes the program and opens the same database again.
func (p *play) restart() {
	if err := p.program.Close(); err != nil {
		p.t.Fatal(err)
	}
	database := p.program.Config.Database
	p.start(func(c *config.Config) { c.Database = database })
}

// tick fires the timers that are due.
func (p *play) tick() error { return p.program.Clock.Tick(p.t.Context()) }

// script plays the events of a transcript and returns the transcript with the current output.
func (p *play) script(text string) string {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := lines.Text()

		who, what, ok := strings.Cut(line, ": ")
		switch {
		case strings.HasPrefix(line, "#"):
			p.out.WriteString(line + "\n")
		case ok && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "="):
			p.out.WriteString("\n" + line + "\n")
			p.event(who, what)
			p.show()
		}
	}

	return p.out.String()
}

func (p *play) event(who, what string) {
	p.n++
	in := chat.Inbound{
		Kind:    chat.InText,
		Peer:    customer,
		Sender:  chat.Sender{Channel: "tg", Person: "100"},
		Profile: chat.Profile{Name: p.name},
		Native:  fmt.Sprint(p.n),
		Keys:    []string{fmt.Sprint("k", p.n)},
	}

	switch who {
	case "customer":
		in.Text = what
	case "press":
		in.Kind, in.Payload = chat.InPress, p.button(what)
	case "file":
		in.Files = []chat.File{{Name: what, Native: "f" + what, State: chat.FilePending}}
	case "command":
		in.Kind = chat.InCommand
		in.Text, in.Payload, _ = strings.Cut(what, " ")
	case "edit":
		before, after, _ := strings.Cut(what, " => ")
		in.Kind, in.Text, in.Of = chat.InEdit, after, p.native(before)
	case "delete":
		in.Kind, in.Of = chat.InWithdraw, p.native(what)
	case "wait":
		d, err := time.ParseDuration(what)
		if err != nil {
			p.t.Fatal(err)
		}
		p.pass(d)

		return
	case "online":
		p.online = what == "yes"
		return
	case "name":
		p.name = what
		return
	default:
		p.operator(p.people[who], what)
		return
	}
	if err := p.engine.Accept(context.Background(), in); err != nil {
		p.out.WriteString("  ! " + err.Error() + "\n")
	}
	if in.Kind == chat.InPress || in.Kind == chat.InCommand {
		p.pass(0)
	}
}

// pass advances the clock and runs the due timers.
func (p *play) pass(d time.Duration) {
	p.now = p.now.Add(d)
	for range 3 {
		if err := p.tick(); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p *play) operator(op chat.Operator, what string) {
	ctx := context.Background()
	verb, rest, _ := strings.Cut(what, " ")
	p.n++
	draft := handoff.Draft{ID: fmt.Sprintf("draft-%d", p.n), Text: rest}
	id := p.order[len(p.order)-1]
	var err error

	switch verb {
	case "claim":
		_, err = p.desk.Claim(ctx, op, id)
	case "release":
		_, err = p.desk.Release(ctx, op, id)
	case "close":
		_, err = p.desk.Close(ctx, op, id)
	case "reply":
		_, err = p.desk.Reply(ctx, op, id, draft)
	case "note":
		_, err = p.desk.Note(ctx, op, id, draft)
	case "transfer":
		to, note, _ := strings.Cut(rest, " ")
		draft.Text = note
		_, err = p.desk.Transfer(ctx, op, id, p.people[to].ID, draft)
	default:
		p.t.Fatalf("unknown verb %q", verb)
	}
	if err != nil {
		p.out.WriteString("  ! " + err.Error() + "\n")
	}
}

// conversations lists the customer's conversations, oldest first.
func (p *play) conversations() []chat.Conversation {
	list, err := p.db.PeerConversations(context.Background(), customer, 50)
	if err != nil {
		p.t.Fatal(err)
	}

	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}

	return list
}

func (p *play) entries(id chat.ConversationID, after int64) []chat.Entry {
	list, err := p.db.ReadEntries(context.Background(), id, after, 1000)
	if err != nil {
		p.t.Fatal(err)
	}

	return list
}

func (p *play) button(label string) string {
	for _, c := range p.conversations() {
		for _, e := range p.entries(c.ID, 0) {
			for _, b := range e.Choices {
				if b.Label == label {
					return b.Value
				}
			}
		}
	}
	p.t.Fatalf("no button %q", label)

	return ""
}

func (p *play) native(text string) string {
	for _, c := range p.conversations() {
		for _, e := range p.entries(c.ID, 0) {
			if e.Text == text && e.Author.Kind == chat.ByCustomer {
				return e.Native
			}
		}
	}
	p.t.Fatalf("the customer never said %q", text)

	return ""
}

// show writes the new entries of the timelines. The customer's own messages are left out, because the script has them already.
func (p *play) show() {
	p.order = p.order[:0]
	for i, c := range p.conversations() {
		p.order = append(p.order, c.ID)
		for _, e := range p.entries(c.ID, p.shown[c.ID]) {
			p.shown[c.ID] = e.Seq
			if line := transcribe(e); line != "" {
				if i > 0 {
					line = fmt.Sprintf("  (%d)%s", i+1, strings.TrimPrefix(line, " "))
				}
				p.out.WriteString(line + "\n")
			}
		}
	}
}

func transcribe(e chat.Entry) string {
	switch {
	case e.Kind == chat.Moved:
		from := string(e.Move.From)
		if from == "" {
			from = "new"
		}
		owner := e.Move.OwnerName
		if owner != "" {
			owner = ", " + owner
		}

		return fmt.Sprintf("  == %s -> %s (%s%s)", from, e.Move.To, e.Move.Reason, owner)
	case e.Kind == chat.Rated:
		return fmt.Sprintf("  == rated %d %q", e.Rating.Score, e.Rating.Comment)
	case e.Kind == chat.Noted:
		if e.Purpose == chat.PurposeSilent {
			return "  (nothing to say)"
		}

		return "  note " + e.Author.Name + " | " + e.Text
	case e.Kind == chat.Edited:
		return "  == edited: " + e.Text
	case e.Kind == chat.Pinned:
		return "  == language " + e.Lang
	case e.Author.Kind == chat.ByCustomer:
		return ""
	}
	who := e.Author.Name
	if e.Author.Kind == chat.ByBot {
		who = "bot"
	}
	text := "  " + who + " | " + strings.ReplaceAll(e.Text, "\n", "\n      | ")
	if len(e.Choices) > 0 {
		var labels []string
		for _, c := range e.Choices {
			labels = append(labels, "["+c.Label+"]")
		}
		text += "\n      | " + strings.Join(labels, " ")
	}

	return text
}

// difference shows the first difference of two texts.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, a, b)
		}
	}

	return "only in white space"
}
