package chat

import (
	"slices"
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
	StateWaiting: {StateHuman, StateClosed},
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
	BotRun    int      `json:"bot_run,omitempty"` // bot turns in a row to identical customer messages
	LastWords string   `json:"last_words,omitempty"`
	BotAt     int64    `json:"bot_at,omitempty"` // time of the newest bot message, unix ms
	// Rush counts turns in a row that began sooner after the bot's message than people read and type (HumanPause).
	Rush  int    `json:"rush,omitempty"`
	Human bool   `json:"human,omitempty"` // an operator has written in the conversation
	Asked string `json:"asked,omitempty"` // the customer's question behind the newest answer or menu
}

// Last is the newest public message of a person, shortened.
type Last struct {
	Text   string     `json:"text,omitempty"`
	At     int64      `json:"at,omitempty"`
	Author AuthorKind `json:"author,omitempty"`
}

// HumanPause is the minimum time in which people read an answer and type the next message. Machines are faster.
const HumanPause = 4 * time.Second

const (
	lastLength  = 160 // runes kept for lists
	shownLength = 20
)

// Open reports whether the conversation still accepts messages.
func (c *Conversation) Open() bool { return c.State != StateClosed && c.State != StateNone }

// Apply folds one appended entry (Seq, At and Chain already set) into the conversation.
func (c *Conversation) Apply(e *Entry) {
	c.LastSeq, c.UpdatedAt, c.Head = e.Seq, e.At, e.Chain
	if c.OpenedAt.IsZero() {
		c.OpenedAt = e.At
	}
	if e.Public() {
		c.PublicSeq = e.Seq
	}

	switch e.Kind {
	case Said:
		c.applySaid(e)
	case Edited:
		if c.Memory.Turn > 0 && e.Author.Kind == ByCustomer && c.State == StateBot {
			c.Memory.LastWords = e.Text
		}
	case Moved:
		c.applyMove(e)
	case Pinned:
		c.Lang, c.LangPinned = e.Lang, true
	}
}

func (c *Conversation) applySaid(e *Entry) {
	if e.Visibility != Public {
		return
	}
	// A list shows the message of a person rather than the bot's notice after the message.
	if e.Author.Kind != ByBot || c.Last.At == 0 {
		c.Last = Last{Text: shorten(e), At: Millis(e.At), Author: e.Author.Kind}
	}
	m := &c.Memory

	switch e.Author.Kind {
	case ByCustomer:
		if e.Lang != "" && !c.LangPinned {
			c.Lang = e.Lang
		}
		if e.Purpose.AnswersSurvey() || c.State != StateBot && e.Purpose != PurposeCommand {
			return // answered already, or for operators to answer
		}
		if m.Turn == 0 {
			m.Turn, m.TurnAt = e.Seq, Millis(e.At)
			if e.Press == "" && m.BotAt > 0 && m.TurnAt-m.BotAt < HumanPause.Milliseconds() {
				m.Rush++
			} else {
				m.Rush = 0
			}
		}
		if e.Text != "" && e.Text == m.LastWords {
			m.BotRun++
		} else {
			m.BotRun = 0
		}
		m.LastWords = e.Text
	case ByBot:
		m.Turn, m.TurnAt, m.BotAt = 0, 0, Millis(e.At)
		m.Offered, m.Offer, m.OfferSeq = e.Choices, e.Purpose, e.Seq
		if id := e.Refs.FAQ; id != "" && !slices.Contains(m.Shown, id) {
			m.Shown = append(slices.Clone(m.Shown), id)
			if len(m.Shown) > shownLength {
				m.Shown = m.Shown[1:]
			}
		}
		if q := e.Refs.Question; q != "" {
			m.Asked = q
		}
	case ByOperator:
		m.Human = true
		m.Offered, m.Offer, m.OfferSeq = nil, "", 0
	}
}

func (c *Conversation) applyMove(e *Entry) {
	m := e.Move
	if m == nil {
		return
	}
	// The fence of an open conversation is never 0: for a delivery, 0 means "not bound to the bot's turn".
	if c.State == StateNone || m.Owner != c.Owner || m.To == StateHuman {
		c.Fence++
	}

	c.State, c.Owner, c.OwnerName = m.To, m.Owner, m.OwnerName
	switch m.To {
	case StateWaiting:
		c.WaitingFrom = e.At
		c.Reason = m.Reason
	case StateClosed:
		c.ClosedAt = e.At
	}
	if m.To != StateBot {
		c.Memory.Turn, c.Memory.TurnAt = 0, 0
		c.Memory.Offered, c.Memory.Offer, c.Memory.OfferSeq = nil, "", 0
	}
}

func shorten(e *Entry) string {
	text := []rune(e.Text)
	if len(text) == 0 && len(e.Files) > 0 {
		return e.Files[0].Name
	}
	if len(text) > lastLength {
		text = append(text[:lastLength-1], '…')
	}

	return string(text)
}
