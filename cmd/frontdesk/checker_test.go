package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// toll has the results of a fault run. The checker reads only the fakes' logs, the clients' logs and the final database.
type toll struct {
	Kills      int            `json:"kills"`
	Acked      int            `json:"acked"`
	Lost       int            `json:"lost"`
	Doubled    int            `json:"doubled"`
	Uncertain  int            `json:"doubled_uncertain"`
	Unknown    int            `json:"uncertain"`
	TwoOwners  int            `json:"two_owners"`
	SecondCSAT int            `json:"second_csat"`
	WrongEyes  int            `json:"wrong_eyes"`
	OutOfOrder int            `json:"out_of_order"`
	AfterTake  int            `json:"after_takeover"`
	Echoes     int            `json:"echoes"`
	Unsound    int            `json:"unsound"`
	Faults     map[string]int `json:"faults"`
	BadInputs  int            `json:"bad_inputs"`
	Panics     int            `json:"panics"`
}

func (t *toll) add(o toll) {
	for _, x := range [][2]*int{
		{&t.Kills, &o.Kills},
		{&t.Acked, &o.Acked},
		{&t.Lost, &o.Lost},
		{&t.Doubled, &o.Doubled},
		{&t.Uncertain, &o.Uncertain},
		{&t.Unknown, &o.Unknown},
		{&t.TwoOwners, &o.TwoOwners},
		{&t.SecondCSAT, &o.SecondCSAT},
		{&t.WrongEyes, &o.WrongEyes},
		{&t.OutOfOrder, &o.OutOfOrder},
		{&t.AfterTake, &o.AfterTake},
		{&t.Echoes, &o.Echoes},
		{&t.Unsound, &o.Unsound},
		{&t.BadInputs, &o.BadInputs},
		{&t.Panics, &o.Panics},
	} {
		*x[0] += *x[1]
	}
	if t.Faults == nil {
		t.Faults = map[string]int{}
	}

	for k, n := range o.Faults {
		t.Faults[k] += n
	}
}

// talk is one conversation of the final database.
type talk struct {
	chat.Conversation
	entries []chat.Entry
	parts   []chat.Part
}

// checker checks one world after the world's end.
type checker struct {
	w     *world
	toll  toll
	talks map[chat.Peer][]talk
}

// check reads the final database and compares the database with the logs of the fakes and of the clients.
func (w *world) check() toll {
	w.t.Helper()
	db := w.open()
	defer db.Close()
	c := &checker{w: w, talks: map[chat.Peer][]talk{}}
	c.read(context.Background(), db)

	for _, p := range w.people {
		c.inbound(p)
	}

	for peer, talks := range c.talks {
		c.timeline(peer, talks)
		c.fold(talks)
		c.answered(talks)
		if peer.Channel != "site" {
			c.outbound(peer, talks)
		}
	}

	for _, g := range w.guests {
		c.widget(g)
	}
	c.replies()
	c.owners()

	c.toll.Faults, c.toll.BadInputs, c.toll.Panics = w.playedFaults(), w.bad, w.panics
	for _, n := range w.kills {
		c.toll.Kills += n
	}

	return c.toll
}

// bad notes a broken promise.
func (c *checker) bad(n *int, format string, args ...any) {
	*n++
	c.w.t.Errorf("seed %d: %s", c.w.seed, fmt.Sprintf(format, args...))
}

func (c *checker) read(ctx context.Context, db *store.DB) {
	var all []talk
	err := db.Verify(ctx, func(id chat.ConversationID, err error) bool {
		if err != nil {
			c.bad(&c.toll.Unsound, "%v", err)
		}
		conv, err := db.ReadConversation(ctx, id)
		if err != nil || conv == nil {
			c.w.t.Error(err)
			return false
		}

		t := talk{Conversation: *conv}
		for {
			more, err := db.ReadEntries(ctx, id, int64(len(t.entries)), 500)
			if err != nil {
				c.w.t.Error(err)
			}
			if len(more) == 0 {
				break
			}
			t.entries = append(t.entries, more...)
		}
		if t.parts, err = db.PartsOf(ctx, id, 0); err != nil {
			c.w.t.Error(err)
		}
		all = append(all, t)

		return true
	})
	if err != nil {
		c.w.t.Error(err)
	}
	slices.SortFunc(all, func(a, b talk) int { return strings.Compare(string(a.ID), string(b.ID)) })

	for _, t := range all {
		c.talks[t.Peer] = append(c.talks[t.Peer], t)
	}
}

// heard is one stored message of a person.
type heard struct {
	chat.Entry
	number int
}

// inbound is I1 and the customers' half of I4. Every acknowledged message is stored once, in the order of the customer's messages.
func (c *checker) inbound(p *shopper) {
	peer := chat.Peer{Channel: chat.ChannelID(p.channel), Address: p.address}
	stored := map[string]int{}
	var words []heard

	for x, talks := range c.talks {
		for _, t := range talks {
			for _, e := range t.entries {
				m := canary.FindStringSubmatch(e.Text)
				if e.Author.Kind != chat.ByCustomer || e.Kind != chat.Said || m == nil || m[1] != p.tag {
					continue
				}
				if p.channel != "site" && x != peer {
					c.bad(&c.toll.WrongEyes, "%q of %v is stored for %v", e.Text, peer, x)
				}
				stored[e.Text]++
				i, _ := strconv.Atoi(m[2])
				words = append(words, heard{Entry: e, number: i})
			}
		}
	}

	for _, wrong := range misplaced(words) {
		c.bad(&c.toll.OutOfOrder, "%s: %v: %s", p.channel, peer, wrong)
	}
	seen := c.w.slack.Snapshot()

	for _, s := range p.said {
		acked := true
		if s.event != "" {
			e, _ := seen.Event(s.event)
			acked = !e.Acked.IsZero()
		}
		if acked {
			c.toll.Acked++
		}

		switch n := stored[s.text]; {
		case n == 0 && acked:
			c.bad(&c.toll.Lost, "%s: %.60q was acknowledged and is not stored", p.channel, s.text)
		case n > 1:
			c.bad(&c.toll.Doubled, "%s: %.60q is stored %d times", p.channel, s.text, n)
		}
	}
}

// misplaced lists the messages of one person in the wrong order. words are sorted by conversation, then by place.
//
// The messages must have been stored in the order of sending. The ids of the entries show the order of storing, because ids grow with the
// machine's clock, and no test moves the machine's clock. The messages must be in order within each conversation, and from one
// conversation to the next. There is one exception: the comment on an earlier conversation's rating is stored in the earlier
// conversation, even after messages in a later conversation. Comments are therefore left out of the comparison between conversations.
func misplaced(words []heard) (wrong []string) {
	compare := func(list []heard, how string) {
		for i := 1; i < len(list); i++ {
			if list[i].number < list[i-1].number {
				wrong = append(wrong, fmt.Sprintf("word %d is %s word %d", list[i].number, how, list[i-1].number))
			}
		}
	}
	byID := slices.SortedStableFunc(slices.Values(words), func(a, b heard) int { return strings.Compare(a.ID, b.ID) })
	compare(byID, "stored after")

	for i := 1; i < len(words); i++ {
		if words[i].Conversation == words[i-1].Conversation {
			compare(words[i-1:i+1], "in one conversation below")
		}
	}
	talk := slices.DeleteFunc(slices.Clone(words), func(h heard) bool { return h.Refs.Survey != "" })
	compare(talk, "in a later conversation than, or below,")

	return wrong
}

// timeline is I5, I7, I9, I12 for the conversations of one peer.
func (c *checker) timeline(peer chat.Peer, talks []talk) {
	for _, t := range talks {
		owner, asks := chat.OperatorID(""), 0

		for i, e := range t.entries {
			if e.Seq != int64(i+1) {
				c.bad(&c.toll.Unsound, "%s: entry %d stands at %d", t.ID, e.Seq, i+1)
			}
			if e.Move != nil {
				if e.Move.Owner != "" && owner != "" && e.Move.Owner != owner && e.Move.Reason != chat.ReasonTransfer {
					c.bad(&c.toll.TwoOwners, "%s: %s took it while %s had it", t.ID, e.Move.Owner, owner)
				}
				owner = e.Move.Owner
			}
			if e.Purpose == chat.PurposePrompt || e.Purpose == chat.PurposeReminder {
				asks++
			}
			ours := canary.FindString(e.Text) == "" && e.Press == "" && e.Text != "" &&
				e.Text != "эти слова уже сказаны"
			if e.Author.Kind == chat.ByCustomer && e.Kind == chat.Said && ours && c.ourWords(e.Text) {
				c.bad(&c.toll.Echoes, "%s: our own words are stored as the customer's: %q", t.ID, e.Text)
			}
			if e.Text == "эти слова уже сказаны" {
				c.bad(&c.toll.Doubled, "%s: an id that was known is stored again", t.ID)
			}
		}
		if asks > 1 {
			c.bad(&c.toll.SecondCSAT, "%s: the rating was asked for %d times", t.ID, asks)
		}
	}
}

// ourWords reports whether the bot or an operator has sent a text.
func (c *checker) ourWords(text string) bool {
	for _, talks := range c.talks {
		for _, t := range talks {
			for _, e := range t.entries {
				if e.Author.Kind != chat.ByCustomer && e.Kind == chat.Said && e.Text == text {
					return true
				}
			}
		}
	}

	return false
}

// widget is I10 and I11 for a visitor. The shown entries are the stored entries. Each entry is shown once, and no entry belongs to
// another person.
func (c *checker) widget(g *guest) {
	for _, s := range g.wrong {
		c.bad(&c.toll.Doubled, "widget: %s", s)
	}
	seen := map[string]map[int64]bool{}

	for _, f := range g.shown {
		for _, k := range canary.FindAllStringSubmatch(f.Text, -1) {
			if k[1] != g.tag {
				c.bad(&c.toll.WrongEyes, "the widget of %s shows %s", g.tag, k[0])
			}
		}
		if seen[f.Conversation] == nil {
			seen[f.Conversation] = map[int64]bool{}
		}
		seen[f.Conversation][f.Seq] = true
	}

	for peer, talks := range c.talks {
		for _, t := range talks {
			mine := seen[string(t.ID)]
			if peer.Channel != "site" || mine == nil {
				continue
			}

			for _, e := range t.entries {
				if e.Kind == chat.Said && e.Public() && !mine[e.Seq] && (!e.At.After(g.left) || c.w.clock != "") {
					c.bad(
						&c.toll.Lost,
						"widget of %s: entry %d of %s was never shown: %s %.60q",
						g.tag,
						e.Seq,
						t.ID,
						e.Author.Kind,
						e.Text,
					)
				}
			}
		}
	}
}

// replies is I1 for operators: every reply with the answer 200 is stored once.
func (c *checker) replies() {
	stored := map[string]int{}

	for _, talks := range c.talks {
		for _, t := range talks {
			for _, e := range t.entries {
				if e.Author.Kind == chat.ByOperator && e.Kind == chat.Said {
					stored[strings.TrimSpace(e.Text)]++
				}
			}
		}
	}

	for _, k := range c.w.clerks {
		for _, text := range k.said {
			c.toll.Acked++

			switch n := stored[strings.TrimSpace(text)]; {
			case n == 0:
				c.bad(&c.toll.Lost, "the reply %.60q was answered with 200 and is not stored", text)
			case n > 1:
				c.bad(&c.toll.Doubled, "the reply %.60q is stored %d times", text, n)
			}
		}
	}
}

// owners is I5 from the clients' side. No clerk releases or transfers conversations here. A conversation therefore has one clerk with a
// claim answered by 200.
func (c *checker) owners() {
	by := map[string]string{}

	for _, k := range c.w.clerks {
		for id := range k.claimed {
			if other := by[id]; other != "" {
				c.bad(&c.toll.TwoOwners, "%s was given to %s and to %s", id, other, k.name)
			}
			by[id] = k.name
		}
	}
}
