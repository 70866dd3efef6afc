package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"

	"frontdesk/chat"
)

// content is the JSON part of a stored entry. Rows of schemas 1 to 5 have neither Purpose nor Refs (legacy.go).
type content struct {
	Format       chat.Format   `json:"format,omitempty"`
	Purpose      chat.Purpose  `json:"purpose,omitempty"`
	Refs         chat.Refs     `json:"refs,omitzero"`
	chat.Wording               // key, args
	Choices      []chat.Choice `json:"choices,omitempty"`
	Files        []chat.File   `json:"files,omitempty"`
	Lang         string        `json:"lang,omitempty"`
	ReplyTo      string        `json:"reply_to,omitempty"`
	Of           string        `json:"of,omitempty"`
	Native       string        `json:"native,omitempty"`
	Client       string        `json:"client,omitempty"`
	Press        string        `json:"press,omitempty"`
	Move         *chat.Move    `json:"move,omitempty"`
	Rating       *chat.Rating  `json:"rating,omitempty"`
	Why          *chat.Why     `json:"why,omitempty"`
}

func contentOf(e *chat.Entry) content {
	return content{
		Format:  e.Format,
		Purpose: e.Purpose,
		Refs:    e.Refs,
		Wording: e.Wording,
		Choices: e.Choices,
		Files:   e.Files,
		Lang:    e.Lang,
		ReplyTo: e.ReplyTo,
		Of:      e.Of,
		Native:  e.Native,
		Client:  e.ClientID,
		Press:   e.Press,
		Move:    e.Move,
		Rating:  e.Rating,
		Why:     e.Why,
	}
}

// into copies the stored content into the entry.
func (d content) into(e *chat.Entry) {
	e.Format, e.Purpose = d.Format, d.Purpose
	e.Refs, e.Wording = d.Refs, d.Wording
	e.Choices, e.Files, e.Lang = d.Choices, d.Files, d.Lang
	e.ReplyTo, e.Of, e.Native = d.ReplyTo, d.Of, d.Native
	e.ClientID, e.Press = d.Client, d.Press
	e.Move, e.Rating, e.Why = d.Move, d.Rating, d.Why

	Legacy(e)
}

// nativeKey and clientKey return the values of the unique indexes.
func nativeKey(p chat.Peer, native string) string {
	if native == "" {
		return ""
	}

	return string(p.Channel) + "\x1f" + p.Address + "\x1f" + native
}

func clientKey(author, client string) string {
	if client == "" {
		return ""
	}

	return author + "\x1f" + client
}

// Append stores an entry at the end of the timeline and folds the entry into c. Lock c before Append and Save c afterwards. Package
// timeline is the only caller.
func (tx *Tx) Append(c *chat.Conversation, e *chat.Entry) error {
	if e.Kind == chat.Moved && (e.Move == nil || !chat.Lawful(c.State, e.Move.To)) {
		return tx.fail(fmt.Errorf("conversation %s: unlawful move from %q", c.ID, c.State))
	}
	e.Conversation, e.Seq, e.Prev = c.ID, c.LastSeq+1, c.PublicSeq
	if e.ID == "" {
		e.ID = chat.NewID()
	}
	if e.Visibility == "" {
		e.Visibility = chat.Public
	}
	// The clock may go back, but the time within a timeline never decreases.
	if e.At = tx.now; e.At.Before(c.UpdatedAt) {
		e.At = c.UpdatedAt
	}
	if e.Purpose == "" {
		return tx.fail(fmt.Errorf("conversation %s: an entry of kind %q without a purpose", c.ID, e.Kind))
	}
	data := asJSON(contentOf(e))
	e.Salt = make([]byte, 16)
	if _, err := rand.Read(e.Salt); err != nil {
		return tx.fail(fmt.Errorf("salt: %w", err))
	}
	e.Digest = digest(e, data)
	e.Chain = chain(c.Head, e)
	if err := tx.insertEntry(c.Peer, e, data); err != nil {
		return err
	}
	c.Apply(e)

	return nil
}

// digest binds the content of an entry: SHA-256 over the salt and every stored field except the place, each field with the length.
func digest(e *chat.Entry, data string) []byte {
	h := sha256.New()

	for _, s := range []string{
		string(e.Salt),
		e.ID,
		string(e.Kind),
		string(e.Author.Kind),
		e.Author.ID,
		e.Author.Name,
		string(e.Visibility),
		e.Text,
		data,
	} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}

	return h.Sum(nil)
}

// chain binds an entry to the place in the timeline: SHA-256 over the previous chain, seq, time and digest.
func chain(before []byte, e *chat.Entry) []byte {
	h := sha256.New()
	h.Write(before)
	var n [24]byte
	binary.BigEndian.PutUint64(n[0:], uint64(e.Seq))
	binary.BigEndian.PutUint64(n[8:], uint64(e.At.UnixMilli()))
	binary.BigEndian.PutUint64(n[16:], uint64(chat.Millis(e.SentAt)))
	h.Write(n[:])
	h.Write(e.Digest)

	return h.Sum(nil)
}

// insertEntry writes the row of an entry. data is the entry's content as JSON.
func (tx *Tx) insertEntry(p chat.Peer, e *chat.Entry, data string) error {
	return tx.insert("entries", []column{
		{name: "conversation", value: e.Conversation},
		{name: "seq", value: e.Seq},
		{name: "prev", value: e.Prev},
		{name: "id", value: e.ID},
		{name: "kind", value: e.Kind},
		{name: "author_kind", value: e.Author.Kind},
		{name: "author_id", value: e.Author.ID},
		{name: "author_name", value: e.Author.Name},
		{name: "visibility", value: e.Visibility},
		{name: "text", value: e.Text},
		{name: "data", value: data},
		{name: "native", value: nativeKey(p, e.Native)},
		{name: "client", value: clientKey(e.Author.ID, e.ClientID)},
		{name: "sent_at", value: chat.Millis(e.SentAt)},
		{name: "at", value: e.At.UnixMilli()},
		{name: "salt", value: b64(e.Salt)},
		{name: "digest", value: b64(e.Digest)},
		{name: "chain", value: b64(e.Chain)},
	})
}

const entryColumns = `e.conversation, e.seq, e.prev, e.id, e.kind, e.author_kind, e.author_id, e.author_name,
 e.visibility, e.text, e.data, e.sent_at, e.at, e.salt, e.digest, e.chain`

func scanEntry(s scanner, e *chat.Entry, more ...any) error {
	var data, salt, dig, ch string
	var sent, at int64
	into := append(
		[]any{
			&e.Conversation,
			&e.Seq,
			&e.Prev,
			&e.ID,
			&e.Kind,
			&e.Author.Kind,
			&e.Author.ID,
			&e.Author.Name,
			&e.Visibility,
			&e.Text,
			&data,
			&sent,
			&at,
			&salt,
			&dig,
			&ch,
		},
		more...)
	if err := s.Scan(into...); err != nil {
		return err
	}
	var d content
	if err := json.Unmarshal([]byte(data), &d); err != nil {
		return fmt.Errorf("entry %s of %s: %w", e.ID, e.Conversation, err)
	}
	d.into(e)
	e.SentAt, e.At = chat.FromMillis(sent), chat.FromMillis(at)
	e.Salt, e.Digest, e.Chain = unb64(salt), unb64(dig), unb64(ch)
	// The entry is damaged, not erased. The salt is kept unchanged, so that the digest does not match.
	if e.Salt == nil && salt != "" {
		e.Salt = []byte(salt)
	}

	return nil
}

func (tx *Tx) entries(where string, args ...any) (list []chat.Entry, err error) {
	err = tx.each(`SELECT `+entryColumns+` FROM entries e WHERE `+where, args, func(s scanner) error {
		var e chat.Entry
		err := scanEntry(s, &e)
		list = append(list, e)

		return err
	})

	return list, err
}

func (tx *Tx) entry(where string, args ...any) (*chat.Entry, error) {
	list, err := tx.entries(where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}

	return &list[0], nil
}

// Entries returns the entries after a seq, in order.
func (tx *Tx) Entries(c chat.ConversationID, after int64, limit int) ([]chat.Entry, error) {
	return tx.entries(`e.conversation = $1 AND e.seq > $2 ORDER BY e.seq LIMIT `+most(3), c, after, limit)
}

// EntryByID finds an entry, nil if there is none.
func (tx *Tx) EntryByID(id string) (*chat.Entry, error) { return tx.entry(`e.id = $1`, id) }

// EntryByClient finds the entry of an author's client with a client id, nil if there is none.
func (tx *Tx) EntryByClient(author, client string) (*chat.Entry, error) {
	key := clientKey(author, client)
	// Without the condition <> '', SQLite does not use the partial index.
	if known, err := tx.has(`SELECT 1 FROM entries WHERE client = $1 AND client <> ''`, key); !known || err != nil {
		return nil, err
	}

	return tx.entry(`e.client = $1 AND e.client <> ''`, key)
}

// EntryByNative finds the entry behind a platform's message id: an entry of the customer, or an entry sent to the customer as the
// message. The result is nil if there is neither.
func (tx *Tx) EntryByNative(p chat.Peer, native string) (*chat.Entry, error) {
	if native == "" {
		return nil, tx.err
	}
	e, err := tx.entry(`e.native = $1 AND e.native <> '' ORDER BY e.at DESC LIMIT 1`, nativeKey(p, native))
	if e != nil || err != nil {
		return e, err
	}

	return tx.entry(
		`(e.conversation, e.seq) IN (SELECT conversation, seq FROM parts WHERE channel = $1 AND address = $2
 AND native = $3 AND native <> '') LIMIT 1`,
		p.Channel,
		p.Address,
		native,
	)
}

// recompute checks the chain of a whole timeline against the stored entries. data is the raw JSON of each entry. An error names the first
// bad entry.
func recompute(id chat.ConversationID, list []chat.Entry, data []string) error {
	var before []byte
	var public int64

	for i := range list {
		e := &list[i]
		// An index may still lead to a row with a damaged column conversation.
		if e.Seq != int64(i+1) || e.Conversation != id {
			return fmt.Errorf("conversation %s: entry %d is missing", id, i+1)
		}
		if e.Prev != public {
			return fmt.Errorf("conversation %s: entry %d names a wrong previous entry", id, e.Seq)
		}
		if e.Public() {
			public = e.Seq
		}
		if len(e.Salt) > 0 && !slices.Equal(e.Digest, digest(e, data[i])) {
			return fmt.Errorf("conversation %s: content of entry %d was changed", e.Conversation, e.Seq)
		}
		if !slices.Equal(e.Chain, chain(before, e)) {
			return fmt.Errorf("conversation %s: chain is broken at entry %d", e.Conversation, e.Seq)
		}
		before = e.Chain
	}

	return nil
}
