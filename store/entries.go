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

func contentOf(entry *chat.Entry) content {
	return content{
		Format:  entry.Format,
		Purpose: entry.Purpose,
		Refs:    entry.Refs,
		Wording: entry.Wording,
		Choices: entry.Choices,
		Files:   entry.Files,
		Lang:    entry.Lang,
		ReplyTo: entry.ReplyTo,
		Of:      entry.Of,
		Native:  entry.Native,
		Client:  entry.ClientID,
		Press:   entry.Press,
		Move:    entry.Move,
		Rating:  entry.Rating,
		Why:     entry.Why,
	}
}

// into copies the stored content into the entry.
func (d content) into(entry *chat.Entry) {
	entry.Format, entry.Purpose = d.Format, d.Purpose
	entry.Refs, entry.Wording = d.Refs, d.Wording
	entry.Choices, entry.Files, entry.Lang = d.Choices, d.Files, d.Lang
	entry.ReplyTo, entry.Of, entry.Native = d.ReplyTo, d.Of, d.Native
	entry.ClientID, entry.Press = d.Client, d.Press
	entry.Move, entry.Rating, entry.Why = d.Move, d.Rating, d.Why

	Legacy(entry)
}

// nativeKey and clientKey return the values of the unique indexes.
func nativeKey(peer chat.Peer, native string) string {
	if native == "" {
		return ""
	}

	return string(peer.Channel) + "\x1f" + peer.Address + "\x1f" + native
}

func clientKey(author, client string) string {
	if client == "" {
		return ""
	}

	return author + "\x1f" + client
}

// Append stores an entry at the end of the timeline and folds the entry into the conversation. Lock the conversation before
// Append and save the conversation afterwards. Package timeline is the only caller.
func (tx *Tx) Append(conversation *chat.Conversation, entry *chat.Entry) error {
	if entry.Kind == chat.Moved && (entry.Move == nil || !chat.Lawful(conversation.State, entry.Move.To)) {
		return tx.fail(fmt.Errorf("conversation %s: unlawful move from %q", conversation.ID, conversation.State))
	}
	entry.Conversation, entry.Seq, entry.Prev = conversation.ID, conversation.LastSeq+1, conversation.PublicSeq
	if entry.ID == "" {
		entry.ID = chat.NewID()
	}
	if entry.Visibility == "" {
		entry.Visibility = chat.Public
	}
	// The clock may go back, but the time within a timeline never decreases.
	if entry.At = tx.now; entry.At.Before(conversation.UpdatedAt) {
		entry.At = conversation.UpdatedAt
	}
	if entry.Purpose == "" {
		return tx.fail(
			fmt.Errorf("conversation %s: an entry of kind %q without a purpose", conversation.ID, entry.Kind),
		)
	}
	data := asJSON(contentOf(entry))
	entry.Salt = make([]byte, 16)
	if _, err := rand.Read(entry.Salt); err != nil {
		return tx.fail(fmt.Errorf("salt: %w", err))
	}
	entry.Digest = digest(entry, data)
	entry.Chain = chain(conversation.Head, entry)
	if err := tx.insertEntry(conversation.Peer, entry, data); err != nil {
		return err
	}
	conversation.Apply(entry)

	return nil
}

// digest binds the content of an entry: SHA-256 over the salt and every stored field except the place, each field with the length.
func digest(entry *chat.Entry, data string) []byte {
	sum := sha256.New()

	for _, field := range []string{
		string(entry.Salt),
		entry.ID,
		string(entry.Kind),
		string(entry.Author.Kind),
		entry.Author.ID,
		entry.Author.Name,
		string(entry.Visibility),
		entry.Text,
		data,
	} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(field)))
		sum.Write(n[:])
		sum.Write([]byte(field))
	}

	return sum.Sum(nil)
}

// chain binds an entry to the place in the timeline: SHA-256 over the previous chain, seq, time and digest.
func chain(before []byte, entry *chat.Entry) []byte {
	sum := sha256.New()
	sum.Write(before)
	var numbers [24]byte
	binary.BigEndian.PutUint64(numbers[0:], uint64(entry.Seq))
	binary.BigEndian.PutUint64(numbers[8:], uint64(entry.At.UnixMilli()))
	binary.BigEndian.PutUint64(numbers[16:], uint64(chat.Millis(entry.SentAt)))
	sum.Write(numbers[:])
	sum.Write(entry.Digest)

	return sum.Sum(nil)
}

// insertEntry writes the row of an entry. data is the entry's content as JSON.
func (tx *Tx) insertEntry(peer chat.Peer, entry *chat.Entry, data string) error {
	return tx.insert("entries", []column{
		{name: "conversation", value: entry.Conversation},
		{name: "seq", value: entry.Seq},
		{name: "prev", value: entry.Prev},
		{name: "id", value: entry.ID},
		{name: "kind", value: entry.Kind},
		{name: "author_kind", value: entry.Author.Kind},
		{name: "author_id", value: entry.Author.ID},
		{name: "author_name", value: entry.Author.Name},
		{name: "visibility", value: entry.Visibility},
		{name: "text", value: entry.Text},
		{name: "data", value: data},
		{name: "native", value: nativeKey(peer, entry.Native)},
		{name: "client", value: clientKey(entry.Author.ID, entry.ClientID)},
		{name: "sent_at", value: chat.Millis(entry.SentAt)},
		{name: "at", value: entry.At.UnixMilli()},
		{name: "salt", value: b64(entry.Salt)},
		{name: "digest", value: b64(entry.Digest)},
		{name: "chain", value: b64(entry.Chain)},
	})
}

const entryColumns = `e.conversation, e.seq, e.prev, e.id, e.kind, e.author_kind, e.author_id, e.author_name,
 e.visibility, e.text, e.data, e.sent_at, e.at, e.salt, e.digest, e.chain`

func scanEntry(row scanner, entry *chat.Entry, more ...any) error {
	var data, salt, dig, ch string
	var sent, at int64
	into := append(
		[]any{
			&entry.Conversation,
			&entry.Seq,
			&entry.Prev,
			&entry.ID,
			&entry.Kind,
			&entry.Author.Kind,
			&entry.Author.ID,
			&entry.Author.Name,
			&entry.Visibility,
			&entry.Text,
			&data,
			&sent,
			&at,
			&salt,
			&dig,
			&ch,
		},
		more...)
	if err := row.Scan(into...); err != nil {
		return err
	}
	var stored content
	if err := json.Unmarshal([]byte(data), &stored); err != nil {
		return fmt.Errorf("entry %s of %s: %w", entry.ID, entry.Conversation, err)
	}
	stored.into(entry)
	entry.SentAt, entry.At = chat.FromMillis(sent), chat.FromMillis(at)
	entry.Salt, entry.Digest, entry.Chain = unb64(salt), unb64(dig), unb64(ch)
	// The entry is damaged, not erased. The salt is kept unchanged, so that the digest does not match.
	if entry.Salt == nil && salt != "" {
		entry.Salt = []byte(salt)
	}

	return nil
}

func (tx *Tx) entries(where string, args ...any) (list []chat.Entry, err error) {
	err = tx.each(`SELECT `+entryColumns+` FROM entries e WHERE `+where, args, func(row scanner) error {
		var e chat.Entry
		err := scanEntry(row, &e)
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
func (tx *Tx) EntryByNative(peer chat.Peer, native string) (*chat.Entry, error) {
	if native == "" {
		return nil, tx.err
	}
	entry, err := tx.entry(`e.native = $1 AND e.native <> '' ORDER BY e.at DESC LIMIT 1`, nativeKey(peer, native))
	if entry != nil || err != nil {
		return entry, err
	}

	return tx.entry(
		`(e.conversation, e.seq) IN (SELECT conversation, seq FROM parts WHERE channel = $1 AND address = $2
 AND native = $3 AND native <> '') LIMIT 1`,
		peer.Channel,
		peer.Address,
		native,
	)
}

// recompute checks the chain of a whole timeline against the stored entries. data is the raw JSON of each entry. An error names the first
// bad entry.
func recompute(id chat.ConversationID, list []chat.Entry, data []string) error {
	var before []byte
	var public int64

	for i := range list {
		entry := &list[i]
		// An index may still lead to a row with a damaged column conversation.
		if entry.Seq != int64(i+1) || entry.Conversation != id {
			return fmt.Errorf("conversation %s: entry %d is missing", id, i+1)
		}
		if entry.Prev != public {
			return fmt.Errorf("conversation %s: entry %d names a wrong previous entry", id, entry.Seq)
		}
		if entry.Public() {
			public = entry.Seq
		}
		if len(entry.Salt) > 0 && !slices.Equal(entry.Digest, digest(entry, data[i])) {
			return fmt.Errorf("conversation %s: content of entry %d was changed", entry.Conversation, entry.Seq)
		}
		if !slices.Equal(entry.Chain, chain(before, entry)) {
			return fmt.Errorf("conversation %s: chain is broken at entry %d", entry.Conversation, entry.Seq)
		}
		before = entry.Chain
	}

	return nil
}
