package chat

import (
	"slices"
	"time"
)

// State of a conversation.
type State string

// The states. Closed is final: who comes back opens a new conversation that follows the old one.
const (
	StateNone    State = "" // not opened yet
	StateBot     State = "bot"
	StateWaiting State = "waiting"
	StateHuman   State = "human"
	StateClosed  State = "closed"
)

// lawful lists where each state may go. Human to human is a transfer.
var lawful = map[State][]State{
	StateNone:    {StateBot, StateWaiting},
	StateBot:     {StateWaiting, StateHuman, StateClosed},
	StateWaiting: {StateHuman, StateClosed},
	StateHuman:   {StateHuman, StateWaiting, StateClosed},
	StateClosed:  {},
}

// Lawful reports whether a conversation may move from one state to another.
func Lawful(from, to State) bool { return slices.Contains(lawful[from], to) }

// Conversation is a fold of its timeline (Apply).
type Conversation struct {
	ID          ConversationID
	Peer        Peer
	Contact     ContactID
	Follows     ConversationID
	State       State
	Owner       OperatorID
	OwnerName   string
	Fence       int64  // counts changes of owner: what the bot queued under an older fence may not leave
	Reason      string // of the last handover
	Lang        string // the customer's, "" until known
	LangPinned  bool
	LastSeq     int64
	PublicSeq   int64
	Head        []byte // Chain of the last entry
	OpenedAt    time.Time
	UpdatedAt   time.Time // At of the last entry
	WaitingFrom time.Time // when it last began to wait for people
	ClosedAt    time.Time

	Memory Memory // what the bot remembers
	Last   Last   // the last public words of a person, for lists
}

// Memory is what the bot must remember between turns; all of it follows from the entries.
type Memory struct {
	Turn      int64    `json:"turn,omitempty"`    // first customer entry not answered yet, 0 = none
	TurnAt    int64    `json:"turn_at,omitempty"` // its time, unix ms
	Shown     []string `json:"shown,omitempty"`   // FAQ ids already answered
	Offered   []Choice `json:"offered,omitempty"` // choices of the newest bot words
	Offer     Purpose  `json:"offer,omitempty"`   // purpose of the newest bot words
	OfferSeq  int64    `json:"offer_seq,omitempty"`
	BotRun    int      `json:"bot_run,omitempty"` // bot turns in a row to identical customer words
	LastWords string   `json:"last_words,omitempty"`
	BotAt     int64    `json:"bot_at,omitempty"` // time of the newest bot words, unix ms
	Rush      int      `json:"rush,omitempty"`   // turns in a row that began faster after the bot's words than people read and type
	Human     bool     `json:"human,omitempty"`  // people have spoken here
	Asked     string   `json:"asked,omitempty"`  // the customer's words behind the newest answer or menu
}

// Last is the newest public words of a person, shortened.
type Last struct {
	Text   string     `json:"text,omitempty"`
	At     int64      `json:"at,omitempty"`
	Author AuthorKind `json:"author,omitempty"`
}

// HumanPause is how long people take at least to read an answer and to type the next words; machines take less.
const HumanPause = 4 * time.Second

const (
	lastLength  = 160 // runes kept for lists
	shownLength = 20
)

// Open reports whether words can still be said here.
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
	if e.Author.Kind != ByBot ||
		c.Last.At == 0 { // what a person said tells more in a list than the bot's notice after it
		c.Last = Last{Text: shorten(e), At: Millis(e.At), Author: e.Author.Kind}
	}
	m := &c.Memory

	switch e.Author.Kind {
	case ByCustomer:
		if e.Lang != "" && !c.LangPinned {
			c.Lang = e.Lang
		}
		if e.Purpose.AnswersSurvey() || c.State != StateBot && e.Purpose != PurposeCommand {
			return // answered already, or for people to answer
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
	if c.State == StateNone || m.Owner != c.Owner ||
		m.To == StateHuman { // never 0 once open: 0 means "not bound" for a delivery
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
