package dialog

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/texts"
)

// Act is a message that is no question, with the moment of the message and the wanted reaction.
type Act struct {
	Text   string `json:"text"`
	After  string `json:"after"`      // answer, menu, handover, rating or nothing: the bot's newest act
	Expect string `json:"expect_act"` // ack, thanks, person, again, other, close or nothing
}

// Names of moments and of reactions, in the order of the documentation.
var (
	ActMoments   = []string{"answer", "menu", "handover", "rating", "nothing"}
	ActReactions = []string{"ack", "thanks", "person", "again", "other", "close", "nothing"}
)

// PlayAct puts the bot into the moment of the act and decides about the text. The conversation is folded from entries, as in the store.
// The first result says whether the reaction is the wanted one. The second names the reaction. base may be nil.
func PlayAct(a Act, base *faq.Base, book *texts.Book, r Rules) (handled bool, happened string) {
	p := actPlayer{
		base: base,
		book: book,
		now:  time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC),
		lang: book.Lang(Language(a.Text)),
	}
	p.open(a.After)
	p.customer(a.Text)

	s := Stimulus{Now: p.now, Words: []chat.Entry{p.newest}}
	if base != nil {
		lookUp(base, book.Lang(p.c.Lang), needs(p.c, s.Words), &s)
	}
	shown := p.c.Memory.Shown
	v := Decide(p.c, s, r)

	return wanted(a.Expect, p.c, shown, v), reaction(v)
}

// actPlayer folds the entries of one conversation.
type actPlayer struct {
	base   *faq.Base // nil means no entries
	book   *texts.Book
	c      chat.Conversation
	now    time.Time
	lang   string
	newest chat.Entry
}

func (p *actPlayer) apply(e chat.Entry) {
	p.now = p.now.Add(10 * time.Second)
	e.Seq, e.At = p.c.LastSeq+1, p.now
	p.c.Apply(&e)
	p.newest = e
}

func (p *actPlayer) customer(text string) {
	e := chat.Entry{
		Kind:       chat.Said,
		Visibility: chat.Public,
		Author:     chat.Author{Kind: chat.ByCustomer},
		Purpose:    chat.PurposeMessage,
		Text:       text,
		Lang:       Language(text),
	}
	e.Refs.ForBot = p.c.State == chat.StateWaiting && p.c.BotListens()
	p.apply(e)
}

func (p *actPlayer) say(v Verdict) {
	if v.Move != "" {
		move := &chat.Move{From: p.c.State, To: v.Move, Reason: v.For}
		p.apply(chat.Entry{Kind: chat.Moved, Author: chat.Author{Kind: chat.ByBot}, Move: move})
	}

	for _, l := range v.Say {
		e := entryOf(p.book, p.lang, l)
		e.Kind, e.Visibility = chat.Said, chat.Public
		p.apply(e)
	}
}

// open plays the conversation up to the moment. A rating closes a conversation, so the message after a rating opens the next one.
func (p *actPlayer) open(moment string) {
	move := &chat.Move{From: chat.StateNone, To: chat.StateBot, Reason: chat.ReasonOpened}
	p.c.Lang = p.lang
	p.apply(chat.Entry{Kind: chat.Moved, Author: chat.Author{Kind: chat.BySystem}, Move: move})
	if moment == "nothing" || moment == "rating" {
		return
	}

	hits := []faq.Hit{{ID: "one", Question: "?", Answer: "..."}, {ID: "two", Question: "??", Answer: "..."}}
	if p.base != nil {
		if first := p.base.First(faq.Query{Lang: p.lang, Most: menuOfAct}); len(first) > 1 {
			hits = first
		}
	}
	question := hits[0].Question
	p.customer(question)

	t := turn{c: p.c}
	switch moment {
	case "answer":
		p.say(Verdict{Say: []Line{t.reply(hits[0], question, nil)}})
	case "menu":
		p.say(Verdict{Say: []Line{t.menu(faq.Result{Hits: hits, Menu: len(hits)}, question, 0, nil)}})
	case "handover":
		p.say(t.handover(chat.ReasonUnknown))
	}
}

const menuOfAct = 3

// wanted compares a verdict with the wanted reaction.
func wanted(expect string, c chat.Conversation, shown []string, v Verdict) bool {
	purposes := map[chat.Purpose]bool{}
	repeats := false

	for _, l := range v.Say {
		purposes[l.Purpose] = true
		repeats = repeats || l.Purpose == chat.PurposeAnswer && slices.Contains(shown, l.Refs.FAQ)
	}
	offers := purposes[chat.PurposeMenu] || purposes[chat.PurposeClarify] || purposes[chat.PurposeAnswer]

	switch expect {
	case "ack", "thanks", "nothing":
		return v.Move == "" && !offers && len(v.Say) <= 1
	case "person":
		return v.Move == chat.StateWaiting || c.State == chat.StateWaiting && purposes[chat.PurposeStatus]
	case "again", "other":
		return v.Move == chat.StateWaiting || offers && !repeats
	case "close":
		return v.Move == chat.StateBot || c.State == chat.StateWaiting && slices.ContainsFunc(v.Say, func(l Line) bool {
			return len(l.Choices) > 0 && l.Purpose == chat.PurposeStatus
		})
	}

	return false
}

// reaction names a verdict: the move and the purposes of the messages.
func reaction(v Verdict) string {
	var list []string
	if v.Move != "" {
		list = append(list, "-> "+string(v.Move))
	}
	for _, l := range v.Say {
		list = append(list, string(l.Purpose))
	}
	if len(list) == 0 {
		return "silence"
	}

	return strings.Join(list, ", ")
}
