package slack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

// both runs a test in both modes of receiving.
func both(t *testing.T, fn func(*testing.T, *rig)) {
	for name, opt := range map[string]fake.Options{Socket: {}, Events: inEvents} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, opt, nil)
			r.run()
			r.until("up", "")
			fn(t, r)
		})
	}
}

func TestWordsArriveOnceAndInOrder(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		for i := range 20 {
			r.fake.DM(customer, fmt.Sprint("line ", i))
		}
		last := r.fake.DM(customer, "a &lt; b & <c> <@"+customer+">")
		r.acked(last.Events...)
		r.wait("all", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })

		got := r.seen()
		for i := range 20 {
			if got[i].Text != fmt.Sprint("line ", i) {
				t.Fatalf("place %d has %q", i, got[i].Text)
			}
		}
		in := got[20]
		want := chat.Inbound{
			Kind:   chat.InText,
			Text:   "a &lt; b & <c> @" + customer,
			Peer:   chat.Peer{Channel: "sl", Address: last.Channel},
			Sender: chat.Sender{Channel: "sl", Person: customer},
		}
		if in.Kind != want.Kind || in.Text != want.Text || in.Peer != want.Peer || in.Sender != want.Sender ||
			in.Native != last.TS ||
			!in.SentAt.Equal(moment(last.TS)) {
			t.Errorf("%+v", in)
		}
		if p := in.Profile; p.Name != "Anna Li" || p.Handle != "@anna" || p.Lang != "ru" {
			t.Errorf("profile %+v", p)
		}
		if len(in.Keys) != 3 || in.Keys[0] != "sl:e:"+last.Events[0] ||
			in.Keys[1] != "sl:m:"+last.Channel+":"+last.TS ||
			!strings.HasPrefix(in.Keys[2], "sl:c:"+customer+":") {
			t.Errorf("keys %q", in.Keys)
		}
		if n := len(r.fake.Snapshot().CallsOf("users.info")); n != 1 {
			t.Errorf("users.info was called %d times", n)
		}
	})
}

func TestEachWayOfComingTwice(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		p := r.fake.DM(customer, "once")
		r.acked(p.Events...)
		r.fake.Redeliver(p.Events[0])
		r.acked(r.fake.Twice(p.Events[0]), r.fake.TwiceStamped(p.Events[0]))
		r.wait("all", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })
		if got := r.texts(); !slices.Equal(got, []string{"once"}) || r.calls() != 4 {
			t.Errorf("stored %q after %d calls", got, r.calls())
		}
	})
}

func TestAckOnlyAfterCommit(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		fails := 1
		r.answers(func(chat.Inbound) error {
			for _, e := range r.fake.Snapshot().Live {
				if !e.Acked.IsZero() {
					t.Error("acknowledged before the commit")
				}
			}
			if fails > 0 {
				fails--
				return &chat.Error{Kind: chat.Storage, Text: "disk full", Err: errors.New("ENOSPC")}
			}

			return nil
		})
		p := r.fake.DM(customer, "keep me")
		r.acked(p.Events...)
		if e, _ := r.fake.Snapshot().Event(p.Events[0]); e.Deliveries < 2 || len(r.texts()) != 1 {
			t.Errorf("%+v, stored %q", e, r.texts())
		}
	})
}

func TestOwnFaultIsParkedAfterThree(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		r.answers(func(in chat.Inbound) error {
			switch in.Text {
			case "poison":
				return errors.New("cannot be stored")
			case "bomb":
				panic("boom")
			}

			return nil
		})
		p, q := r.fake.DM(customer, "poison"), r.fake.DM(customer, "bomb")
		r.acked(append(p.Events, q.Events...)...)
		if len(r.parks()) != 2 || !strings.Contains(strings.Join(r.parks(), ""), "poison") || r.calls() != 6 ||
			len(r.seen()) != 0 {
			t.Errorf("parked %q after %d calls", r.parks(), r.calls())
		}
	})
}

func TestPressThatCannotBeStoredIsParkedAndRefused(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		r.answers(func(in chat.Inbound) error { return errors.New("cannot be stored") })
		dm := must(r.fake.OpenHome(customer))
		id := must(r.fake.PressRaw(customer, dm.Channel, "1.000001", fake.Button{ActionID: "choice:0", Value: "v"}))
		r.wait("given up", func(s *fake.Snapshot) bool { e, ok := s.Event(id); return ok && e.Failed })
		if len(r.parks()) != 1 {
			t.Errorf("parked %q", r.parks())
		}
	})
}

func TestPress(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		peer := chat.Peer{Channel: "sl", Address: must(r.fake.OpenHome(customer)).Channel}
		ts, err := r.send(
			peer,
			chat.Entry{
				Text: "Which?",
				Choices: []chat.Choice{
					{Value: "faq:1", Label: "R&D <b>"},
					{Value: "human", Label: strings.Repeat("long ", 30)},
				},
			},
			nil,
		)
		if err != nil {
			t.Fatal(err)
		}
		id := must(r.fake.Press(customer, peer.Address, ts, "faq:1"))
		r.acked(id)
		r.fake.Redeliver(id)
		r.wait("all", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })
		got := r.seen()
		if len(got) != 1 || got[0].Kind != chat.InPress || got[0].Payload != "faq:1" || got[0].Label != "R&D <b>" ||
			got[0].Of != ts ||
			got[0].Peer != peer ||
			got[0].Sender.Person != customer {
			t.Fatalf("%+v", got)
		}
		if k := got[0].Keys; len(k) != 1 || !strings.HasPrefix(k[0], "sl:p:"+peer.Address+":"+ts+":") ||
			!strings.HasSuffix(k[0], ":"+customer) {
			t.Errorf("keys %q", k)
		}
		r.acked(must(r.fake.Press(customer, peer.Address, ts, "faq:1"))) // a second press is another press
		if n := len(r.seen()); n != 2 {
			t.Errorf("%d presses", n)
		}
	})
}

func TestEditsAndWithdrawals(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		p := r.fake.DM(customer, "red kettle")
		e := must(r.fake.Edit(p.Channel, p.TS, "blue & small kettle"))
		d := must(r.fake.Delete(p.Channel, p.TS))
		r.acked(append(append(p.Events, e.Events...), d.Events...)...)
		got := r.seen()
		if len(got) != 3 || got[1].Kind != chat.InEdit || got[1].Text != "blue & small kettle" || got[1].Of != p.TS ||
			got[2].Kind != chat.InWithdraw ||
			got[2].Of != p.TS ||
			got[2].Sender.Person != customer {
			t.Errorf("%+v", got)
		}
	})
}

func TestEchoNeverComesIn(t *testing.T) {
	for _, first := range []bool{true, false} {
		r := newRig(t, fake.Options{EchoFirst: first}, nil)
		r.run()
		r.until("up", "")
		peer := chat.Peer{Channel: "sl", Address: must(r.fake.OpenHome(customer)).Channel}
		data := map[string][]byte{"h": []byte("bytes")}
		ts, err := r.send(
			peer,
			chat.Entry{
				Text:    "ours",
				Choices: []chat.Choice{{Value: "a", Label: "A"}},
				Files:   []chat.File{{Name: "a.txt", Hash: "h", Size: 5, State: chat.FileReady}},
			},
			data,
		)
		if err != nil || ts == "" {
			t.Fatal(err)
		}
		text := r.fake.Snapshot().FromBot(customer)[0].TS
		if err := r.ch.Unbutton(t.Context(), peer, text); err != nil {
			t.Fatal(err)
		}
		r.wait(
			"all echoes are acknowledged",
			func(s *fake.Snapshot) bool { return len(s.Live) == 0 && len(s.Settled) >= 4 },
		)
		if r.calls() != 0 {
			t.Errorf("echo first %v: came in: %q", first, r.texts())
		}
	}
}

func TestWhatIsNotForUs(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		id := r.fake.Emit(map[string]any{"type": "moon_landed"})
		dm := must(r.fake.OpenHome(customer))
		im := map[string]any{
			"type":         "message",
			"channel_type": "im",
			"channel":      dm.Channel,
			"ts":           "1.000002",
			"text":         "beep",
		}
		with := func(more map[string]any) string {
			e := map[string]any{}

			for _, m := range []map[string]any{im, more} {
				for k, v := range m {
					e[k] = v
				}
			}

			return r.fake.Emit(e)
		}
		bot := with(map[string]any{"bot_id": "B0OTHER", "user": "U0OTHER"})
		odd := with(map[string]any{"subtype": "channel_join", "user": customer})
		// The library cannot read this message.
		strange := with(map[string]any{
			"user":   customer,
			"text":   7,
			"blocks": "no list",
			"files":  map[string]any{},
			"ts":     "1.000003",
		})
		slash := must(r.fake.Slash(customer, "", "/help", ""))
		r.acked(id, bot, odd, strange, slash)
		r.acked(dm.Events...)
		if r.counted("moon_landed") != 1 || r.counted("bot") != 1 || r.counted("message/channel_join") != 1 ||
			r.counted("slash_commands") != 1 ||
			r.counted("app_home_opened") != 0 {
			t.Errorf("counted %v", r.unknown)
		}
		if got := r.seen(); len(got) != 1 || got[0].Kind != chat.InUnsupported {
			t.Errorf("stored %+v", got)
		}
	})
}

func TestMentionGoesOnInTheDirectMessage(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		room := r.fake.AddChannel("general", customer)
		var events []string

		for i := range 6 { // the twins come in either order
			p := must(r.fake.Mention(customer, room, fmt.Sprint("where is my order ", i, "?")))
			events = append(events, p.Events...)
		}
		r.acked(events...)

		for _, id := range events {
			r.fake.Redeliver(id)
			r.acked(r.fake.Twice(id), r.fake.TwiceStamped(id))
		}
		r.wait("all", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })
		r.ch.soft.Rest()
		got := r.seen()
		dm := r.fake.Snapshot().Direct(customer)
		if len(got) != 6 {
			t.Fatalf("stored %q", r.texts())
		}

		for i, in := range got {
			if in.Kind != chat.InText || in.Text != fmt.Sprint("where is my order ", i, "?") ||
				in.Peer.Address != dm.ID ||
				dm.ID == "" {
				t.Errorf("%+v", in)
			}
		}
		pointers := r.fake.Snapshot().FromBot(room)
		if len(pointers) != 6 {
			t.Fatalf("%d pointers", len(pointers))
		}

		threads := map[string]bool{}
		for _, m := range pointers {
			threads[m.ThreadTS] = true
			if m.Text != "ru/slack.pointer/"+customer || m.ThreadTS == "" {
				t.Errorf("pointer %+v", m)
			}
		}
		if len(threads) != 6 || len(r.fake.Snapshot().CallsOf("conversations.open")) != 1 {
			t.Errorf("threads %v", threads)
		}
	})
}

// The keys in the store decide, not the memory of one process.
func TestPointerIsNotRepeatedAfterARestart(t *testing.T) {
	keys := map[string]bool{}
	r := newRig(t, fake.Options{}, func(_ *Config, env *adapters.Env) { env.Once = onceIn(keys) })
	room := r.fake.AddChannel("general", customer)
	stop := r.run()
	r.until("up", "")
	p := must(r.fake.Mention(customer, room, "hello"))
	r.acked(p.Events...)
	_ = stop()
	r.ch = must(New(r.ch.cfg, r.ch.env))
	r.run()

	for _, id := range p.Events {
		r.fake.Redeliver(id)
	}
	r.wait("all", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })
	r.ch.soft.Rest()
	if n := len(r.fake.Snapshot().FromBot(room)); n != 1 {
		t.Errorf("%d pointers", n)
	}
}

func TestMentionWaitsForTheDirectMessage(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		room := r.fake.AddChannel("general", customer)
		r.fake.Inject(fake.Fault{Method: "conversations.open", Kind: fault.ServerError})
		p := must(r.fake.Mention(customer, room, ""))
		r.acked(p.Events...)
		got := r.seen()
		if len(got) != 1 || got[0].Kind != chat.InCommand || got[0].Text != "help" || got[0].Peer.Address == "" {
			t.Fatalf("%+v", got)
		}
		if n := len(r.fake.Snapshot().CallsOf("conversations.open")); n != 2 {
			t.Errorf("conversations.open was called %d times", n)
		}
		r.fake.AddUser(fake.User{ID: "U0GONE", Name: "gone"})
		if err := r.fake.Deactivate("U0GONE"); err != nil {
			t.Fatal(err)
		}
		p = must(r.fake.Mention("U0GONE", room, "hi"))
		r.acked(p.Events...) // parked, after three tries
		if len(r.parks()) != 1 {
			t.Errorf("parked %q", r.parks())
		}
	})
}

func TestProfileMayBeMissing(t *testing.T) {
	both(t, func(t *testing.T, r *rig) {
		r.fake.Inject(fake.Fault{Method: "users.info", Kind: fault.HangBefore})
		p, q := r.fake.DM(customer, "one"), r.fake.DM(customer, "two")
		r.wait("both", func(s *fake.Snapshot) bool { return len(s.Live) == 0 })
		r.acked(append(p.Events, q.Events...)...)
		got := r.seen()
		if len(got) != 2 || got[0].Profile.Name != "" || len(r.fake.Snapshot().CallsOf("users.info")) > 1 {
			t.Errorf("%+v", got)
		}
	})
}

func TestStoreKnowsOurOwn(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	var ours string
	r.ch.env.Sent = sentIs(&ours)
	r.run()
	r.until("up", "")
	dm := must(r.fake.OpenHome(customer))
	ours = "5.000001"
	id := r.fake.Emit(
		map[string]any{
			"type":         "message",
			"channel_type": "im",
			"channel":      dm.Channel,
			"user":         "U0NEWBOT",
			"ts":           ours,
			"text":         "ours",
		},
	)
	r.acked(id)
	if r.calls() != 0 {
		t.Error("our own message came in")
	}
}
