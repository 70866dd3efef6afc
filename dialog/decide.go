// Package dialog is the bot. The package decides the bot's answers and the moment of a handover to operators.
//
// Decide is pure: no I/O, no clock. Engine stores the customer's messages, waits for the end of the burst window and runs the turn.
// Engine never sends messages to a channel.
package dialog

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// Rules are the settings of the installation for the bot.
type Rules struct {
	Lang      string        // language of the installation
	BotIdle   time.Duration // silence after which a conversation with the bot closes
	HumanIdle time.Duration
	// MaxSigns is the number of suspicious turns in a row after which the bot takes the other side for a machine.
	MaxSigns int
	Clarify  Clarify
}

// Clarify says when the bot asks the customer to say a question in other words before operators get the conversation.
type Clarify string

// Settings of Clarify.
const (
	ClarifyOn         Clarify = "on"
	ClarifyOff        Clarify = "off"
	ClarifyWhenNobody Clarify = "when_nobody_is_there" // only while no operator is signed in
)

const (
	maxTries         = 2                // turns that did not help before a handover
	maxStatuses      = 5                // status messages of one wait
	statusPause      = 5 * time.Minute  // minimum time between two status messages
	nearestSubjects  = 3                // entries beside a clarifying question
	correctionWindow = 10 * time.Minute // time after an answer in which a correction is answered
)

// Idle returns the silence after which conversations close, by state.
func (r Rules) Idle() map[chat.State]time.Duration {
	return map[chat.State]time.Duration{chat.StateBot: r.BotIdle, chat.StateHuman: r.HumanIdle}
}

// DefaultRules are the documented defaults.
var DefaultRules = Rules{
	Lang:      "ru",
	BotIdle:   30 * time.Minute,
	HumanIdle: 24 * time.Hour,
	MaxSigns:  2,
	Clarify:   ClarifyOn,
}

// Stimulus is the input of Decide: the customer's messages and all facts from outside the conversation.
type Stimulus struct {
	Now   time.Time
	Words []chat.Entry // the customer's entries since the last turn, the newest last
	Found faq.Reading  // reading of the joined text of Words, with the question before where the text needs it
	Next  faq.Result   // search result for the question before, without the entries that were shown or offered before
	// Popular are entries to offer when a search found no entry near the question.
	Popular []faq.Hit
	// Entry is the FAQ entry of the pressed button: a choice of a menu, or the answer that helped. Nil means the FAQ no longer has the
	// entry.
	Entry  *faq.Entry
	Online bool // an operator is signed in
	// NoEntries says that the FAQ has no entry at all. Foreign says that the FAQ has no entry in the customer's language.
	NoEntries, Foreign bool
	// OnPage says that the customer reads the conversation on a web page. A messenger delivers the messages itself.
	OnPage bool
}

// Line is one message of the bot: a text of the dictionary, or an answer of the FAQ.
type Line struct {
	Purpose chat.Purpose
	Refs    chat.Refs
	Wording chat.Wording
	Text    string // Markdown of a FAQ answer; empty means the text of Wording
	Above   string // key of the text above the answer, with Refs.Title
	Below   string // key of the text below the answer
	Choices []Choice
	Why     *chat.Why
}

// line returns a message with a text of the dictionary. The text has no arguments.
func line(p chat.Purpose, key string) Line { return Line{Purpose: p, Wording: chat.Wording{Key: key}} }

// Choice is a button. Its caption is Label, or the text of Key when Label is empty.
type Choice struct {
	Value, Key, Label string
}

// Verdict is the decision of a turn. A verdict without messages and without a move means the bot has nothing to say.
type Verdict struct {
	Say   []Line
	Move  chat.State // empty means the state stays
	For   string     // reason of the move
	Pin   string     // language chosen by the customer
	Rate  bool       // ask for a rating
	Learn *Feedback  // feedback of the customer on the newest answer or menu
	Tried bool       // tell the team the bot's attempts
}

// Feedback says whether an entry answers the customer's question. No means the entry does not answer. An empty Entry means none of the
// offered entries answers.
type Feedback struct {
	Entry  string
	Source chat.SuggestionSource
	No     bool
}

// Values of buttons.
const (
	pressYes    = "helped:yes"
	pressNo     = "helped:no"
	pressPerson = "human"
	pressPick   = "p:"
	pressNone   = "pick-none"
	otherThan   = "not:" // the named answer of several did not help
	pressLang   = "lang:"
	pressDrop   = "again:drop"
	pressSolved = "solved"
	pressWait   = "solved:wait"
)

// Decide returns the bot's next act. The conversation c is open. Unless the message is a command, the bot must listen to c.
func Decide(conversation chat.Conversation, stimulus Stimulus, rules Rules) Verdict {
	if len(stimulus.Words) == 0 {
		return Verdict{}
	}
	last := stimulus.Words[len(stimulus.Words)-1]
	if last.Purpose == chat.PurposeCommand {
		return command(conversation, last, stimulus)
	}
	if !conversation.BotListens() {
		return Verdict{}
	}
	// A command before other messages of the same burst counts, too.
	for _, earlier := range stimulus.Words[:len(stimulus.Words)-1] {
		if earlier.Purpose == chat.PurposeCommand && earlier.Refs.Command == "operator" {
			return command(conversation, earlier, stimulus)
		}
	}

	bot := turn{c: conversation, s: stimulus, r: rules, reading: read(conversation, stimulus.Words)}
	if bot.button == "" && bot.meaning == meansAck {
		return bot.acknowledged()
	}
	if last.Press == "" && bot.fromMachine() {
		if conversation.State == chat.StateWaiting {
			return Verdict{}
		}

		return bot.handover(chat.ReasonLoop)
	}

	switch {
	case bot.button != "":
		return bot.onButton()
	case bot.text == "":
		return bot.nonText(last)
	case conversation.State == chat.StateWaiting:
		return bot.whileWaiting()
	case conversation.Memory.Corrected:
		return bot.corrected()
	case stimulus.Found.Exact:
		// An exact question of the FAQ is always answered, even if the text looks like small talk.
		return bot.answer()
	}
	if v, ok := bot.smallTalk(); ok {
		return v
	}

	return bot.answer()
}

// turn is one decision about the messages of a customer.
type turn struct {
	reading

	c chat.Conversation
	s Stimulus
	r Rules
}

// reading is a turn's messages without the FAQ.
type reading struct {
	text    string  // the messages, joined
	meaning meaning // of the text
	button  string  // value of the pressed or named button; empty means none
	denies  bool    // the text says without a button that the bot's newest attempt did not help
}

// read reads the messages of a turn. The list is not empty.
func read(conversation chat.Conversation, words []chat.Entry) reading {
	understood := reading{text: Join(words), button: pressed(conversation, words[len(words)-1])}
	understood.meaning = meaningOf(understood.text)
	understood.denies = understood.button == "" && conversation.State == chat.StateBot &&
		conversation.Memory.Asked != "" && len(conversation.Memory.Attempts) > 0 &&
		(understood.meaning == meansNo || understood.meaning == meansNone)

	return understood
}

// fromMachine reports whether the other side is a machine. The newest message of the customer is folded already. A question with a new
// answer of the FAQ comes from a person, however fast.
func (t turn) fromMachine() bool {
	isNew := func(hit faq.Hit) bool { return !slices.Contains(t.c.Memory.Shown, hit.ID) }
	if slices.ContainsFunc(t.s.Found.Sure(), isNew) {
		return t.c.Memory.Guard.Flood(t.s.Now)
	}

	return t.c.Memory.Guard.Signs >= t.r.MaxSigns || t.c.Memory.Guard.Flood(t.s.Now)
}

// acknowledged answers "ok" and the like. Nobody is called. Before the bot's first message the customer is greeted.
func (t turn) acknowledged() Verdict {
	if t.c.State == chat.StateBot && t.c.Memory.BotAt == 0 {
		return smallTalk("smalltalk.hello")
	}

	return Verdict{}
}

// Need lists the facts Decide requires from the FAQ. An empty field requires no search.
type Need struct {
	Text    string   // a question to search for
	Before  string   // the question before; Text may continue this question
	Reply   bool     // Text replies to a menu or to a clarifying question about Before
	Next    string   // a question to search for without Exclude
	Exclude []string // ids of the entries that were shown or offered
	Entry   string   // id of an entry
}

func (n Need) any() bool { return n.Text != "" || n.Next != "" || n.Entry != "" }

// needs derives from the messages of a turn the required facts of the FAQ. No other code derives these facts.
func needs(conversation chat.Conversation, words []chat.Entry, now time.Time) Need {
	if len(words) == 0 || !conversation.BotListens() || words[len(words)-1].Purpose == chat.PurposeCommand {
		return Need{}
	}

	understood := read(conversation, words)
	switch {
	case understood.denies:
		return Need{Text: understood.text, Next: conversation.Memory.Asked, Exclude: seen(conversation)}
	case understood.button == "":
		need := Need{Text: understood.text}
		if understood.meaning == wantsPersonToo {
			need.Text = withoutRequest(understood.text)
		}
		need.Before, need.Reply = before(conversation, words[0], now)

		return need
	case understood.button == pressNo, understood.button == pressNone:
		return Need{Next: conversation.Memory.Asked, Exclude: seen(conversation)}
	case understood.button == pressYes:
		if l := feedbackOf(conversation, false); l != nil {
			return Need{Entry: l.Entry}
		}
	case strings.HasPrefix(understood.button, otherThan):
		if part, ok := partOf(conversation, strings.TrimPrefix(understood.button, otherThan)); ok {
			return Need{Next: part.Question, Exclude: seen(conversation)}
		}
	case strings.HasPrefix(understood.button, pressPick):
		return Need{Entry: strings.TrimPrefix(understood.button, pressPick)}
	}

	return Need{}
}

// followWindow is the time in which a message may continue the question before.
const followWindow = 10 * time.Minute

// before returns the question before a message. The message may continue this question: both come from one sender, within followWindow,
// and no operator was called between. The result reply says that the message replies to a menu or to a clarifying question.
func before(conversation chat.Conversation, message chat.Entry, now time.Time) (asked string, reply bool) {
	memory := conversation.Memory
	if memory.QuestionAt == 0 || memory.QuestionBy != message.Author.ID {
		return "", false
	}
	if leaves(conversation) {
		return memory.Asked, true
	}
	if now.Sub(chat.FromMillis(memory.QuestionAt)) > followWindow {
		return "", false
	}

	return memory.Asked, false
}

// partOf returns one of several answers of the bot's newest turn by the id of the entry.
func partOf(conversation chat.Conversation, id string) (chat.AnswerPart, bool) {
	for _, part := range conversation.Memory.Parts {
		if part.FAQ == id {
			return part, true
		}
	}

	return chat.AnswerPart{}, false
}

// seen lists the entries that were shown, and the entries of the present menu.
func seen(conversation chat.Conversation) []string {
	list := slices.Clone(conversation.Memory.Shown)

	for _, o := range conversation.Memory.Offered {
		if id, ok := strings.CutPrefix(o.Value, pressPick); ok {
			list = append(list, id)
		}
	}

	return list
}

// leaves reports whether a new text leaves a menu or a clarifying question of the bot.
func leaves(c chat.Conversation) bool {
	return c.Memory.Offer == chat.PurposeMenu || c.Memory.Offer == chat.PurposeClarify
}

// maxQuestion is the maximum number of bytes of a question for the FAQ. A search takes time in proportion to the length, and a
// question of several pages has no entry. The timeline keeps the whole messages for operators.
const maxQuestion = 4000

// Join returns the text of a turn, up to maxQuestion. A burst of short messages is one question.
func Join(list []chat.Entry) string {
	var parts []string
	left := maxQuestion

	for _, entry := range list {
		if len(entry.Text) > left {
			entry.Text = strings.ToValidUTF8(entry.Text[:left], "")
		}
		if entry.Text != "" && (entry.Purpose == chat.PurposeMessage || entry.Purpose == chat.PurposeCorrection) {
			parts = append(parts, entry.Text)
			left = max(0, left-len(entry.Text)-1)
		}
	}

	return strings.Join(parts, "\n")
}

// idle ends a conversation after a long silence.
func idle(c chat.Conversation) Verdict {
	useful := c.Memory.Human || len(c.Memory.Shown) > 0

	return Verdict{Move: chat.StateClosed, For: chat.ReasonIdle, Rate: useful}
}

func command(conversation chat.Conversation, entry chat.Entry, stimulus Stimulus) Verdict {
	switch entry.Refs.Command {
	case "start":
		return Verdict{Say: []Line{greeting(stimulus.Words)}}
	case "help":
		return Verdict{Say: []Line{line(chat.PurposeHelp, "help")}}
	case "operator":
		if conversation.State != chat.StateBot {
			return Verdict{Say: []Line{line(chat.PurposeStatus, "handover.already")}}
		}

		return turn{c: conversation, s: stimulus}.handover(chat.ReasonAsked)
	case "feedback":
		return Verdict{Rate: true}
	case "language":
		if l := entry.Refs.Argument; l == "ru" || l == "en" {
			return Verdict{Pin: l, Say: []Line{line(chat.PurposeLanguage, "language.set")}}
		}

		return Verdict{Say: []Line{languageQuestion()}}
	}

	return Verdict{}
}

func languageQuestion() Line {
	ask := line(chat.PurposeLanguage, "language.ask")
	ask.Choices = []Choice{{Value: pressLang + "ru", Label: "Русский"}, {Value: pressLang + "en", Label: "English"}}

	return ask
}

func greeting(list []chat.Entry) Line {
	if name := list[len(list)-1].Author.Name; name != "" {
		return Line{
			Purpose: chat.PurposeGreeting,
			Wording: chat.Wording{Key: "hello.person", Args: map[string]string{"Name": name}},
		}
	}

	return line(chat.PurposeGreeting, "hello")
}

func (t turn) nonText(last chat.Entry) Verdict {
	switch {
	case t.c.State == chat.StateWaiting:
		return Verdict{}
	case last.Purpose == chat.PurposeUnsupported:
		return Verdict{Say: []Line{line(chat.PurposeUnreadable, "unsupported.reply")}}
	}

	return t.handover(chat.ReasonFile)
}

// smallTalk answers messages that are no question. False means the message is a question.
func (t turn) smallTalk() (Verdict, bool) {
	switch t.meaning {
	case meansYes:
		if leaves(t.c) {
			return Verdict{Say: []Line{line(chat.PurposeRephrase, "again.dropped")}}, true
		}

		return smallTalk("smalltalk.hello"), true
	case meansHello:
		return smallTalk("smalltalk.hello"), true
	case meansThanks:
		return smallTalk("smalltalk.thanks"), true
	case meansBye:
		return smallTalk("smalltalk.bye"), true
	case asksWho:
		return smallTalk("smalltalk.who"), true
	case asksHowAreYou:
		return smallTalk("smalltalk.how"), true
	case asksLanguage:
		return Verdict{Say: []Line{languageQuestion()}}, true
	case withdraws, mayWithdraw:
		return smallTalk("smalltalk.solved"), true
	case meansNo, meansNone:
		if t.denies {
			return t.denied(feedbackOf(t.c, true)), true
		}

		return Verdict{Say: []Line{line(chat.PurposeRephrase, "again.dropped")}}, true
	case wantsPerson:
		return t.handover(chat.ReasonAsked), true
	case isAngry:
		return Verdict{Say: []Line{offerPerson("sorry")}}, true
	}

	return Verdict{}, false
}

func smallTalk(key string) Verdict { return Verdict{Say: []Line{line(chat.PurposeSmallTalk, key)}} }
