package program_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/program"
	"frontdesk/program/programtest"
)

// pigeon is a messenger of the test with customers in memory.
type pigeon struct {
	env adapters.Env

	mu    sync.Mutex
	shown []string
}

// pigeonSettings are the pigeon's keys in config.yaml.
type pigeonSettings struct {
	Loft string `yaml:"loft"`
}

func (s *pigeonSettings) On() bool { return s.Loft != "" }

func (s *pigeonSettings) Check(c adapters.Check) {
	if s.Loft == "none" {
		c.Fail("loft", "pigeons need one")
	}
}

func (p *pigeon) ID() chat.ChannelID { return p.env.ID }

func (p *pigeon) Traits() adapters.Traits { return adapters.Traits{Type: "pigeon", MaxText: 100} }

func (p *pigeon) Run(ctx context.Context) error {
	p.env.Board.Report(adapters.Health{ID: p.ID(), Type: "pigeon", State: adapters.Up})
	<-ctx.Done()

	return ctx.Err()
}

func (p *pigeon) Render(e chat.Entry) ([]string, error) { return []string{e.Text}, nil }

func (p *pigeon) Send(_ context.Context, out adapters.Outgoing) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = append(p.shown, out.Payload)

	return "1", nil
}

// sees reports whether the customer has been shown a text.
func (p *pigeon) sees(part string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()

	return strings.Contains(strings.Join(p.shown, "\n"), part)
}

// pigeons is the kind of ch. The kind builds the channel ch.
func pigeons(ch *pigeon) adapters.Kind {
	return adapters.Kind{
		Type:     "pigeon",
		Settings: func() adapters.Settings { return &pigeonSettings{} },
		New: func(_ context.Context, env adapters.Env) (adapters.Channel, error) {
			ch.env = env
			return ch, nil
		},
	}
}

// TestAnotherKindOfChannels: a kind is sufficient for a new type of channels. The program, the reader of config.yaml and the sender then
// know the type.
func TestAnotherKindOfChannels(t *testing.T) {
	const text = "listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 0s\n" +
		"faq: {import: examples/faq.yaml}\n" +
		"channels: [{id: loft, type: pigeon, loft: roof}]\n"
	ch := &pigeon{}
	o := program.Options{Kinds: []adapters.Kind{pigeons(ch)}}
	r := programtest.StartWith(t, t.TempDir(), text, programtest.Setup{Options: o})
	in := chat.Inbound{
		Kind:   chat.InText,
		Peer:   chat.Peer{Channel: "loft", Address: "a"},
		Sender: chat.Sender{Channel: "loft", Person: "a"},
		Native: "1",
		Keys:   []string{"loft:1"},
		Text:   "сколько стоит доставка в Казань?",
	}
	if err := ch.env.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	r.Await("the answer", func() bool { return ch.sees("290") })
}

// TestKeysOfAnotherKind: the keys of a new kind get the same checks as the keys of the product's kinds.
func TestKeysOfAnotherKind(t *testing.T) {
	kinds := []adapters.Kind{pigeons(&pigeon{})}
	for text, want := range map[string]string{
		"channels: [{id: a, type: pigeon, lofd: x}]\n": `c.yaml:1:34: unknown key "lofd" in channels; ` +
			`did you mean "loft"?`,
		"channels: [{id: a, type: pigeon, loft: none}]\n": "c.yaml:1:40: channels[0].loft: pigeons need one",
		"channels: [{id: a, type: webchat}]\n":            `"webchat": want pigeon`,
	} {
		_, err := config.Load("c.yaml", []byte(text), programtest.NoEnv, kinds)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// silent is a channel without a sender and without pulling clients.
type silent struct{ adapters.Channel }

// TestAChannelEitherSendsOrIsPulled: without a sender and without pulling clients the start fails, because customers would get no answer.
func TestAChannelEitherSendsOrIsPulled(t *testing.T) {
	kind := pigeons(&pigeon{})
	kind.New = func(context.Context, adapters.Env) (adapters.Channel, error) { return silent{&pigeon{}}, nil }
	kinds := []adapters.Kind{kind}
	text := "database: sqlite:frontdesk.db\nfiles: files\nchannels: [{id: loft, type: pigeon, loft: roof}]\n"
	conf, err := config.Load(filepath.Join(t.TempDir(), "c.yaml"), []byte(text), programtest.NoEnv, kinds)
	if err != nil {
		t.Fatal(err)
	}

	p := program.New(program.Options{Config: conf, Log: slog.New(slog.DiscardHandler), Kinds: kinds})
	err = errors.Join(p.Open(t.Context()), p.Close())
	if err == nil || !strings.Contains(err.Error(), "either sends or lets its clients pull") {
		t.Errorf("%v", err)
	}
}
