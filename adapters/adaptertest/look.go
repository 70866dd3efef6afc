package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/handoff"
)

// patience is the time limit of every wait. The suite makes no assertions about time.
const patience = 30 * time.Second

// until waits for a state of the store or of the platform.
func (r *rig) until(what string, ok func() bool) {
	r.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()

	for deadline := time.Now().Add(patience); time.Now().Before(deadline); <-tick.C {
		if ok() {
			return
		}
	}

	for c := range 2 {
		r.t.Logf("customer %d sees %+v", c, r.p.Sees(c))
		r.t.Logf("parts: %+v", r.parts(c))
	}
	r.t.Fatalf("never came: %s; channel %+v", what, r.board.List())
}

func (r *rig) peer(customer int) chat.Peer {
	return chat.Peer{Channel: channelID, Address: r.p.Peer(customer)}
}

// conversations lists the customer's conversations, oldest first.
func (r *rig) conversations(customer int) []chat.Conversation {
	r.t.Helper()
	list, err := r.db.PeerConversations(r.t.Context(), r.peer(customer), 100)
	if err != nil {
		r.t.Fatal(err)
	}
	slices.Reverse(list)

	return list
}

// entries returns the entries of all conversations of a customer.
func (r *rig) entries(customer int) (all []chat.Entry) {
	r.t.Helper()

	for _, conversation := range r.conversations(customer) {
		list, err := r.db.ReadEntries(r.t.Context(), conversation.ID, 0, 1000)
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, list...)
	}

	return all
}

func (r *rig) of(customer int, by chat.AuthorKind, kind chat.Kind) (out []chat.Entry) {
	r.t.Helper()

	for _, e := range r.entries(customer) {
		if e.Author.Kind == by && e.Kind == kind {
			out = append(out, e)
		}
	}

	return out
}

// said returns the customer's stored messages.
func (r *rig) said(customer int) []chat.Entry { return r.of(customer, chat.ByCustomer, chat.Said) }

func textsOf(list []chat.Entry) (out []string) {
	for _, e := range list {
		out = append(out, e.Text)
	}

	return out
}

func (r *rig) parts(customer int) (all []chat.Part) {
	r.t.Helper()

	for _, conversation := range r.conversations(customer) {
		list, err := r.db.PartsOf(r.t.Context(), conversation.ID, 0)
		if err != nil {
			r.t.Fatal(err)
		}
		all = append(all, list...)
	}

	return all
}

// partsOf returns the parts of one entry.
func (r *rig) partsOf(entry *chat.Entry) (out []chat.Part) {
	r.t.Helper()
	list, err := r.db.PartsOf(r.t.Context(), entry.Conversation, entry.Seq-1)
	if err != nil {
		r.t.Fatal(err)
	}

	for _, p := range list {
		if p.Seq == entry.Seq {
			out = append(out, p)
		}
	}

	return out
}

func settled(list []chat.Part) bool {
	return len(list) > 0 &&
		!slices.ContainsFunc(
			list,
			func(p chat.Part) bool { return p.State == chat.PartQueued || p.State == chat.PartSending },
		)
}

// sees returns the texts of the messages a customer sees.
func (r *rig) sees(customer int) (out []string) {
	for _, m := range r.p.Sees(customer) {
		out = append(out, m.Text)
	}

	return out
}

// shown waits for a text and returns the newest message with the text.
func (r *rig) shown(customer int, text string) (message Message) {
	r.t.Helper()
	r.until(fmt.Sprintf("customer %d sees %q", customer, text), func() bool {
		for _, x := range r.p.Sees(customer) {
			if x.Text == text {
				message = x
			}
		}

		return message.ID != ""
	})

	return message
}

// stored waits until n messages of the customer are stored and acknowledged.
func (r *rig) stored(customer, count int) {
	r.t.Helper()
	r.until(
		fmt.Sprintf("%d messages of customer %d", count, customer),
		func() bool { return r.p.Peer(customer) != "" && len(r.said(customer)) == count && r.p.Idle() },
	)
}

// state waits for the health of the channel.
func (r *rig) state(want adapters.State, code string) {
	r.t.Helper()
	r.until(fmt.Sprintf("channel is %s %s", want, code), func() bool {
		l := r.board.List()
		return len(l) == 1 && l[0].State == want && l[0].Code == code
	})
}

// opened lets a customer ask for an operator, and the operator claims the conversation. The customer has then sent one message and seen
// one answer.
func (r *rig) opened(customer int) chat.Conversation {
	r.t.Helper()
	r.p.Say(customer, "Позовите оператора")
	r.stored(customer, 1)
	r.until("the handover is announced", func() bool { return len(r.p.Sees(customer)) == 1 })
	conversation, err := r.desk.Claim(r.t.Context(), r.op, r.conversations(customer)[0].ID)
	if err != nil {
		r.t.Fatal(err)
	}

	return *conversation
}

// reply answers in an open conversation.
func (r *rig) reply(conversation chat.Conversation, draft handoff.Draft) *chat.Entry {
	r.t.Helper()
	r.drafts++
	draft.ID = fmt.Sprintf("draft-%d", r.drafts)
	entry, err := r.desk.Reply(r.t.Context(), r.op, conversation.ID, draft)
	if err != nil {
		r.t.Fatal(err)
	}

	return entry
}

// invariants checks the invariants of every scenario at its end.
func (r *rig) invariants() {
	r.t.Helper()
	var reasons []string

	for customer := range 3 {
		if r.p.Peer(customer) == "" {
			continue
		}

		for _, conversation := range r.conversations(customer) {
			list, err := r.db.ReadEntries(r.t.Context(), conversation.ID, 0, 1000)
			if err != nil {
				r.t.Fatal(err)
			}

			for i, e := range list {
				if e.Seq != int64(i+1) {
					r.t.Errorf("hole in the timeline before %d", e.Seq)
				}
			}
		}

		for _, p := range r.parts(customer) {
			reasons = append(reasons, p.Reason)
		}
	}

	for _, h := range r.board.List() {
		reasons = append(reasons, h.Detail)
	}

	for _, s := range r.can.Secrets {
		if strings.Contains(r.log.String(), s) || strings.Contains(strings.Join(reasons, "\n"), s) {
			r.t.Error("a secret shows in the log, in the health or in the reason of a part")
		}
	}
	if strings.Contains(r.log.String(), "panic") {
		r.t.Error("something panicked")
	}
}
