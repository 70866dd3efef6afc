package chat

// Poster appends entries and enqueues their deliveries in the same transaction. Pulled says of a channel that its clients pull from the
// timeline, as web widgets do: those have no deliveries.
type Poster struct {
	Pulled func(ChannelID) bool
}

// Post appends entries to c, enqueues what others must hear, and saves c.
func (p Poster) Post(tx Tx, c *Conversation, entries ...*Entry) error {
	for _, e := range entries {
		if err := tx.Append(c, e); err != nil {
			return err
		}
		for _, peer := range Recipients(*c, *e) {
			if p.Pulled(peer.Channel) {
				continue
			}
			d := Delivery{Conversation: c.ID, Seq: e.Seq, Peer: peer, Policy: PolicyOf(*e)}
			if e.Author.Kind == ByBot {
				d.Fence = c.Fence
			}
			if err := tx.Enqueue(d); err != nil {
				return err
			}
		}
	}
	return tx.Save(c)
}

// Recipients says who must hear an entry besides its author: the customer, for public words that are not the customer's own.
func Recipients(c Conversation, e Entry) []Peer {
	if !e.Public() || e.Author.Kind == ByCustomer || e.Kind != Said {
		return nil
	}
	return []Peer{c.Peer}
}

// PolicyOf says what to do when the outcome of sending an entry is unknown: a doubled answer is better than a lost one, but rating
// prompts, reminders and small talk never go out twice.
func PolicyOf(e Entry) Policy {
	switch e.Purpose {
	case PurposeReply, PurposeAnswer, PurposeMenu, PurposeAgain, PurposeRephrase, PurposeHandover, PurposeStatus:
		return Resend
	}

	return Leave
}
