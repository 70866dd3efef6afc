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
func PlayAct(act Act, base *faq.Base, book *texts.Book, rules Rules) (handled bool, happened string) {
	player := actPlayer{
		base: base,
		book: book,
		now:  time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC),
		lang: book.Lang(Language(act.Text)),
	}
	player.open(act.After)
	player.customer(act.Text)

	stimulus := Stimulus{Now: player.now, Words: []chat.Entry{player.newest}}
	if base != nil {
		lookUp(base, book.Lang(player.c.Lang), needs(player.c, stimulus.Words, player.now), &stimulus)
	}
	shown := player.c.Memory.Shown
	v := Decide(player.c, stimulus, rules)

	return wanted(act.Expect, player.c, shown, v), reaction(v)
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
	entry := chat.Entry{
		Kind:       chat.Said,
		Visibility: chat.Public,
		Author:     chat.Author{Kind: chat.ByCustomer},
		Purpose:    chat.PurposeMessage,
		Text:       text,
		Lang:       Language(text),
	}
	entry.Refs.ForBot = p.c.State == chat.StateWaiting && p.c.BotListens()
	p.apply(entry)
}

func (p *actPlayer) say(verdict Verdict) {
	if verdict.Move != "" {
		move := &chat.Move{From: p.c.State, To: verdict.Move, Reason: verdict.For}
		p.apply(chat.Entry{Kind: chat.Moved, Author: chat.Author{Kind: chat.ByBot}, Move: move})
	}

	for _, l := range verdict.Say {
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

	bot := turn{c: p.c}
	switch moment {
	case "answer":
		p.say(Verdict{Say: []Line{bot.reply(hits[0], question, nil)}})
	case "menu":
		p.say(Verdict{Say: []Line{bot.menu(faq.Result{Hits: hits, Menu: len(hits)}, question, 0, nil)}})
	case "handover":
		p.say(bot.handover(chat.ReasonUnknown))
	}
}

const menuOfAct = 3

// wanted compares a verdict with the wanted reaction.
func wanted(expect string, conversation chat.Conversation, shown []string, verdict Verdict) bool {
	purposes := map[chat.Purpose]bool{}
	repeats := false

	for _, l := range verdict.Say {
		purposes[l.Purpose] = true
		repeats = repeats || l.Purpose == chat.PurposeAnswer && slices.Contains(shown, l.Refs.FAQ)
	}
	offers := purposes[chat.PurposeMenu] || purposes[chat.PurposeClarify] || purposes[chat.PurposeAnswer]

	switch expect {
	case "ack", "thanks", "nothing":
		return verdict.Move == "" && !offers && len(verdict.Say) <= 1
	case "person":
		return verdict.Move == chat.StateWaiting ||
			conversation.State == chat.StateWaiting && purposes[chat.PurposeStatus]
	case "again", "other":
		return verdict.Move == chat.StateWaiting || offers && !repeats
	case "close":
		return verdict.Move == chat.StateBot ||
			conversation.State == chat.StateWaiting && slices.ContainsFunc(verdict.Say, func(l Line) bool {
				return len(l.Choices) > 0 && l.Purpose == chat.PurposeStatus
			})
	}

	return false
}

// reaction names a verdict: the move and the purposes of the messages.
func reaction(verdict Verdict) string {
	var list []string
	if verdict.Move != "" {
		list = append(list, "-> "+string(verdict.Move))
	}
	for _, l := range verdict.Say {
		list = append(list, string(l.Purpose))
	}
	if len(list) == 0 {
		return "silence"
	}

	return strings.Join(list, ", ")
}
