package store_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"frontdesk/chat"
	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
)

// TestReleasedGoOn: after the migration, the conversations of every released schema go on. Due turns are answered, silent conversations
// close, a prompt takes the score, and a score takes the comment. Every row is the fold of the timeline.
func TestReleasedGoOn(t *testing.T) {
	eachReleased(t, func(t *testing.T, dsn string, want expected) {
		at := releasedNow.Add(2 * time.Second)
		setup := programtest.Setup{Config: func(c *config.Config) { c.Database = dsn }}
		p := programtest.Still(t, func() time.Time { return at }, "  - {id: site, type: silent}\n", setup)
		p.Engine.SetBase(sampleBase(t))

		timers := wakes(t, p.DB)
		for id, talk := range want.Talks {
			if got := timers[id]; got != talk.WakeAt {
				t.Errorf("%s (%s): its timer is due at %d, its wake time was %d", id, talk.About, got, talk.WakeAt)
			}
		}
		foldsAre(t, p.DB, want)

		tick(t, p)

		for _, peer := range []string{"tg/2001", "tg/2002", "tg/2011", "tg/2018", "tg/2019", "tg/2020", "site/v2"} {
			c := talkOf(t, p.DB, want, peer)
			if c.Memory.Turn > 0 || c.LastSeq <= want.Talks[c.ID].LastSeq {
				t.Errorf("%s is not answered: turn %d, %d entries", peer, c.Memory.Turn, c.LastSeq)
			}
		}
		if c := talkOf(t, p.DB, want, "tg/2014"); c.State != chat.StateClosed {
			t.Errorf("tg/2014 has been silent for long enough and is %s", c.State)
		}

		rates(t, p, want, "tg/2007", "5")
		comments(t, p, want, "tg/2009", "всё хорошо")
		menu := talkOf(t, p.DB, want, "tg/2004")
		says(t, p, menu, chat.Inbound{Kind: chat.InText, Text: "1"})
		at = at.Add(2 * time.Second)
		tick(t, p)
		if now := talkOf(t, p.DB, want, "tg/2004"); menu.Memory.Offer != chat.PurposeMenu ||
			now.Memory.Offer != chat.PurposeAnswer {
			t.Errorf(
				"tg/2004: %q was on offer, after a choice %q; want a menu, then an answer",
				menu.Memory.Offer,
				now.Memory.Offer,
			)
		}

		at = at.Add(time.Hour)
		tick(t, p)
		if c := talkOf(t, p.DB, want, "tg/2003"); c.State != chat.StateClosed {
			t.Errorf("tg/2003 has been silent for an hour and is %s", c.State)
		}
		if c := talkOf(t, p.DB, want, "tg/2005"); c.State != chat.StateHuman {
			t.Errorf("tg/2005 is in people's hands and is %s", c.State)
		}

		at = at.Add(24 * time.Hour)
		tick(t, p)
		if c := talkOf(t, p.DB, want, "tg/2005"); c.State != chat.StateClosed {
			t.Errorf("tg/2005 has been silent for a day and is %s", c.State)
		}
		foldsAre(t, p.DB, want)
		must(t, p.DB.Verify(ctx, func(_ chat.ConversationID, err error) bool { must(t, err); return true }))
	})
}

// TestRefoldGoesOn: a migration killed between two chunks resumes at the same chunk and ends in the same rows.
func TestRefoldGoesOn(t *testing.T) {
	eachReleased(t, func(t *testing.T, dsn string, want expected) {
		stop := store.StopRefoldAfter(1, 3)
		if _, err := store.Open(ctx, dsn, store.Options{}); err == nil {
			t.Fatal("the migration was not broken off")
		}
		stop()

		db := openReleased(t, dsn)
		foldsAre(t, db, want)
		sameTalks(t, db, want)
	})
}

func sampleBase(t *testing.T) *faq.Base {
	t.Helper()
	data, err := os.ReadFile("../examples/faq.yaml")
	must(t, err)
	entries, err := faq.Load("faq.yaml", data)
	must(t, err)

	return faq.New(entries, faq.Options{MaxWrong: 0.05})
}

// tick fires the due timers, and the timers that become due by the firing.
func tick(t *testing.T, p *program.Program) {
	t.Helper()

	for range 3 {
		must(t, p.Clock.Tick(ctx))
	}
}

// wakes lists the times of all timers by conversation.
func wakes(t *testing.T, db *store.DB) map[chat.ConversationID]int64 {
	t.Helper()
	list, err := db.DueTimers(ctx, releasedNow.AddDate(1, 0, 0), 10_000)
	must(t, err)

	out := map[chat.ConversationID]int64{}
	for _, timer := range list {
		out[chat.ConversationID(timer.Subject.ID)] = chat.Millis(timer.Due)
	}

	return out
}

func talkOf(t *testing.T, db *store.DB, want expected, peer string) *chat.Conversation {
	t.Helper()
	c, err := db.ReadConversation(ctx, want.newest(t, peer))
	must(t, err)

	return c
}

// foldsAre compares the rows of open conversations with the fold of the entries.
func foldsAre(t *testing.T, db *store.DB, want expected) {
	t.Helper()

	for id := range want.Talks {
		c, err := db.ReadConversation(ctx, id)
		must(t, err)
		if !c.Open() {
			continue
		}
		list, err := db.ReadEntries(ctx, id, 0, 10_000)
		must(t, err)

		again := chat.Conversation{ID: c.ID, Peer: c.Peer, Contact: c.Contact, Follows: c.Follows}
		for i := range list {
			again.Apply(&list[i])
		}
		ignored := cmpopts.IgnoreFields(chat.Conversation{}, "Lang", "LangPinned")
		if d := cmp.Diff(*c, again, cmpopts.EquateEmpty(), ignored); d != "" {
			t.Errorf("%s: the row is not the fold (-row +fold):\n%s", id, d)
		}
	}
}

func says(t *testing.T, p *program.Program, c *chat.Conversation, in chat.Inbound) {
	t.Helper()
	in.Peer, in.Sender = c.Peer, chat.Sender{Channel: c.Peer.Channel, Person: c.Peer.Address}
	in.Keys = []string{fmt.Sprint("after ", c.ID, in.Text, in.Payload)}
	must(t, p.Engine.Accept(context.Background(), in))
}

func rates(t *testing.T, p *program.Program, want expected, peer, text string) {
	t.Helper()
	c := talkOf(t, p.DB, want, peer)
	says(t, p, c, chat.Inbound{Kind: chat.InText, Text: text})
	if v, err := p.DB.PeerSurvey(ctx, c.Peer); err != nil || v.Score != 5 || v.Conversation != c.ID {
		t.Errorf("%s: the score is not taken: %+v %v", peer, v, err)
	}
}

func comments(t *testing.T, p *program.Program, want expected, peer, text string) {
	t.Helper()
	c := talkOf(t, p.DB, want, peer)
	says(t, p, c, chat.Inbound{Kind: chat.InText, Text: text})
	if v, err := p.DB.PeerSurvey(ctx, c.Peer); err != nil || v.Comment != text {
		t.Errorf("%s: the comment is not taken: %+v %v", peer, v, err)
	}
}
