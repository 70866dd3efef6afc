// Package dialog is the bot: what it says and when it steps aside.
//
// Decide is pure: no I/O, no clock. Engine stores the customer's words, waits out the quiet time and runs the turn. It never sends anything.
package dialog

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
)

// Rules are what the installation decides once.
type Rules struct {
	Lang      string        // of the installation
	BotIdle   time.Duration // a talk with the bot closes after this silence
	HumanIdle time.Duration
	Repeats   int // identical words of the customer after which the bot falls silent and calls people
	Rush      int // turns in a row without a pause of human length after which it does so too; 0 = never
}

// Idle is the silence after which conversations close, by state.
func (r Rules) Idle() map[chat.State]time.Duration {
	return map[chat.State]time.Duration{chat.StateBot: r.BotIdle, chat.StateHuman: r.HumanIdle}
}

// DefaultRules as in the documentation.
var DefaultRules = Rules{Lang: "ru", BotIdle: 30 * time.Minute, HumanIdle: 24 * time.Hour, Repeats: 3, Rush: 4}

// Stimulus is why Decide is asked and all it may know of the world.
type Stimulus struct {
	Now    time.Time
	Words  []chat.Entry // the customer's entries since the last turn, newest last
	Found  faq.Result   // for the joined text of Words
	Next   faq.Result   // the same without what has been shown already
	Entry  *faq.Entry   // the entry that the customer has chosen, or says has helped; nil when the FAQ has it no more
	Online bool         // somebody is signed in
}

// Line is one thing the bot says: words of the dictionary, or an answer of the FAQ.
type Line struct {
	Purpose chat.Purpose
	Refs    chat.Refs
	Wording chat.Wording
	Text    string // Markdown of a FAQ answer; "" = the words of Wording
	Choices []Choice
	Why     *chat.Why
}

// line says words of the dictionary that need no arguments.
func line(p chat.Purpose, key string) Line { return Line{Purpose: p, Wording: chat.Wording{Key: key}} }

// Choice is a button: Label, or the words of Key.
type Choice struct {
	Value, Key, Label string
}

// Verdict is what happens.
type Verdict struct {
	Say   []Line
	Move  chat.State // "" = stay
	For   string     // reason of the move
	Pin   string     // language the customer has chosen
	Rate  bool       // ask for a rating
	Asked string     // the question behind the answer
	Learn *Feedback  // what the customer has taught about the words behind the newest answer or menu
}

// Feedback says which entry answers, or does not answer (No), what the customer had asked; without an entry, that none of those offered does.
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
	pressLang   = "lang:"
	pressDrop   = "again:drop"
)

// Decide says what the bot does now. c is open and in the bot's hands unless the words are a command.
func Decide(c chat.Conversation, s Stimulus, r Rules) Verdict {
	if len(s.Words) == 0 {
		return Verdict{}
	}
	last := s.Words[len(s.Words)-1]
	if last.Purpose == chat.PurposeCommand {
		return command(c, last, s)
	}
	if c.State != chat.StateBot {
		return Verdict{}
	}
	if c.Memory.BotRun+1 >= r.Repeats || r.Rush > 0 && c.Memory.Rush >= r.Rush {
		return handover(s, chat.ReasonLoop)
	}
	if v := pressed(c, last); v != "" {
		return onButton(c, v, s)
	}
	text := Join(s.Words)
	if text == "" {
		return nonText(last, s)
	}
	if s.Found.Exact { // a question of the FAQ is always answered, also where it reads like small talk
		return answer(c, s)
	}
	if v, ok := trySmallTalk(text, s); ok {
		return v
	}

	return answer(c, s)
}

// Need is what Decide must know of the FAQ before it is asked. Empty fields need nothing.
type Need struct {
	Text  string // a question to search for
	Next  string // a question to search for without the entries that were shown
	Entry string // id of an entry
}

func (n Need) any() bool { return n != Need{} }

// needs is the only place that knows what words need of the FAQ.
func needs(c chat.Conversation, words []chat.Entry) Need {
	if len(words) == 0 || c.State != chat.StateBot || words[len(words)-1].Purpose == chat.PurposeCommand {
		return Need{}
	}

	v := pressed(c, words[len(words)-1])
	switch {
	case v == "":
		return Need{Text: Join(words)}
	case v == pressNo:
		return Need{Next: c.Memory.Asked}
	case v == pressYes:
		if l := learnt(c, false); l != nil {
			return Need{Entry: l.Entry}
		}
	case strings.HasPrefix(v, pressPick):
		return Need{Entry: strings.TrimPrefix(v, pressPick)}
	}

	return Need{}
}

// Join is the text of a turn: a burst of short messages is one question.
func Join(list []chat.Entry) string {
	var parts []string

	for _, e := range list {
		if e.Text != "" && e.Purpose == chat.PurposeMessage {
			parts = append(parts, e.Text)
		}
	}

	return strings.Join(parts, "\n")
}

// idle ends a conversation that has been silent for long enough.
func idle(c chat.Conversation) Verdict {
	useful := c.Memory.Human || len(c.Memory.Shown) > 0

	return Verdict{Move: chat.StateClosed, For: chat.ReasonIdle, Rate: useful}
}

func command(c chat.Conversation, e chat.Entry, s Stimulus) Verdict {
	switch e.Refs.Command {
	case "start":
		return Verdict{Say: []Line{greeting(s.Words)}}
	case "help":
		return Verdict{Say: []Line{line(chat.PurposeHelp, "help")}}
	case "operator":
		if c.State != chat.StateBot {
			return Verdict{Say: []Line{line(chat.PurposeStatus, "handover.already")}}
		}

		return handover(s, chat.ReasonAsked)
	case "feedback":
		return Verdict{Rate: true}
	case "language":
		if l := e.Refs.Argument; l == "ru" || l == "en" {
			return Verdict{Pin: l, Say: []Line{line(chat.PurposeLanguage, "language.set")}}
		}
		ask := line(chat.PurposeLanguage, "language.ask")
		ask.Choices = []Choice{{Value: pressLang + "ru", Label: "Русский"}, {Value: pressLang + "en", Label: "English"}}

		return Verdict{Say: []Line{ask}}
	}

	return Verdict{}
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

// pressed is the value of a button, pressed or typed: its number, its label, or a word that means the same.
func pressed(c chat.Conversation, e chat.Entry) string {
	if e.Press != "" {
		return e.Press
	}
	typed := strings.Trim(strings.ToLower(strings.TrimSpace(e.Text)), ".!)( ")
	if typed == "" {
		return ""
	}
	offered := c.Memory.Offered
	if n, err := strconv.Atoi(typed); err == nil && len(typed) == 1 && n >= 1 && n <= len(offered) {
		return offered[n-1].Value
	}

	for _, o := range offered {
		if strings.ToLower(o.Label) == typed {
			return o.Value
		}
	}
	if len(offered) == 0 {
		return ""
	}

	switch intentOf(e.Text) {
	case saysYes:
		return firstOf(offered, pressYes, pressPerson)
	case saysNo:
		return firstOf(offered, pressNo, pressNone, pressDrop)
	}

	return ""
}

// firstOf returns the value among those offered that stands first in the list wanted.
func firstOf(offered []chat.Choice, wanted ...string) string {
	for _, w := range wanted {
		for _, o := range offered {
			if o.Value == w {
				return w
			}
		}
	}

	return ""
}

func onButton(c chat.Conversation, v string, s Stimulus) Verdict {
	switch {
	case v == pressYes:
		return Verdict{Say: []Line{line(chat.PurposeHelped, "helped.thanks")}, Learn: learnt(c, false)}
	case v == pressNo:
		next := handover(s, chat.ReasonUnhelpful)
		if s.Next.Decision != faq.HandOff && len(s.Next.Hits) > 0 {
			next = Verdict{Say: []Line{menu(s.Next, c.Memory.Asked)}}
		}
		next.Learn = learnt(c, true)

		return next
	case v == pressPerson:
		return handover(s, chat.ReasonAsked)
	case v == pressNone:
		none := handover(s, chat.ReasonUnknown)
		none.Learn = &Feedback{No: true}

		return none
	case v == pressDrop:
		return Verdict{Say: []Line{line(chat.PurposeRephrase, "again.dropped")}}
	case strings.HasPrefix(v, pressPick) && s.Entry != nil:
		picked := faq.Hit{ID: s.Entry.ID, Lang: s.Entry.Lang, Question: s.Entry.Question, Answer: s.Entry.Answer, P: 1}
		return Verdict{
			Say:   []Line{reply(picked, c.Memory.Asked, nil)},
			Learn: &Feedback{Entry: s.Entry.ID, Source: chat.SuggestedByMenu},
		}
	case strings.HasPrefix(v, pressLang):
		return Verdict{Pin: strings.TrimPrefix(v, pressLang), Say: []Line{line(chat.PurposeLanguage, "language.set")}}
	}

	return Verdict{
		Say: []Line{line(chat.PurposeSmallTalk, "smalltalk.hello")},
	} // a button of a message that nobody remembers
}

// learnt is what "this helped" or "it did not" says of the newest answer; nil when there is none.
func learnt(c chat.Conversation, no bool) *Feedback {
	if len(c.Memory.Shown) == 0 || c.Memory.Offer != chat.PurposeAnswer {
		return nil
	}

	return &Feedback{Entry: c.Memory.Shown[len(c.Memory.Shown)-1], Source: chat.SuggestedByHelped, No: no}
}

func nonText(last chat.Entry, s Stimulus) Verdict {
	if last.Purpose == chat.PurposeUnsupported {
		return Verdict{Say: []Line{line(chat.PurposeUnreadable, "unsupported.reply")}}
	}

	return handover(s, chat.ReasonFile)
}

func trySmallTalk(text string, s Stimulus) (Verdict, bool) {
	switch intentOf(text) {
	case saysHello, saysYes:
		return smallTalk("smalltalk.hello"), true
	case saysThanks:
		return smallTalk("smalltalk.thanks"), true
	case saysBye:
		return smallTalk("smalltalk.bye"), true
	case asksWho:
		return smallTalk("smalltalk.who"), true
	case saysNo:
		return Verdict{Say: []Line{line(chat.PurposeRephrase, "again.dropped")}}, true
	case wantsPerson:
		return handover(s, chat.ReasonAsked), true
	}

	return Verdict{}, false
}

func smallTalk(key string) Verdict { return Verdict{Say: []Line{line(chat.PurposeSmallTalk, key)}} }

func answer(c chat.Conversation, s Stimulus) Verdict {
	text := Join(s.Words)

	why := explain(text, s.Found)
	switch s.Found.Decision {
	case faq.Answer:
		best := s.Found.Hits[0]
		if n := len(c.Memory.Shown); n > 0 && c.Memory.Shown[n-1] == best.ID && c.Memory.Offer == chat.PurposeAnswer {
			again := line(chat.PurposeAgain, "again")
			again.Refs.Question, again.Why = text, why
			again.Choices = []Choice{
				{Value: pressPerson, Key: "choice.human"},
				{Value: pressDrop, Key: "choice.helped.no"},
			}

			return Verdict{Say: []Line{again}}
		}

		return Verdict{Say: []Line{reply(best, text, why)}}
	case faq.Ask:
		m := menu(s.Found, text)
		m.Why = why

		return Verdict{Say: []Line{m}}
	}
	v := handover(s, chat.ReasonUnknown)
	v.Say[0].Why = why

	return v
}

func reply(h faq.Hit, query string, why *chat.Why) Line {
	return Line{
		Purpose: chat.PurposeAnswer,
		Refs:    chat.Refs{FAQ: h.ID, Question: query},
		Wording: chat.Wording{Key: "faq"},
		Text:    h.Answer,
		Why:     why,
		Choices: []Choice{
			{Value: pressYes, Key: "choice.helped.yes"},
			{Value: pressNo, Key: "choice.helped.no"},
			{Value: pressPerson, Key: "choice.human"},
		},
	}
}

// offerMost is how many questions a menu offers.
const offerMost = 3

func menu(found faq.Result, query string) Line {
	l := line(chat.PurposeMenu, "menu")
	l.Refs.Question = query

	for i, h := range found.Hits {
		if i == offerMost {
			break
		}
		l.Choices = append(l.Choices, Choice{Value: pressPick + h.ID, Label: h.Question})
	}
	l.Choices = append(l.Choices, Choice{Value: pressNone, Key: "choice.none"})

	return l
}

func handover(s Stimulus, reason string) Verdict {
	key := "handover"

	switch reason {
	case chat.ReasonUnknown, chat.ReasonUnhelpful:
		key = "handover.unknown"
	case chat.ReasonFile:
		key = "handover.file"
	}
	if s.Online {
		key += ".online"
	} else {
		key += ".offline"
	}

	return Verdict{Move: chat.StateWaiting, For: reason, Say: []Line{line(chat.PurposeHandover, key)}}
}

// explained is how many candidates operators see.
const explained = 5

func explain(query string, found faq.Result) *chat.Why {
	w := &chat.Why{Query: query, Decision: found.Decision.String(), Hits: []chat.WhyHit{}}
	for i, h := range found.Hits {
		if i == explained {
			break
		}
		w.Hits = append(w.Hits, chat.WhyHit{ID: h.ID, Question: h.Question, P: h.P})
	}

	return w
}
