package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"frontdesk/chat"
)

const conversationColumns = `id, channel, address, contact, follows, state, owner, owner_name, fence, reason, lang,
 lang_pinned, last_seq, public_seq, head, opened_at, updated_at, waiting_from, closed_at, memory, last`

func scanConversation(s scanner, c *chat.Conversation, more ...any) error {
	var opened, updated, waiting, closed, pinned int64
	var head, memory, last string
	into := append(
		[]any{
			&c.ID,
			&c.Peer.Channel,
			&c.Peer.Address,
			&c.Contact,
			&c.Follows,
			&c.State,
			&c.Owner,
			&c.OwnerName,
			&c.Fence,
			&c.Reason,
			&c.Lang,
			&pinned,
			&c.LastSeq,
			&c.PublicSeq,
			&head,
			&opened,
			&updated,
			&waiting,
			&closed,
			&memory,
			&last,
		},
		more...)
	if err := s.Scan(into...); err != nil {
		return err
	}
	c.LangPinned = pinned != 0
	c.Head = unb64(head)
	c.OpenedAt, c.UpdatedAt = chat.FromMillis(opened), chat.FromMillis(updated)
	c.WaitingFrom, c.ClosedAt = chat.FromMillis(waiting), chat.FromMillis(closed)
	if err := json.Unmarshal([]byte(memory), &c.Memory); err != nil {
		return fmt.Errorf("memory of conversation %s: %w", c.ID, err)
	}
	if err := json.Unmarshal([]byte(last), &c.Last); err != nil {
		return fmt.Errorf("last message of conversation %s: %w", c.ID, err)
	}

	return nil
}

func (tx *Tx) conversation(where string, args ...any) (*chat.Conversation, error) {
	var c *chat.Conversation
	err := tx.each(`SELECT `+conversationColumns+` FROM conversations WHERE `+where, args, func(s scanner) error {
		c = new(chat.Conversation)
		err := scanConversation(s, c)
		if tx.found == nil {
			tx.found = map[chat.ConversationID]place{}
		}
		tx.found[c.ID] = placeOf(c)

		return err
	})

	return c, err
}

// place holds the indexed columns of a conversation, except the times.
type place struct {
	peer    chat.Peer
	contact chat.ContactID
	state   chat.State
}

func placeOf(c *chat.Conversation) place { return place{c.Peer, c.Contact, c.State} }

// Current locks and returns the peer's open conversation, nil if there is none. On PostgreSQL the row may be closed during the wait for
// the lock. PostgreSQL then checks the condition again and correctly yields no row.
func (tx *Tx) Current(p chat.Peer) (*chat.Conversation, error) {
	return tx.conversation(
		`channel = $1 AND address = $2 AND state <> 'closed'`+tx.db.dialect.forUpdate(),
		p.Channel,
		p.Address,
	)
}

// Conversation locks and returns a conversation.
func (tx *Tx) Conversation(id chat.ConversationID) (*chat.Conversation, error) {
	c, err := tx.conversation(`id = $1`+tx.db.dialect.forUpdate(), id)
	if err == nil && c == nil {
		return nil, chat.Refuse(chat.NotFound, "no_conversation", "conversation", id)
	}

	return c, err
}

// LastClosed returns the peer's newest closed conversation without a lock, nil if there is none.
func (tx *Tx) LastClosed(p chat.Peer) (*chat.Conversation, error) {
	return tx.conversation(
		`channel = $1 AND address = $2 AND state = 'closed' ORDER BY id DESC LIMIT 1`,
		p.Channel,
		p.Address,
	)
}

// Begin inserts an empty conversation. Nil means another conversation was opened for the peer meanwhile.
func (tx *Tx) Begin(c *chat.Conversation) (*chat.Conversation, error) {
	if c.ID == "" {
		c.ID = chat.ConversationID(chat.NewID())
	}
	list := append(conversationFold(c), conversationPlace(c)...)

	// The column wake_at is of schema 5 and no longer read.
	n, err := tx.insertNew("conversations", append(list, column{name: "wake_at", value: 0}))
	if err != nil || n == 0 {
		return nil, err
	}

	return c, nil
}

// Save stores the conversation row. SQLite writes every index with a column in the SET anew, changed or not. Save therefore leaves out
// the indexed columns of a conversation with an unchanged place. Nearly every message leaves the place unchanged.
func (tx *Tx) Save(c *chat.Conversation) error {
	list, what := conversationFold(c), "fold"
	if found, ok := tx.found[c.ID]; !ok || found != placeOf(c) {
		list, what = append(list, conversationPlace(c)...), "fold and place"
		delete(tx.found, c.ID)
	}
	n, err := tx.update("conversations", what, list)
	if err == nil && n != 1 {
		return tx.fail(fmt.Errorf("save conversation %s: no such row", c.ID))
	}

	return err
}

// conversationFold returns the key of a row and the columns that every entry may change.
func conversationFold(c *chat.Conversation) []column {
	return []column{
		{name: "id", value: c.ID},
		{name: "follows", value: c.Follows},
		{name: "owner", value: c.Owner},
		{name: "owner_name", value: c.OwnerName},
		{name: "fence", value: c.Fence},
		{name: "reason", value: c.Reason},
		{name: "lang", value: c.Lang},
		{name: "lang_pinned", value: flag(c.LangPinned)},
		{name: "last_seq", value: c.LastSeq},
		{name: "public_seq", value: c.PublicSeq},
		{name: "head", value: b64(c.Head)},
		{name: "opened_at", value: chat.Millis(c.OpenedAt)},
		{name: "updated_at", value: chat.Millis(c.UpdatedAt)},
		{name: "waiting_from", value: chat.Millis(c.WaitingFrom)},
		{name: "closed_at", value: chat.Millis(c.ClosedAt)},
		{name: "memory", value: asJSON(c.Memory)},
		{name: "last", value: asJSON(c.Last)},
	}
}

// conversationPlace returns the indexed columns, except the times.
func conversationPlace(c *chat.Conversation) []column {
	return []column{
		{name: "channel", value: c.Peer.Channel},
		{name: "address", value: c.Peer.Address},
		{name: "contact", value: c.Contact},
		{name: "state", value: c.State},
	}
}

// FirstSeen records dedupe keys. False means at least one of the keys was known.
func (tx *Tx) FirstSeen(keys ...string) (bool, error) {
	first := true

	for _, k := range keys {
		n, err := tx.affect(`INSERT INTO seen (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, k, tx.now.UnixMilli())
		if err != nil {
			return false, err
		}
		first = first && n == 1
	}

	return first, nil
}

// Sender returns the contact of a sender. Sender makes a contact if there is none, and stores a changed profile.
func (tx *Tx) Sender(s chat.Sender, p chat.Profile) (chat.Contact, error) {
	c, had, err := tx.sender(s)
	if err != nil {
		return c, err
	}
	text := asJSON(merge(c.Profile, p))
	if c.ID == "" {
		c = chat.Contact{ID: chat.ContactID(chat.NewID()), Since: tx.now}
		n, err := tx.affect(
			`INSERT INTO senders (channel, person, contact, profile) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			s.Channel,
			s.Person,
			c.ID,
			text,
		)
		if err != nil {
			return c, err
		}
		if n == 0 { // another transaction made the contact meanwhile
			c, _, err = tx.sender(s)
			return c, err
		}
		err = tx.exec(
			`INSERT INTO contacts (id, profile, created_at) VALUES ($1, $2, $3)`,
			c.ID,
			text,
			tx.now.UnixMilli(),
		)
		c.Profile = p

		return c, err
	}
	if text != had {
		c.Profile = merge(c.Profile, p)
		if err := tx.exec(`UPDATE senders SET profile = $3
 WHERE channel = $1 AND person = $2`, s.Channel, s.Person, text); err != nil {
			return c, err
		}
		err = tx.exec(`UPDATE contacts SET profile = $2 WHERE id = $1`, c.ID, text)
	}

	return c, err
}

func (tx *Tx) sender(s chat.Sender) (c chat.Contact, profile string, err error) {
	var since int64
	found, err := tx.one(
		`SELECT s.contact, s.profile, c.created_at FROM senders s JOIN contacts c ON c.id = s.contact
 WHERE s.channel = $1 AND s.person = $2`,
		[]any{s.Channel, s.Person},
		&c.ID,
		&profile,
		&since,
	)
	if err != nil || !found {
		return chat.Contact{}, "", err
	}
	c.Since = chat.FromMillis(since)
	if err := json.Unmarshal([]byte(profile), &c.Profile); err != nil {
		return c, "", tx.fail(fmt.Errorf("profile of sender: %w", err))
	}

	return c, profile, nil
}

// merge keeps the known values where the newer profile is empty.
func merge(old, p chat.Profile) chat.Profile {
	pick := func(a, b string) string {
		if b != "" {
			return b
		}

		return a
	}
	out := chat.Profile{
		Name:   pick(old.Name, p.Name),
		Handle: pick(old.Handle, p.Handle),
		Lang:   pick(old.Lang, p.Lang),
		Page:   pick(old.Page, p.Page),
		Title:  pick(old.Title, p.Title),
		Origin: pick(old.Origin, p.Origin),
		Extra:  old.Extra,
	}
	if len(p.Extra) > 0 {
		out.Extra = p.Extra
	}

	return out
}

func b64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func unb64(s string) []byte {
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || len(b) == 0 {
		return nil
	}

	return b
}
