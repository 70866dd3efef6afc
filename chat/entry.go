package chat

import "time"

// Kind says what an entry records.
type Kind string

// The kinds of entries. A reader that meets another kind keeps it and shows nothing.
const (
	Said      Kind = "said"      // words, a file, a press: by customer, bot or operator
	Noted     Kind = "noted"     // an internal note
	Moved     Kind = "moved"     // the state or the owner changed (Move)
	Edited    Kind = "edited"    // new Text for the entry Of
	Withdrawn Kind = "withdrawn" // the entry Of was deleted by its author
	Attached  Kind = "attached"  // the files of the entry Of are here, or could not be fetched
	Rated     Kind = "rated"     // the customer answered a survey (Survey)
	Pinned    Kind = "pinned"    // the customer chose a language (Lang)
)

// AuthorKind says who made an entry.
type AuthorKind string

// Who can make an entry.
const (
	ByCustomer AuthorKind = "customer"
	ByBot      AuthorKind = "bot"
	ByOperator AuthorKind = "operator"
	BySystem   AuthorKind = "system"
)

// Author is who made an entry. ID is a contact or operator id; Name is kept as it was then.
type Author struct {
	Kind AuthorKind `json:"kind"`
	ID   string     `json:"id,omitempty"`
	Name string     `json:"name,omitempty"`
}

// Visibility of an entry, fixed at append.
type Visibility string

// Public entries reach the customer; team entries never do.
const (
	Public Visibility = "public"
	Team   Visibility = "team"
)

// Format of Entry.Text.
type Format string

// Plain text is shown as it stands; Markdown is rendered by package markup.
const (
	Plain    Format = ""
	Markdown Format = "md"
)

// Choice is a button. Value is what a press sends back (at most 64 bytes, Telegram's limit); Label can also be typed.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// FileState says whether the bytes of a file are here.
type FileState string

// States of a file. Pending files are fetched by a job after the commit.
const (
	FilePending FileState = "pending"
	FileReady   FileState = "ready"
	FileFailed  FileState = "failed"
)

// File is an attachment. Hash (SHA-256, hex) names its bytes in the files folder once they are here; Native is the channel's own id.
type File struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"` // bytes
	Type   string    `json:"type"` // media type
	State  FileState `json:"state"`
	Reason string    `json:"reason,omitempty"` // why it failed
	Hash   string    `json:"hash,omitempty"`
	Native string    `json:"native,omitempty"`
}

// Move records a change of state or owner.
type Move struct {
	From      State      `json:"from"`
	To        State      `json:"to"`
	Owner     OperatorID `json:"owner,omitempty"` // after the move
	OwnerName string     `json:"owner_name,omitempty"`
	Reason    string     `json:"reason,omitempty"`
}

// Reasons of moves, as stored and as shown (translated) to operators.
const (
	ReasonOpened    = "opened"
	ReasonAsked     = "asked"     // the customer asked for a person
	ReasonUnknown   = "unknown"   // no good answer
	ReasonUnhelpful = "unhelpful" // "no" after an answer
	ReasonFile      = "file"      // a file without words: people look at it
	ReasonLoop      = "loop"      // the other side answers like a machine
	ReasonReturned  = "returned"  // came back soon after people had the talk
	ReasonClaim     = "claim"
	ReasonTakeover  = "takeover"
	ReasonRelease   = "release"
	ReasonTransfer  = "transfer"
	ReasonClose     = "close"
	ReasonIdle      = "idle"
	ReasonRestored  = "restored" // a backup was restored while the customer waited for the bot
)

// Rating is what a Rated entry records.
type Rating struct {
	Survey  string `json:"survey"`
	Kind    string `json:"kind"`
	Score   int    `json:"score"`
	Comment string `json:"comment,omitempty"`
}

// Why is what the bot knew when it answered or gave up.
type Why struct {
	Query    string   `json:"query"`
	Decision string   `json:"decision"`
	Hits     []WhyHit `json:"hits"`
}

// WhyHit is one candidate; P is its probability, 0 to 1.
type WhyHit struct {
	ID       string  `json:"id"`
	Question string  `json:"question"`
	P        float64 `json:"p"`
}

// Entry is one line of a conversation's timeline: append-only, gap-free by Seq, At never decreasing.
type Entry struct {
	Conversation ConversationID
	Seq          int64 // 1, 2, 3 ...
	Prev         int64 // Seq of the public entry before this one, 0 for none
	ID           string
	Kind         Kind
	Author       Author
	Visibility   Visibility
	Text         string // the words as actually sent
	Format       Format
	Purpose      Purpose
	Refs         Refs
	Wording      Wording // of our own texts
	Choices      []Choice
	Files        []File
	Lang         string // of the words, where known
	ReplyTo      string // id of the entry quoted
	Of           string // id of the entry that Edited, Withdrawn, Attached and some notes speak of
	Native       string // the platform's id of an inbound message
	ClientID     string // made by the author's client; unique per author
	Press        string // value of the button that said this
	Move         *Move
	Rating       *Rating
	Why          *Why
	SentAt       time.Time // by the platform's clock; zero when unknown
	At           time.Time // ours

	Salt   []byte // of Digest; erasing text and salt keeps the chain
	Digest []byte
	Chain  []byte // over the entry before and Digest
}

// Public entries and moves count for the customer's view.
func (e *Entry) Public() bool { return e.Visibility == Public }
