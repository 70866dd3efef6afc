package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"frontdesk/chat"
)

const conversationColumns = `id, channel, address, contact, follows, state, owner, owner_name, fence, reason, lang,
 lang_pinned, last_seq, public_seq, head, opened_at, updated_at, waiting_from, closed_at, memory, last`

func scanConversation(row scanner, conversation *chat.Conversation, more ...any) error {
	var opened, updated, waiting, closed, pinned int64
	var head, memory, last string
	into := append(
		[]any{
			&conversation.ID,
			&conversation.Peer.Channel,
			&conversation.Peer.Address,
			&conversation.Contact,
			&conversation.Follows,
			&conversation.State,
			&conversation.Owner,
			&conversation.OwnerName,
			&conversation.Fence,
			&conversation.Reason,
			&conversation.Lang,
			&pinned,
			&conversation.LastSeq,
			&conversation.PublicSeq,
			&head,
			&opened,
			&updated,
			&waiting,
			&closed,
			&memory,
			&last,
		},
		more...)
	if err := row.Scan(into...); err != nil {
		return err
	}
	conversation.LangPinned = pinned != 0
	conversation.Head = unb64(head)
	conversation.OpenedAt, conversation.UpdatedAt = chat.FromMillis(opened), chat.FromMillis(updated)
	conversation.WaitingFrom, conversation.ClosedAt = chat.FromMillis(waiting), chat.FromMillis(closed)
	if err := json.Unmarshal([]byte(memory), &conversation.Memory); err != nil {
		return fmt.Errorf("memory of conversation %s: %w", conversation.ID, err)
	}
	if err := json.Unmarshal([]byte(last), &conversation.Last); err != nil {
		return fmt.Errorf("last message of conversation %s: %w", conversation.ID, err)
	}

	return nil
}

func (tx *Tx) conversation(where string, args ...any) (*chat.Conversation, error) {
	var conversation *chat.Conversation
	err := tx.each(`SELECT `+conversationColumns+` FROM conversations WHERE `+where, args, func(row scanner) error {
		conversation = new(chat.Conversation)
		err := scanConversation(row, conversation)
		if tx.found == nil {
			tx.found = map[chat.ConversationID]place{}
		}
		tx.found[conversation.ID] = placeOf(conversation)

		return err
	})

	return conversation, err
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
func (tx *Tx) Current(peer chat.Peer) (*chat.Conversation, error) {
	return tx.conversation(
		`channel = $1 AND address = $2 AND state <> 'closed'`+tx.db.dialect.forUpdate(),
		peer.Channel,
		peer.Address,
	)
}

// Conversation locks and returns a conversation.
func (tx *Tx) Conversation(id chat.ConversationID) (*chat.Conversation, error) {
	conversation, err := tx.conversation(`id = $1`+tx.db.dialect.forUpdate(), id)
	if err == nil && conversation == nil {
		return nil, chat.Refuse(chat.NotFound, "no_conversation", "conversation", id)
	}

	return conversation, err
}

// LastClosed returns the peer's newest closed conversation without a lock, nil if there is none.
func (tx *Tx) LastClosed(peer chat.Peer) (*chat.Conversation, error) {
	return tx.conversation(
		`channel = $1 AND address = $2 AND state = 'closed' ORDER BY id DESC LIMIT 1`,
		peer.Channel,
		peer.Address,
	)
}

// Begin inserts an empty conversation. Nil means another conversation was opened for the peer meanwhile.
func (tx *Tx) Begin(conversation *chat.Conversation) (*chat.Conversation, error) {
	if conversation.ID == "" {
		conversation.ID = chat.ConversationID(chat.NewID())
	}
	list := append(conversationFold(conversation), conversationPlace(conversation)...)

	// The column wake_at is of schema 5 and no longer read.
	count, err := tx.insertNew("conversations", append(list, column{name: "wake_at", value: 0}))
	if err != nil || count == 0 {
		return nil, err
	}

	return conversation, nil
}

// Save stores the conversation row. SQLite writes every index with a column in the SET anew, changed or not. Save therefore leaves out
// the indexed columns of a conversation with an unchanged place. Nearly every message leaves the place unchanged.
func (tx *Tx) Save(conversation *chat.Conversation) error {
	list, what := conversationFold(conversation), "fold"
	if found, ok := tx.found[conversation.ID]; !ok || found != placeOf(conversation) {
		list, what = append(list, conversationPlace(conversation)...), "fold and place"
		delete(tx.found, conversation.ID)
	}
	count, err := tx.update("conversations", what, list)
	if err == nil && count != 1 {
		return tx.fail(fmt.Errorf("save conversation %s: no such row", conversation.ID))
	}

	return err
}

// conversationFold returns the key of a row and the columns that every entry may change.
func conversationFold(conversation *chat.Conversation) []column {
	return []column{
		{name: "id", value: conversation.ID},
		{name: "follows", value: conversation.Follows},
		{name: "owner", value: conversation.Owner},
		{name: "owner_name", value: conversation.OwnerName},
		{name: "fence", value: conversation.Fence},
		{name: "reason", value: conversation.Reason},
		{name: "lang", value: conversation.Lang},
		{name: "lang_pinned", value: flag(conversation.LangPinned)},
		{name: "last_seq", value: conversation.LastSeq},
		{name: "public_seq", value: conversation.PublicSeq},
		{name: "head", value: b64(conversation.Head)},
		{name: "opened_at", value: chat.Millis(conversation.OpenedAt)},
		{name: "updated_at", value: chat.Millis(conversation.UpdatedAt)},
		{name: "waiting_from", value: chat.Millis(conversation.WaitingFrom)},
		{name: "closed_at", value: chat.Millis(conversation.ClosedAt)},
		{name: "memory", value: asJSON(conversation.Memory)},
		{name: "last", value: asJSON(conversation.Last)},
	}
}

// conversationPlace returns the indexed columns, except the times.
func conversationPlace(conversation *chat.Conversation) []column {
	return []column{
		{name: "channel", value: conversation.Peer.Channel},
		{name: "address", value: conversation.Peer.Address},
		{name: "contact", value: conversation.Contact},
		{name: "state", value: conversation.State},
	}
}

// FirstSeen records dedupe keys. False means at least one of the keys was known.
func (tx *Tx) FirstSeen(keys ...string) (bool, error) {
	first := true

	for _, key := range keys {
		count, err := tx.affect(
			`INSERT INTO seen (key, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
			key,
			tx.now.UnixMilli(),
		)
		if err != nil {
			return false, err
		}
		first = first && count == 1
	}

	return first, nil
}

// Sender returns the contact of a sender. Sender makes a contact if there is none, and stores a changed profile.
func (tx *Tx) Sender(sender chat.Sender, profile chat.Profile) (chat.Contact, error) {
	contact, had, err := tx.sender(sender)
	if err != nil {
		return contact, err
	}
	text := asJSON(merge(contact.Profile, profile))
	if contact.ID == "" {
		contact = chat.Contact{ID: chat.ContactID(chat.NewID()), Since: tx.now}
		count, err := tx.affect(
			`INSERT INTO senders (channel, person, contact, profile) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			sender.Channel,
			sender.Person,
			contact.ID,
			text,
		)
		if err != nil {
			return contact, err
		}
		if count == 0 { // another transaction made the contact meanwhile
			contact, _, err = tx.sender(sender)
			return contact, err
		}
		err = tx.exec(
			`INSERT INTO contacts (id, profile, created_at) VALUES ($1, $2, $3)`,
			contact.ID,
			text,
			tx.now.UnixMilli(),
		)
		contact.Profile = profile

		return contact, err
	}
	if text != had {
		contact.Profile = merge(contact.Profile, profile)
		if err := tx.exec(`UPDATE senders SET profile = $3
 WHERE channel = $1 AND person = $2`, sender.Channel, sender.Person, text); err != nil {
			return contact, err
		}
		err = tx.exec(`UPDATE contacts SET profile = $2 WHERE id = $1`, contact.ID, text)
	}

	return contact, err
}

func (tx *Tx) sender(sender chat.Sender) (contact chat.Contact, profile string, err error) {
	var since int64
	found, err := tx.one(
		`SELECT s.contact, s.profile, c.created_at FROM senders s JOIN contacts c ON c.id = s.contact
 WHERE s.channel = $1 AND s.person = $2`,
		[]any{sender.Channel, sender.Person},
		&contact.ID,
		&profile,
		&since,
	)
	if err != nil || !found {
		return chat.Contact{}, "", err
	}
	contact.Since = chat.FromMillis(since)
	if err := json.Unmarshal([]byte(profile), &contact.Profile); err != nil {
		return contact, "", tx.fail(fmt.Errorf("profile of sender: %w", err))
	}

	return contact, profile, nil
}

// merge keeps the known values where the newer profile is empty.
func merge(old, profile chat.Profile) chat.Profile {
	pick := func(first, second string) string {
		if second != "" {
			return second
		}

		return first
	}
	out := chat.Profile{
		Name:   pick(old.Name, profile.Name),
		Handle: pick(old.Handle, profile.Handle),
		Lang:   pick(old.Lang, profile.Lang),
		Page:   pick(old.Page, profile.Page),
		Title:  pick(old.Title, profile.Title),
		Origin: pick(old.Origin, profile.Origin),
		Extra:  old.Extra,
	}
	if len(profile.Extra) > 0 {
		out.Extra = profile.Extra
	}

	return out
}

func b64(b []byte) string { return base64.RawStdEncoding.EncodeToString(b) }

func unb64(text string) []byte {
	data, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(data) == 0 {
		return nil
	}

	return data
}
