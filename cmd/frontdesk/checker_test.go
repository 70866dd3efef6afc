package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
	"frontdesk/store"
)

// toll is what a fault run has found. The checker reads only the fakes' logs, the clients' logs and the final database.
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
	for _, x := range [][2]*int{{&t.Kills, &o.Kills}, {&t.Acked, &o.Acked}, {&t.Lost, &o.Lost}, {&t.Doubled, &o.Doubled}, {&t.Uncertain, &o.Uncertain}, {&t.Unknown, &o.Unknown},
		{&t.TwoOwners, &o.TwoOwners}, {&t.SecondCSAT, &o.SecondCSAT}, {&t.WrongEyes, &o.WrongEyes}, {&t.OutOfOrder, &o.OutOfOrder}, {&t.AfterTake, &o.AfterTake}, {&t.Echoes, &o.Echoes},
		{&t.Unsound, &o.Unsound}, {&t.BadInputs, &o.BadInputs}, {&t.Panics, &o.Panics}} {
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

// shownMessage is one message of the bot as a fake shows it, in the order of showing.
type shownMessage struct{ native, text string }

// checker goes through one world that has ended.
type checker struct {
	w     *world
	toll  toll
	talks map[chat.Peer][]talk
}

// check reads the final database and compares it with what the outside has seen.
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

// heard is one of a person's words as it is stored.
type heard struct {
	chat.Entry
	number int
}

// inbound is I1 and the customers' half of I4: what was acknowledged is stored once, in the order in which it was said.
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

// misplaced says which words of one person do not stand in the order in which they were said. words are sorted by conversation, then by place.
//
// The words must have been stored in that order, which the ids of the entries tell: they grow with the machine's clock, which no test moves. They
// must stand in that order within each conversation, and from one conversation to the next. Only the comment on an earlier talk's rating is stored
// in that earlier talk although a later one has words before it; so comments are left out of the comparison from one conversation to the next.
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

// ourWords says whether the bot or an operator has said a text.
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

// messages lists what a fake shows of the bot in a chat, and its journal of calls to this chat that show a message.
func (c *checker) messages(peer chat.Peer) (shown []shownMessage, calls []fault.Record) {
	var all []fault.Record
	method := "chat.postMessage"
	if peer.Channel == "tg" {
		snap := c.w.telegram.Snapshot()

		id, _ := strconv.ParseInt(peer.Address, 10, 64)
		for _, m := range snap.FromBot(id) {
			shown = append(shown, shownMessage{strconv.Itoa(m.ID), m.Words()})
		}
		method, all = "sendMessage", snap.Calls
	} else {
		snap := c.w.slack.Snapshot()
		for _, m := range snap.Rooms[peer.Address].Messages {
			if m.FromBot && !m.Deleted {
				shown = append(shown, shownMessage{m.TS, m.Text})
			}
		}
		all = snap.Calls
	}

	for _, r := range all {
		if r.Chat == peer.Address && strings.EqualFold(r.Method, method) {
			calls = append(calls, r)
		}
	}

	return shown, calls
}

// outbound is I2, I3, I4, I6, I7 and I10 for one peer of a messenger.
func (c *checker) outbound(peer chat.Peer, talks []talk) {
	shown, calls := c.messages(peer)

	at := map[string]int{}
	for i, m := range shown {
		at[m.native] = i
	}
	c.eyes(peer, shown)
	claimed := map[int]bool{} // messages that a part names
	spare := map[string]int{} // copies that are explained, by text
	unseen, last := 0, -1     // uncertain parts without a message of their own
	var before *chat.Part     // the sent part before this one

	for _, p := range c.inOrder(talks) {
		if p.Policy == chat.Leave && p.Resent > 0 { // no clerk has asked for it here
			c.bad(&c.toll.Doubled, "%v: part %d of %s was sent again by itself", peer, p.Seq, p.Conversation)
		}

		switch p.State {
		case chat.PartQueued, chat.PartSending:
			c.bad(&c.toll.Lost, "%v: part %d/%d of %s is %s at the end", peer, p.Seq, p.Number, p.Conversation, p.State)
		case chat.PartFailed, chat.PartCancelled:
			if p.Reason == "" {
				c.bad(&c.toll.Lost, "%v: part %d is %s without a reason", peer, p.Seq, p.State)
			}
			unseen += p.Resent
			c.toll.Unknown += p.Resent
		case chat.PartUncertain:
			unseen += 1 + p.Resent
			c.toll.Unknown += 1 + p.Resent
		case chat.PartSent:
			i, ok := at[p.Native]
			if !ok {
				c.bad(
					&c.toll.Lost,
					"%v: part %d/%d is marked sent as %q and was never shown",
					peer,
					p.Seq,
					p.Number,
					p.Native,
				)
				continue
			}
			if c.w.clock != "" && before != nil && before.Conversation != p.Conversation {
				last = -1
			}
			if i < last {
				c.bad(&c.toll.OutOfOrder, "%v: part %d/%d was shown before an earlier one", peer, p.Seq, p.Number)
			}
			if before != nil && before.Seq == p.Seq && before.Conversation == p.Conversation && p.Number > 0 &&
				i-last-1 > p.Resent+before.Resent {
				c.bad(
					&c.toll.OutOfOrder,
					"%v: something came between parts %d and %d of entry %d",
					peer,
					before.Number,
					p.Number,
					p.Seq,
				)
			}
			claimed[i], last, before = true, i, &p
			spare[shown[i].text] += p.Resent
			c.toll.Unknown += p.Resent
		}
	}

	for i, m := range shown {
		switch {
		case claimed[i]:
		case spare[m.text] > 0:
			spare[m.text]--
			c.toll.Uncertain++
		case unseen > 0:
			unseen--
			c.toll.Uncertain++
		default:
			c.bad(&c.toll.Doubled, "%v: %.80q was shown and no part has an unknown outcome", peer, m.text)
		}
	}
	c.prompts(peer, talks, shown)
	if c.w.clock == "" { // else times of the program and of the platforms cannot be compared
		c.takeovers(peer, talks, calls)
	}
}

// inOrder lists the parts of a peer in the order in which they must leave.
func (c *checker) inOrder(talks []talk) (list []chat.Part) {
	for _, t := range talks {
		list = append(list, t.parts...)
	}
	slices.SortStableFunc(list, func(a, b chat.Part) int {
		if d := a.CreatedAt.Compare(b.CreatedAt); d != 0 &&
			c.w.clock == "" { // by a clock that jumps only the parts of one conversation can be compared
			return d
		}
		if d := strings.Compare(string(a.Conversation), string(b.Conversation)); d != 0 {
			return d
		}

		return int(a.Seq-b.Seq)*1000 + a.Number - b.Number
	})

	return list
}

// eyes is I10: a chat shows canaries of its own person only.
func (c *checker) eyes(peer chat.Peer, shown []shownMessage) {
	for _, p := range c.w.people {
		if p.channel == string(peer.Channel) && p.address == peer.Address {
			for _, m := range shown {
				for _, k := range canary.FindAllStringSubmatch(m.text, -1) {
					if k[1] != p.tag {
						c.bad(&c.toll.WrongEyes, "%v sees %s, who is another", peer, k[0])
					}
				}
			}
		}
	}
}

// prompts is the other half of I7: a rating prompt never goes out twice, whatever became of it.
func (c *checker) prompts(peer chat.Peer, talks []talk, shown []shownMessage) {
	asked, seen := 0, 0

	for _, t := range talks {
		for _, e := range t.entries {
			if e.Purpose == chat.PurposePrompt || e.Purpose == chat.PurposeReminder {
				asked++
			}
		}
	}

	for _, m := range shown {
		if strings.Contains(m.text, "от 1 до 5") {
			seen++
		}
	}
	if seen > asked {
		c.bad(&c.toll.SecondCSAT, "%v was asked %d times for %d ratings", peer, seen, asked)
	}
}

// takeovers is I6. A call under way at the takeover may arrive; one that began after another call to the same chat had ended after the takeover
// was claimed after it, for there is one call per peer at a time.
func (c *checker) takeovers(peer chat.Peer, talks []talk, calls []fault.Record) {
	shown := map[string]int{}

	for i, r := range calls {
		if r.Result != "" {
			shown[r.Result] = i
		}
	}

	for _, t := range talks {
		taken := time.Time{}

		for seq := len(t.entries) - 1; seq >= 0; seq-- { // from the end: the takeover after each of the bot's words
			e := t.entries[seq]
			if e.Move != nil && e.Move.To == chat.StateHuman {
				taken = c.takenOver(t.ID, e.At)
			}
			if e.Author.Kind != chat.ByBot || taken.IsZero() {
				continue
			}

			for _, p := range t.parts {
				i, ok := shown[p.Native]
				if p.Seq != e.Seq || p.State != chat.PartSent || !ok {
					continue
				}
				if i > 0 && calls[i-1].At.After(taken.Add(time.Millisecond)) {
					c.bad(
						&c.toll.AfterTake,
						"%v: %.60q left %v after an operator had taken over",
						peer,
						e.Text,
						calls[i].At.Sub(taken),
					)
				}
			}
		}
	}
}

// takenOver is the moment from which no bot words may leave. SQLite has one writer, so that is the time of the entry. On PostgreSQL the entry has
// the time at which its transaction began, and a part that is claimed before that transaction ends was claimed before the takeover; only the answer
// to the clerk is surely later.
func (c *checker) takenOver(id chat.ConversationID, at time.Time) time.Time {
	if strings.HasPrefix(c.w.dsn, "sqlite:") {
		return at
	}

	for _, k := range c.w.clerks {
		if told, ok := k.told[string(id)]; ok && told.After(at) {
			return told
		}
	}

	return time.Time{}
}

// widget is I10 and I11 for a visitor: what was shown is what is stored, each entry once, and nobody else's.
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

// replies is I1 for operators: every reply that was answered with 200 is stored once.
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

// owners is I5 from the clients' side: nobody releases or transfers here, so a conversation has one clerk whose claim was answered with 200.
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
