package simulation_test

import (
	"context"
	"reflect"
	"time"

	"frontdesk/chat"
)

// slack is the permitted delay of an unhindered part beyond the part's pace.
const slack = 5 * time.Second

// longestRefusal is the longest wait that the messenger asks for, and the sender's longest pause.
const longestRefusal = 5 * time.Minute

// place names a part of an entry.
type place struct {
	c    chat.ConversationID
	seq  int64
	part int
}

// placeOf is the place of a part in the store.
func placeOf(p chat.Part) place { return place{c: p.Conversation, seq: p.Seq, part: p.Number} }

// place is the place of the part that a call has sent.
func (c call) place() place { return place{c: c.Conversation, seq: c.Seq, part: c.Part} }

// verdict checks the invariants of docs/reliability.md from the messengers' logs and the final database.
func (w *world) verdict() {
	ctx := context.Background()
	stored := map[string]int{}
	entries := map[chat.ConversationID][]chat.Entry{}
	parts := map[place]chat.Part{}

	for range 200 { // the resumed reader comes to the end
		w.read()
	}

	for _, c := range w.all() {
		list, err := w.db.ReadEntries(ctx, c.ID, 0, 100_000)
		if err != nil {
			w.violation("entries: %v", err)
		}

		entries[c.ID] = list
		for _, e := range list {
			if e.Native != "" {
				stored[e.Native]++
			}
		}
		all, err := w.db.PartsOf(ctx, c.ID, 0)
		if err != nil {
			w.violation("parts: %v", err)
		}

		for _, p := range all {
			parts[placeOf(p)] = p
		}
		if c.Follows != "" && len(list) > 0 {
			w.back[c.Follows] = c.ID
		}
		w.checkTimeline(c, list)
		w.checkSurvey(c, list)
		if err := w.db.VerifyConversation(ctx, c.ID); err != nil {
			w.violation("I13: %v", err)
		}
	}

	for native := range w.acked {
		if stored[native] != 1 {
			w.violation("I1: acknowledged message %s is stored %d times", native, stored[native])
		}
	}

	for native, n := range stored {
		if n > 1 {
			w.violation("I1: message %s is stored %d times", native, n)
		}
	}

	for _, m := range w.chans {
		w.checkCalls(m, entries, parts)
	}
}

// checkTimeline: fold, gaps, owners, moves, the resumed reader, timers.
func (w *world) checkTimeline(c chat.Conversation, list []chat.Entry) {
	again := chat.Conversation{ID: c.ID, Peer: c.Peer, Contact: c.Contact, Follows: c.Follows}
	if len(list) > 0 { // the language may come with the conversation
		again.Lang, again.LangPinned = c.Lang, c.LangPinned
	}
	run, lastBot := 0, time.Time{}

	for i := range list {
		e := &list[i]
		before := again
		if e.Seq != int64(i+1) || i > 0 && e.At.Before(list[i-1].At) {
			w.violation("I12: %s: entry %d is number %d or goes back in time", c.ID, e.Seq, i+1)
		}
		if e.Kind == chat.Moved {
			w.checkMove(before, e)
		}
		if e.Kind == chat.Said && e.Author.Kind == chat.ByOperator &&
			(before.State != chat.StateHuman || string(before.Owner) != e.Author.ID) {
			w.violation("I5: %s: %s wrote entry %d while %q had it", c.ID, e.Author.ID, e.Seq, before.Owner)
		}
		if e.Author.Kind == chat.ByCustomer && !lastBot.IsZero() && e.At.Sub(lastBot) >= time.Second {
			run, lastBot = 0, time.Time{} // the answer took some time, as the answers of people do
		}
		if e.Author.Kind == chat.ByBot && e.Kind == chat.Said && e.Refs.Survey == "" {
			lastBot = e.At
			if run++; w.machine(c.Peer) && run > 12 && before.State == chat.StateBot {
				w.violation("I9: %s: the bot has answered a machine %d times", c.ID, run)
			}
		}
		again.Apply(e)
	}
	again.Lang, again.LangPinned = c.Lang, c.LangPinned
	if !reflect.DeepEqual(normal(again), normal(c)) {
		w.violation("fold of %s differs:\nrow  %+v\nfold %+v", c.ID, normal(c), normal(again))
	}
	got := w.reader[c.ID]
	if len(got) != len(list) || len(list) > 0 && !reflect.DeepEqual(got, list) {
		w.violation("I11: the resumed reader of %s has %d entries, a fresh one %d", c.ID, len(got), len(list))
	}
}

// normal makes nil and empty slices alike.
func normal(c chat.Conversation) chat.Conversation {
	if len(c.Memory.Shown) == 0 {
		c.Memory.Shown = nil
	}
	if len(c.Memory.Offered) == 0 {
		c.Memory.Offered = nil
	}

	return c
}

func (w *world) checkMove(before chat.Conversation, e *chat.Entry) {
	switch {
	case e.Move.From != before.State || !chat.Lawful(before.State, e.Move.To):
		w.violation(
			"move %d of %s from %q to %q while it was %q",
			e.Seq,
			before.ID,
			e.Move.From,
			e.Move.To,
			before.State,
		)
	case before.State == chat.StateHuman && e.Move.To == chat.StateHuman && e.Author.ID != string(before.Owner):
		w.violation("I5: %s: %s took the conversation from %s", before.ID, e.Author.ID, before.Owner)
	case e.Move.Reason == chat.ReasonIdle:
		limit := map[chat.State]time.Duration{
			chat.StateBot:   w.rules.BotIdle,
			chat.StateHuman: w.rules.HumanIdle,
		}[before.State]
		if limit == 0 || e.At.Sub(before.UpdatedAt) < limit {
			w.violation(
				"I14: %s was closed as idle after %s in state %s",
				before.ID,
				e.At.Sub(before.UpdatedAt),
				before.State,
			)
		}
	}
}

// checkSurvey: one prompt for a closed conversation with an answer, none for others, and the last press counts.
func (w *world) checkSurvey(c chat.Conversation, list []chat.Entry) {
	asked, score, useful := 0, 0, c.Memory.Human || len(c.Memory.Shown) > 0
	id := ""

	for _, e := range list {
		if e.Purpose == chat.PurposePrompt || e.Purpose == chat.PurposeReminder {
			asked++
			id = e.Refs.Survey
		}
		if e.Rating != nil {
			score = e.Rating.Score
		}
	}
	if c.State == chat.StateClosed && (asked > 1 || asked == 0 && useful) || c.State != chat.StateClosed && asked > 0 {
		w.violation("I7: %s (%s) was asked for %d ratings", c.ID, c.State, asked)
	}
	if want := w.rated[id]; id != "" && want != 0 && want != score {
		w.violation("I7: the last press on %s was %d, stored is %d", id, want, score)
	}
}

// checkCalls compares one messenger's log with the timelines and the parts.
func (w *world) checkCalls(m *messenger, entries map[chat.ConversationID][]chat.Entry, parts map[place]chat.Part) {
	shown, doubtful := map[place]int{}, map[place]bool{}
	newest := map[chat.ConversationID]place{}

	for _, c := range m.log {
		at := c.place()
		w.fault("call_" + c.Fault)
		e := entries[c.Conversation][c.Seq-1]
		if e.Visibility != chat.Public || e.Author.Kind == chat.ByCustomer {
			w.violation("I9: entry %d of %s was sent out", c.Seq, c.Conversation)
		}
		w.checkTakeover(c, e, entries[c.Conversation])
		if !c.Shown {
			continue
		}
		shown[at]++
		if n := newest[c.Conversation]; n.seq > at.seq || n.seq == at.seq && n.part > at.part {
			w.violation("I4: part %v of peer %s was shown after part %v", at, c.Peer, n)
		}
		newest[c.Conversation] = at
	}

	for _, c := range m.log {
		for _, s := range w.sick { // a stop forgets an answer that the store could not save
			if !c.To.Before(s.from) && !c.To.After(s.until) {
				doubtful[c.place()] = true
			}
		}
		if c.Fault == "timeout_after_accept" || c.Fault == "timeout_before" || c.Fault == "reset" ||
			c.Fault == "killed" {
			doubtful[c.place()] = true
		}
	}

	for at, p := range parts {
		if p.Peer.Channel != m.id {
			continue
		}
		w.checkPart(m, p, shown[at], doubtful[at], entries[at.c][at.seq-1])
	}
	w.checkDelay(m, entries)
}

func (w *world) checkPart(m *messenger, p chat.Part, shown int, doubtful bool, e chat.Entry) {
	name := placeOf(p)
	switch {
	case p.State == chat.PartQueued || p.State == chat.PartSending:
		w.violation("I2: part %v (%s) is still %s", name, e.Purpose, p.State)
	case p.State == chat.PartSent && shown == 0:
		w.violation("I3: part %v is called sent and was never shown", name)
	case shown > 1 && !doubtful,
		shown > 2,
		shown > 1 && m.id == "sl",
		// With any policy a prompt is shown once.
		shown > 1 && (p.Policy == chat.Leave || e.Purpose == chat.PurposePrompt || e.Purpose == chat.PurposeReminder):
		w.violation("I3: part %v (%s) was shown %d times", name, e.Purpose, shown)
	case p.State == chat.PartUncertain && (p.Policy == chat.Resend && p.Resent == 0 || m.id == "sl"):
		w.violation("I2: part %v (%s) was left uncertain without another try", name, e.Purpose)
	case p.State != chat.PartSent && p.State != chat.PartQueued && p.Reason == "":
		w.violation("I2: part %v is %s without a reason", name, p.State)
	}
}

// checkTakeover: no message of the bot leaves after operators have taken the conversation over from the bot. No rating prompt leaves
// after the customer came back.
func (w *world) checkTakeover(c call, e chat.Entry, list []chat.Entry) {
	if e.Author.Kind != chat.ByBot {
		return
	}
	if next, ok := w.back[c.Conversation]; ok {
		if back := w.heard(next, 1); w.heard(c.Conversation, e.Seq).Before(back) && back.Before(c.From) {
			w.violation("I7: %s of %s left at %s, the customer was back at %s", e.Purpose, c.Conversation, c.From, back)
		}
	}

	for _, later := range list[e.Seq:] {
		if later.Kind == chat.Moved && later.Move.To == chat.StateHuman && later.Move.From != chat.StateHuman &&
			w.heard(c.Conversation, later.Seq).Before(c.From) {
			w.violation(
				"I6: bot words %d (%s) of %s left at %s, taken over at %s",
				c.Seq,
				e.Purpose,
				c.Conversation,
				c.From,
				w.heard(c.Conversation, later.Seq),
			)
		}
	}
}

// checkDelay: an unhindered part leaves within its pace, regardless of other peers.
func (w *world) checkDelay(m *messenger, entries map[chat.ConversationID][]chat.Entry) {
	busy := map[string]time.Time{}
	// refused has each peer's parts that the messenger refused for now and that were not called again since.
	refused := map[string]map[place]time.Time{}

	var held time.Time
	for _, c := range m.log {
		ready := later(busy[c.Peer], held)

		ready = later(ready, w.heard(c.Conversation, c.Seq))
		for _, u := range w.upset {
			if !u.from.After(c.From) {
				ready = later(ready, u.until)
			}
		}
		if late := c.From.Sub(ready); late > slack+pace && !w.behind(refused[c.Peer], c.From) {
			w.violation("part %v of %s left %s late", c.place(), c.Peer, late)
		}
		delete(refused[c.Peer], c.place())
		if c.Fault == "429" || c.Fault == "429_channel" || c.Fault == "5xx" {
			if refused[c.Peer] == nil {
				refused[c.Peer] = map[place]time.Time{}
			}
			refused[c.Peer][c.place()] = c.To
		}
		busy[c.Peer] = c.To
		if c.Fault == "429_channel" {
			held = later(held, c.To.Add(16*time.Second))
		}
	}
}

// behind reports whether a refused part may still hold back its peer at a time. A refused part can be cancelled when the wait ends, and is
// then never called again. A jump of the clock may lengthen a wait.
func (w *world) behind(refused map[place]time.Time, at time.Time) bool {
	for _, since := range refused {
		until := since.Add(longestRefusal + slack)
		for _, u := range w.upset {
			if !u.from.Before(since) {
				until = until.Add(u.until.Sub(u.from))
			}
		}
		if !at.After(until) {
			return true
		}
	}

	return false
}

// stuck finds parts with an open call in the database but no open call in the messenger, some time after the last trouble.
func (w *world) stuck() {
	if last := w.upset[len(w.upset)-1]; w.calling.Load() > 0 || w.door.sick.Load() ||
		time.Since(last.until) < 20*time.Second {
		return
	}

	for _, c := range w.all() {
		list, err := w.db.PartsOf(context.Background(), c.ID, 0)
		if err != nil {
			w.violation("parts: %v", err)
		}

		for _, p := range list {
			if p.State == chat.PartSending {
				w.violation("I2: part %v is being sent, and no call sends the part", placeOf(p))
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}

	return b
}

// heard is the virtual time of the first sight of an entry. The wall clock of the entries may have jumped.
func (w *world) heard(c chat.ConversationID, seq int64) time.Time {
	for _, f := range w.firsts[c] {
		if f.seq >= seq {
			return f.at
		}
	}

	return time.Now()
}

func (w *world) machine(p chat.Peer) bool {
	for _, c := range w.people {
		if c.peer == p {
			return c.machine != ""
		}
	}

	return false
}
