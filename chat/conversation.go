package chat

import (
	"slices"
	"strings"
	"time"
)

// State is the state of a conversation.
type State string

// The states. Closed is final: a returning customer opens a new conversation. The new conversation follows the closed one.
const (
	StateNone    State = "" // not opened yet
	StateBot     State = "bot"
	StateWaiting State = "waiting"
	StateHuman   State = "human"
	StateClosed  State = "closed"
)

// lawful lists the allowed next states of each state. Human to human is a transfer.
var lawful = map[State][]State{
	StateNone:    {StateBot, StateWaiting},
	StateBot:     {StateWaiting, StateHuman, StateClosed},
	StateWaiting: {StateHuman, StateBot, StateClosed},
	StateHuman:   {StateHuman, StateWaiting, StateClosed},
	StateClosed:  {},
}

// Lawful reports whether a conversation may move from one state to another.
func Lawful(from, to State) bool { return slices.Contains(lawful[from], to) }

// Conversation is the fold of the entries of one timeline. Apply does the folding.
type Conversation struct {
	ID        ConversationID
	Peer      Peer
	Contact   ContactID
	Follows   ConversationID
	State     State
	Owner     OperatorID
	OwnerName string
	// Fence counts changes of owner. Bot messages with an older fence are never sent.
	Fence       int64
	Reason      string // reason of the last handover
	Lang        string // the customer's language, "" until known
	LangPinned  bool
	LastSeq     int64
	PublicSeq   int64
	Head        []byte // Chain of the last entry
	OpenedAt    time.Time
	UpdatedAt   time.Time // At of the last entry
	WaitingFrom time.Time // start of the newest wait for an operator
	ClosedAt    time.Time

	Memory Memory // the memory of the bot
	Last   Last   // the newest public message of a person, for lists
}

// Memory is the bot's memory between turns. All fields follow from the entries.
type Memory struct {
	Turn      int64    `json:"turn,omitempty"`    // seq of the first unanswered customer entry, 0 = none
	TurnAt    int64    `json:"turn_at,omitempty"` // time of the entry Turn, unix ms
	Shown     []string `json:"shown,omitempty"`   // ids of the FAQ entries already answered
	Offered   []Choice `json:"offered,omitempty"` // choices of the newest bot message
	Offer     Purpose  `json:"offer,omitempty"`   // purpose of the newest bot message
	OfferSeq  int64    `json:"offer_seq,omitempty"`
	LastWords string   `json:"last_words,omitempty"`
	BotAt     int64    `json:"bot_at,omitempty"` // time of the newest bot message, unix ms
	Human     bool     `json:"human,omitempty"`  // an operator has written in the conversation
	Asked     string   `json:"asked,omitempty"`  // the customer's question behind the newest answer or menu
	// QuestionBy is the sender of the question. QuestionAt is the time of the answer or menu in unix ms. A handover sets QuestionAt to 0:
	// no message continues a question from before the handover.
	QuestionBy string `json:"question_by,omitempty"`
	QuestionAt int64  `json:"question_at,omitempty"`
	Speaker    string `json:"speaker,omitempty"` // sender of the newest message for the bot
	// Parts are the answers of the newest turn, if the turn has several answers.
	Parts []AnswerPart `json:"parts,omitempty"`

	// Attempts are the bot's answers, menus and clarifying questions to the present question, for the team.
	Attempts []Attempt `json:"attempts,omitempty"`
	// Tries is the number of turns that did not help with the present question. The newest menu or clarifying question counts.
	Tries     int   `json:"tries,omitempty"`
	Statuses  int   `json:"statuses,omitempty"`  // status messages of the present wait
	StatusAt  int64 `json:"status_at,omitempty"` // time of the newest status message, unix ms
	Corrected bool  `json:"corrected,omitempty"` // the newest message was corrected after the answer
	// Spoken says that a message of two or more words has decided the language. Foreign counts later messages in a row in another language.
	Spoken  bool `json:"spoken,omitempty"`
	Foreign int  `json:"foreign,omitempty"`

	Guard Guard `json:"guard,omitzero"`
}

// Attempt is a turn of the bot that may have helped.
type Attempt struct {
	Purpose Purpose `json:"purpose"`        // answer, menu or clarify
	Text    string  `json:"text,omitempty"` // question of the answered entry, or the questions of the menu
}

// Last is the newest public message of a person, shortened.
type Last struct {
	Text   string     `json:"text,omitempty"`
	At     int64      `json:"at,omitempty"`
	Author AuthorKind `json:"author,omitempty"`
}

const (
	lastLength     = 160 // runes kept for lists
	shownLength    = 20
	attemptsLength = 6
	// languageRun is the number of messages in a row in another language that change the language of the conversation.
	languageRun = 2
)

// Open reports whether the conversation still accepts messages.
func (c *Conversation) Open() bool { return c.State != StateClosed && c.State != StateNone }

// BotListens reports whether the bot reads the customer's messages. While the customer waits, the bot goes on listening until an operator
// has had the conversation. A conversation handed over because of a machine is not read either.
func (c *Conversation) BotListens() bool {
	hadOperator := c.Memory.Human || c.Reason == ReasonRelease

	return c.State == StateBot || c.State == StateWaiting && !hadOperator && c.Reason != ReasonLoop
}

// Apply folds one appended entry (Seq, At and Chain already set) into the conversation.
func (c *Conversation) Apply(entry *Entry) {
	c.LastSeq, c.UpdatedAt, c.Head = entry.Seq, entry.At, entry.Chain
	if c.OpenedAt.IsZero() {
		c.OpenedAt = entry.At
	}
	if entry.Public() {
		c.PublicSeq = entry.Seq
	}

	switch entry.Kind {
	case Said:
		c.applySaid(entry)
	case Noted:
		if entry.Purpose == PurposeSilent {
			c.Memory.Turn, c.Memory.TurnAt = 0, 0
		}
	case Edited:
		c.applyEdit(entry)
	case Moved:
		c.applyMove(entry)
	case Pinned:
		c.Lang, c.LangPinned = entry.Lang, true
	}
}

func (c *Conversation) applySaid(entry *Entry) {
	if entry.Visibility != Public {
		return
	}
	// A list shows the message of a person rather than the bot's notice after the message.
	if entry.Author.Kind != ByBot || c.Last.At == 0 {
		c.Last = Last{Text: shorten(entry), At: Millis(entry.At), Author: entry.Author.Kind}
	}
	memory := &c.Memory

	switch entry.Author.Kind {
	case ByCustomer:
		c.hear(entry)
		// Older entries are not marked: while the customer waited, operators alone read the messages.
		forBot := c.State == StateBot || entry.Refs.ForBot || entry.Purpose == PurposeCommand
		if entry.Purpose.AnswersSurvey() || !forBot {
			return // answered already, or for operators to answer
		}
		memory.Guard.customer(memory, entry)
		if memory.Turn == 0 {
			memory.Turn, memory.TurnAt = entry.Seq, Millis(entry.At)
		}
		memory.LastWords, memory.Corrected = entry.Text, false
		memory.Speaker = entry.Author.ID
	case ByBot:
		memory.Guard.bot(memory, entry)
		memory.attempt(entry)
		memory.Turn, memory.TurnAt, memory.BotAt = 0, 0, Millis(entry.At)
		memory.Offered, memory.Offer, memory.OfferSeq = entry.Choices, entry.Purpose, entry.Seq
		if entry.Purpose == PurposeStatus {
			memory.Statuses++
			memory.StatusAt = memory.BotAt
		}
		if id := entry.Refs.FAQ; id != "" && !slices.Contains(memory.Shown, id) {
			memory.Shown = last(append(slices.Clone(memory.Shown), id), shownLength)
		}
		if q := entry.Refs.Question; q != "" {
			memory.Asked = q
			memory.QuestionBy, memory.QuestionAt = memory.Speaker, Millis(entry.At)
		}
		memory.Parts = entry.Refs.Parts
	case ByOperator:
		memory.Human = true
		memory.Offered, memory.Offer, memory.OfferSeq = nil, "", 0
	}
}

// applyEdit folds a new text of a customer's message. A correction of an answered message is a new turn for the bot.
func (c *Conversation) applyEdit(entry *Entry) {
	memory := &c.Memory
	if entry.Author.Kind != ByCustomer || c.State != StateBot {
		return
	}
	if entry.Purpose == PurposeCorrection {
		memory.Turn, memory.TurnAt, memory.Corrected = entry.Seq, Millis(entry.At), true
	}
	if memory.Turn > 0 {
		memory.LastWords = entry.Text
	}
}

// hear folds the language of a customer's message. The first message of two or more words decides. Later, two messages in a row in another
// language change the language. One foreign message, a link or a product name changes nothing.
func (c *Conversation) hear(entry *Entry) {
	memory := &c.Memory

	switch {
	case entry.Lang == "" || c.LangPinned:
	case !memory.Spoken:
		c.Lang = entry.Lang
		memory.Spoken = len(strings.Fields(entry.Text)) >= 2
	case entry.Lang == c.Lang:
		memory.Foreign = 0
	default:
		if memory.Foreign++; memory.Foreign >= languageRun {
			c.Lang, memory.Foreign = entry.Lang, 0
		}
	}
}

// attempt folds the bot's attempt to help. The first attempt at a new question begins a new list.
func (m *Memory) attempt(entry *Entry) {
	switch entry.Purpose {
	case PurposeAnswer, PurposeMenu, PurposeClarify:
		m.Tries = entry.Refs.Tries
		if !entry.Refs.Continues {
			m.Attempts = nil
		}
		newest := Attempt{Purpose: entry.Purpose, Text: entry.Refs.Title}
		m.Attempts = last(append(slices.Clone(m.Attempts), newest), attemptsLength)
	case PurposeHelped, PurposeSmallTalk:
		m.Tries, m.Attempts = 0, nil
	}
}

func (c *Conversation) applyMove(entry *Entry) {
	move := entry.Move
	if move == nil {
		return
	}
	// The fence of an open conversation is never 0: for a delivery, 0 means "not bound to the bot's turn".
	if c.State == StateNone || move.Owner != c.Owner || move.To == StateHuman {
		c.Fence++
	}

	c.State, c.Owner, c.OwnerName = move.To, move.Owner, move.OwnerName
	switch move.To {
	case StateWaiting:
		c.WaitingFrom = entry.At
		c.Reason = move.Reason
		c.Memory.Statuses, c.Memory.StatusAt = 0, 0
	case StateClosed:
		c.ClosedAt = entry.At
	}
	c.Memory.QuestionAt = 0
	if move.To != StateBot {
		c.Memory.Turn, c.Memory.TurnAt = 0, 0
		c.Memory.Offered, c.Memory.Offer, c.Memory.OfferSeq = nil, "", 0
	}
}

func shorten(entry *Entry) string {
	text := []rune(entry.Text)
	if len(text) == 0 && len(entry.Files) > 0 {
		return entry.Files[0].Name
	}
	if len(text) > lastLength {
		text = append(text[:lastLength-1], '…')
	}

	return string(text)
}
