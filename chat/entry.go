package chat

import "time"

// Kind is the kind of record that an entry makes.
type Kind string

// The kinds of entries. A reader keeps an entry of an unknown kind and shows no text for the entry.
const (
	Said      Kind = "said"      // a message, a file, a press: by customer, bot or operator
	Noted     Kind = "noted"     // an internal note
	Moved     Kind = "moved"     // the state or the owner changed (Move)
	Edited    Kind = "edited"    // new Text for the entry Of
	Withdrawn Kind = "withdrawn" // the author deleted the entry Of
	Attached  Kind = "attached"  // the files of the entry Of have arrived, or could not be fetched
	Rated     Kind = "rated"     // the customer answered a survey (Survey)
	Pinned    Kind = "pinned"    // the customer chose a language (Lang)
)

// AuthorKind is the kind of author of an entry.
type AuthorKind string

// The kinds of authors.
const (
	ByCustomer AuthorKind = "customer"
	ByBot      AuthorKind = "bot"
	ByOperator AuthorKind = "operator"
	BySystem   AuthorKind = "system"
)

// Author is the author of an entry. ID is a contact or operator id. Name is the author's name at the time of the entry.
type Author struct {
	Kind AuthorKind `json:"kind"`
	ID   string     `json:"id,omitempty"`
	Name string     `json:"name,omitempty"`
}

// Visibility of an entry is fixed when the entry is appended.
type Visibility string

// Public entries reach the customer; team entries never do.
const (
	Public Visibility = "public"
	Team   Visibility = "team"
)

// Format is the format of Entry.Text.
type Format string

// Plain text is shown unchanged. Markdown is rendered by package markup.
const (
	Plain    Format = ""
	Markdown Format = "md"
)

// Choice is a button. A press sends back Value (at most 64 bytes, Telegram's limit). The customer can also type Label.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// FileState says whether the bytes of a file are stored.
type FileState string

// States of a file. Pending files are fetched by a job after the commit.
const (
	FilePending FileState = "pending"
	FileReady   FileState = "ready"
	FileFailed  FileState = "failed"
)

// File is an attachment. Hash (SHA-256, hex) names the bytes in the files folder, once the bytes are stored. Native is the channel's own
// id of the file.
type File struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Size   int64     `json:"size"` // bytes
	Type   string    `json:"type"` // media type
	State  FileState `json:"state"`
	Reason string    `json:"reason,omitempty"` // reason of the failure
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
	ReasonFile      = "file"      // a file without text: an operator looks at the file
	ReasonLoop      = "loop"      // the other side answers like a machine
	ReasonWithdrawn = "withdrawn" // the customer took the request back
	ReasonReturned  = "returned"  // the customer returned soon after operators had the conversation
	ReasonClaim     = "claim"
	ReasonTakeover  = "takeover"
	ReasonRelease   = "release"
	ReasonTransfer  = "transfer"
	ReasonClose     = "close"
	ReasonIdle      = "idle"
	ReasonRestored  = "restored" // a backup was restored while the customer waited for the bot
)

// Rating is the content of a Rated entry.
type Rating struct {
	Survey  string `json:"survey"`
	Kind    string `json:"kind"`
	Score   int    `json:"score"`
	Comment string `json:"comment,omitempty"`
}

// Why is the bot's knowledge at the moment of an answer or a handover.
type Why struct {
	Query    string   `json:"query"`
	Decision string   `json:"decision"`
	Hits     []WhyHit `json:"hits"`
}

// WhyHit is one candidate. P is the candidate's probability, 0 to 1.
type WhyHit struct {
	ID       string  `json:"id"`
	Question string  `json:"question"`
	P        float64 `json:"p"`
}

// Entry is one line of a conversation's timeline. A timeline is append-only, has no gap in Seq, and At never decreases.
type Entry struct {
	Conversation ConversationID
	Seq          int64 // 1, 2, 3 ...
	Prev         int64 // Seq of the public entry before, 0 for none
	ID           string
	Kind         Kind
	Author       Author
	Visibility   Visibility
	Text         string // the text exactly as sent
	Format       Format
	Purpose      Purpose
	Refs         Refs
	Wording      Wording // set for texts of Frontdesk itself
	Choices      []Choice
	Files        []File
	Lang         string // of the text, where known
	ReplyTo      string // id of the entry quoted
	Of           string // id of the entry that Edited, Withdrawn, Attached and some notes refer to
	Native       string // the platform's id of an inbound message
	ClientID     string // made by the author's client; unique per author
	Press        string // value of the pressed button
	Move         *Move
	Rating       *Rating
	Why          *Why
	SentAt       time.Time // by the platform's clock; zero means unknown
	At           time.Time // by the clock of Frontdesk

	Salt   []byte // of Digest; the chain survives erasing text and salt
	Digest []byte
	Chain  []byte // over the chain of the entry before and Digest
}

// Public reports whether the customer sees the entry or move.
func (e *Entry) Public() bool { return e.Visibility == Public }
