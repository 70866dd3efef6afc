// Package dialog is the bot. The package decides the bot's answers and the moment of a handover to operators.
//
// Decide is pure: no I/O, no clock. Engine stores the customer's messages, waits for the end of the burst window and runs the turn.
// Engine never sends messages to a channel.
package dialog

import (
	"strconv"
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
	// Repeats is the number of identical messages after which the bot stops answering and hands over to operators.
	Repeats int
	// Rush is the number of turns without a human pause after which the bot hands over, too. Zero means never.
	Rush int
}

// Idle returns the silence after which conversations close, by state.
func (r Rules) Idle() map[chat.State]time.Duration {
	return map[chat.State]time.Duration{chat.StateBot: r.BotIdle, chat.StateHuman: r.HumanIdle}
}

// DefaultRules are the documented defaults.
var DefaultRules = Rules{Lang: "ru", BotIdle: 30 * time.Minute, HumanIdle: 24 * time.Hour, Repeats: 3, Rush: 4}

// Stimulus is the input of Decide: the customer's messages and all facts from outside the conversation.
type Stimulus struct {
	Now   time.Time
	Words []chat.Entry // the customer's entries since the last turn, the newest last
	Found faq.Result   // search result for the joined text of Words
	Next  faq.Result   // search result without the entries that were shown before
	// Entry is the FAQ entry of the pressed button: a choice of a menu, or the answer that helped. Nil means the FAQ no longer has the
	// entry.
	Entry  *faq.Entry
	Online bool // an operator is signed in
}

// Line is one message of the bot: a text of the dictionary, or an answer of the FAQ.
type Line struct {
	Purpose chat.Purpose
	Refs    chat.Refs
	Wording chat.Wording
	Text    string // Markdown of a FAQ answer; empty means the text of Wording
	Choices []Choice
	Why     *chat.Why
}

// line returns a message with a text of the dictionary. The text has no arguments.
func line(p chat.Purpose, key string) Line { return Line{Purpose: p, Wording: chat.Wording{Key: key}} }

// Choice is a button. Its caption is Label, or the text of Key when Label is empty.
type Choice struct {
	Value, Key, Label string
}

// Verdict is the decision of a turn.
type Verdict struct {
	Say   []Line
	Move  chat.State // empty means the state stays
	For   string     // reason of the move
	Pin   string     // language chosen by the customer
	Rate  bool       // ask for a rating
	Asked string     // the question behind the answer
	Learn *Feedback  // feedback of the customer on the newest answer or menu
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
	pressLang   = "lang:"
	pressDrop   = "again:drop"
)

// Decide returns the bot's next act. The conversation c is open. Unless the message is a command, the bot must own c.
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
	// An exact question of the FAQ is always answered, even if the text looks like small talk.
	if s.Found.Exact {
		return answer(c, s)
	}
	if v, ok := trySmallTalk(text, s); ok {
		return v
	}

	return answer(c, s)
}

// Need lists the facts Decide requires from the FAQ. An empty field requires no search.
type Need struct {
	Text  string // a question to search for
	Next  string // a question to search for without the entries that were shown
	Entry string // id of an entry
}

func (n Need) any() bool { return n != Need{} }

// needs derives from the messages of a turn the required facts of the FAQ. No other code derives these facts.
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
		if l := feedbackOf(c, false); l != nil {
			return Need{Entry: l.Entry}
		}
	case strings.HasPrefix(v, pressPick):
		return Need{Entry: strings.TrimPrefix(v, pressPick)}
	}

	return Need{}
}

// Join returns the text of a turn. A burst of short messages is one question.
func Join(list []chat.Entry) string {
	var parts []string

	for _, e := range list {
		if e.Text != "" && e.Purpose == chat.PurposeMessage {
			parts = append(parts, e.Text)
		}
	}

	return strings.Join(parts, "\n")
}

// idle ends a conversation after a long silence.
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

// pressed returns the value of a button. The customer can press the button, or type its number, its label or a word of the same meaning.
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

// firstOf returns the first value of wanted that is also offered.
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
		return Verdict{Say: []Line{line(chat.PurposeHelped, "helped.thanks")}, Learn: feedbackOf(c, false)}
	case v == pressNo:
		next := handover(s, chat.ReasonUnhelpful)
		if s.Next.Decision != faq.Unsure && s.Next.Menu > 0 {
			next = Verdict{Say: []Line{menu(s.Next, c.Memory.Asked)}}
		}
		next.Learn = feedbackOf(c, true)

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

	// The button belongs to a message the conversation no longer remembers.
	return Verdict{Say: []Line{line(chat.PurposeSmallTalk, "smalltalk.hello")}}
}

// feedbackOf returns the feedback of "this helped" or "this did not help" on the newest answer. Without an answer the result is nil.
func feedbackOf(c chat.Conversation, no bool) *Feedback {
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

func menu(found faq.Result, query string) Line {
	l := line(chat.PurposeMenu, "menu")
	l.Refs.Question = query

	for _, h := range found.Hits[:found.Menu] {
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

// explained is the number of search hits shown to operators.
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
