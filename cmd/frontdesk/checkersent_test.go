package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/chat"
)

// shownMessage is one message of the bot on a fake's screen, in the order of the screen.
type shownMessage struct{ native, text string }

// messages lists the bot's messages on a fake's screen of a chat, and the calls to the chat that show a message.
func (c *checker) messages(peer chat.Peer) (shown []shownMessage, calls []fault.Record) {
	var all []fault.Record
	method := "chat.postMessage"
	if peer.Channel == "tg" {
		snap := c.w.telegram.Snapshot()

		id, _ := strconv.ParseInt(peer.Address, 10, 64)
		for _, m := range snap.FromBot(id) {
			shown = append(shown, shownMessage{native: strconv.Itoa(m.ID), text: m.Words()})
		}
		method, all = "sendMessage", snap.Calls
	} else {
		snap := c.w.slack.Snapshot()
		for _, m := range snap.Rooms[peer.Address].Messages {
			if m.FromBot && !m.Deleted {
				shown = append(shown, shownMessage{native: m.TS, text: m.Text})
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
	claimed := map[int]bool{} // messages with a part
	spare := map[string]int{} // explained copies, by text
	unseen, last := 0, -1     // uncertain parts without a message of their own
	var before *chat.Part     // the previous sent part

	for _, p := range c.inOrder(talks) {
		if p.Policy == chat.Leave && p.Resent > 0 { // no clerk asks for a resend here
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
	if c.w.clock == "" { // otherwise times of the program and of the platforms cannot be compared
		c.takeovers(peer, talks, calls)
	}
}

// inOrder lists the parts of a peer in the required order of sending.
func (c *checker) inOrder(talks []talk) (list []chat.Part) {
	for _, t := range talks {
		list = append(list, t.parts...)
	}
	slices.SortStableFunc(list, func(a, b chat.Part) int {
		// With a jumping clock only the parts of one conversation can be compared.
		if d := a.CreatedAt.Compare(b.CreatedAt); d != 0 && c.w.clock == "" {
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

// prompts is the other half of I7: a rating prompt is never sent twice, even with an uncertain outcome.
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

// takeovers is I6. A call that was open at the takeover may arrive. There is one call per peer at a time. When the
// previous call ended after the takeover, the next call was therefore claimed after the takeover.
func (c *checker) takeovers(peer chat.Peer, talks []talk, calls []fault.Record) {
	shown := map[string]int{}

	for i, r := range calls {
		if r.Result != "" {
			shown[r.Result] = i
		}
	}

	for _, t := range talks {
		taken := time.Time{}

		for seq := len(t.entries) - 1; seq >= 0; seq-- { // from the end: the takeover after each of the bot's messages
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

// takenOver is the moment from which the bot's messages may not leave. SQLite has one writer, so the moment is the time of the entry. On
// PostgreSQL the entry has the start time of its transaction. A part that is claimed before the end of the transaction was claimed before
// the takeover. Only the answer to the clerk is surely later.
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
