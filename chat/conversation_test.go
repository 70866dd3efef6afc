package chat

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// fold applies entries a minute apart, in order.
func fold(entries ...Entry) *Conversation {
	c := &Conversation{}
	for i := range entries {
		entries[i].Seq = int64(i + 1)
		if entries[i].At.IsZero() {
			entries[i].At = start.Add(time.Duration(i) * time.Minute)
		}
		c.Apply(&entries[i])
	}

	return c
}

func move(from, to State, owner OperatorID) Entry {
	return Entry{Kind: Moved, Author: Author{Kind: BySystem}, Visibility: Team,
		Move: &Move{From: from, To: to, Owner: owner}}
}

func said(by AuthorKind, purpose Purpose, text string) Entry {
	return Entry{Kind: Said, Author: Author{Kind: by}, Visibility: Public, Purpose: purpose, Text: text}
}

// TestLawfulMoves fixes the whole table of moves.
func TestLawfulMoves(t *testing.T) {
	want := []string{
		"->bot", "->waiting",
		"bot->waiting", "bot->human", "bot->closed",
		"waiting->human", "waiting->bot", "waiting->closed",
		"human->human", "human->waiting", "human->closed",
	}
	states := []State{StateNone, StateBot, StateWaiting, StateHuman, StateClosed}

	for _, from := range states {
		for _, to := range states {
			name := fmt.Sprintf("%s->%s", from, to)
			if got := Lawful(from, to); got != slices.Contains(want, name) {
				t.Errorf("Lawful %q = %v", name, got)
			}
		}
	}
}

// TestTurnBeginsAndEnds follows the unanswered customer entry through a bot's answer.
func TestTurnBeginsAndEnds(t *testing.T) {
	asked := fold(move(StateNone, StateBot, ""), said(ByCustomer, PurposeMessage, "a"),
		said(ByCustomer, PurposeMessage, "b"))
	if asked.Memory.Turn != 2 {
		t.Errorf("turn %d: want the first unanswered entry, 2", asked.Memory.Turn)
	}

	answer := said(ByBot, PurposeAnswer, "answer")
	answer.Refs = Refs{FAQ: "delivery", Question: "a"}
	c := fold(move(StateNone, StateBot, ""), said(ByCustomer, PurposeMessage, "a"), answer)
	m := c.Memory
	if m.Turn != 0 || m.Offer != PurposeAnswer || m.OfferSeq != 3 || m.Asked != "a" ||
		!slices.Equal(m.Shown, []string{"delivery"}) {
		t.Errorf("after the answer: %+v", m)
	}
	if c.Last.Text != "a" {
		t.Errorf("a list shows %q: want the message of the person", c.Last.Text)
	}
}

// TestSurveyAnswersBeginNoTurn keeps ratings and comments away from the bot.
func TestSurveyAnswersBeginNoTurn(t *testing.T) {
	for _, p := range []Purpose{PurposeRating, PurposeComment} {
		if c := fold(move(StateNone, StateBot, ""), said(ByCustomer, p, "5")); c.Memory.Turn != 0 {
			t.Errorf("a %s begins a turn", p)
		}
	}
}

// TestMessagesToOperatorsBeginNoTurn keeps the bot silent in a conversation of operators; only a command is for the bot.
func TestMessagesToOperatorsBeginNoTurn(t *testing.T) {
	human := []Entry{move(StateNone, StateWaiting, ""), move(StateWaiting, StateHuman, "anna")}
	if c := fold(append(human, said(ByCustomer, PurposeMessage, "hello"))...); c.Memory.Turn != 0 {
		t.Error("a message to an operator begins a turn")
	}
	if c := fold(append(human, said(ByCustomer, PurposeCommand, "/help"))...); c.Memory.Turn != 3 {
		t.Errorf("turn %d: a command is for the bot", c.Memory.Turn)
	}
}

// TestFenceCountsOwners checks each move of a conversation.
func TestFenceCountsOwners(t *testing.T) {
	moves := []Entry{
		move(StateNone, StateBot, ""),          // 1: an open conversation never has fence 0
		move(StateBot, StateWaiting, ""),       // 1: the bot's handover notice may still leave
		move(StateWaiting, StateHuman, "anna"), // 2
		move(StateHuman, StateHuman, "boris"),  // 3
		move(StateHuman, StateWaiting, ""),     // 4
		move(StateWaiting, StateClosed, ""),    // 4
	}
	want := []int64{1, 1, 2, 3, 4, 4}

	for n := range moves {
		c := fold(moves[:n+1]...)
		if c.Fence != want[n] {
			t.Errorf("after move %d the fence is %d, want %d", n+1, c.Fence, want[n])
		}
	}

	c := fold(moves...)
	if c.Open() || !c.ClosedAt.Equal(start.Add(5*time.Minute)) || !c.WaitingFrom.Equal(start.Add(4*time.Minute)) {
		t.Errorf("closed at %v, waiting from %v, open %v", c.ClosedAt, c.WaitingFrom, c.Open())
	}
}

// TestMachinesAreRecognised counts repeated messages, the bot's own messages and instant replies. A fast reader with new questions that the
// FAQ answers is no machine.
func TestMachinesAreRecognised(t *testing.T) {
	entries := []Entry{move(StateNone, StateBot, "")}
	for range 3 {
		entries = append(entries, said(ByCustomer, PurposeMessage, "ping"), said(ByBot, PurposeRephrase, "pong"))
	}
	for i := range entries {
		entries[i].At = start.Add(time.Duration(i) * time.Second)
	}
	if m := fold(entries...).Memory; m.Guard.Signs != 2 {
		t.Errorf("%d signs of a machine after two repetitions", m.Guard.Signs)
	}

	echo := said(ByCustomer, PurposeMessage, "Pong!")
	echo.At = start.Add(time.Hour)
	if m := fold(append(entries, echo)...).Memory; m.Guard.Signs != 3 {
		t.Errorf("%d signs after an echo of the bot's message", m.Guard.Signs)
	}

	slow := said(ByCustomer, PurposeMessage, "another question")
	slow.At = start.Add(time.Hour)
	if m := fold(append(entries, slow)...).Memory; m.Guard.Signs != 1 {
		t.Errorf("%d signs after a person's message", m.Guard.Signs)
	}

	answer := said(ByBot, PurposeAnswer, "From 10 to 20.")
	answer.Refs.FAQ, answer.At = "hours", slow.At
	if m := fold(append(entries, slow, answer)...).Memory; m.Guard.Signs != 0 {
		t.Errorf("%d signs after a new answer of the FAQ", m.Guard.Signs)
	}
}

// TestLanguageChoiceStays lets the customer's own choice win over the detected language.
func TestLanguageChoiceStays(t *testing.T) {
	detected := said(ByCustomer, PurposeMessage, "hello")
	detected.Lang = "en"
	if c := fold(move(StateNone, StateBot, ""), detected); c.Lang != "en" {
		t.Errorf("language %q", c.Lang)
	}

	choice := Entry{Kind: Pinned, Author: Author{Kind: ByCustomer}, Visibility: Team,
		Purpose: PurposeLanguageChoice, Lang: "ru"}
	if c := fold(move(StateNone, StateBot, ""), choice, detected); c.Lang != "ru" {
		t.Errorf("language %q after the choice of ru", c.Lang)
	}
}

// TestLanguageNeedsTwoMessages: the first message of two words decides. One message in another language changes nothing, two in a row do.
func TestLanguageNeedsTwoMessages(t *testing.T) {
	says := func(lang, text string) Entry {
		e := said(ByCustomer, PurposeMessage, text)
		e.Lang = lang

		return e
	}
	ru, en, none := says("ru", "где мой заказ"), says("en", "where is my order"), says("", "https://shop.example")

	for want, list := range map[string][][]Entry{
		"ru": {{ru}, {ru, en}, {ru, en, ru, en}, {ru, none, none}, {says("en", "hello"), ru}, {en, en, ru, none, ru}},
		"en": {{en}, {en, ru, none}, {ru, en, en}, {ru, en, none, en}},
	} {
		for _, messages := range list {
			if c := fold(append([]Entry{move(StateNone, StateBot, "")}, messages...)...); c.Lang != want {
				t.Errorf("%d messages, the first %q: language %q, want %q", len(messages), messages[0].Text, c.Lang,
					want)
			}
		}
	}
}

// TestNotesStayInTheTeam checks that a note changes nothing of the public side.
func TestNotesStayInTheTeam(t *testing.T) {
	note := Entry{Kind: Noted, Author: Author{Kind: ByOperator}, Visibility: Team, Purpose: PurposeNote, Text: "note"}
	c := fold(move(StateNone, StateBot, ""), said(ByCustomer, PurposeMessage, "a"), note)
	if c.PublicSeq != 2 || c.LastSeq != 3 || c.Last.Text != "a" || c.Memory.Human {
		t.Errorf("after a note: public %d, last %d, %+v", c.PublicSeq, c.LastSeq, c.Last)
	}
}

// TestLastIsShort shortens by characters and shows a file by its name.
func TestLastIsShort(t *testing.T) {
	c := fold(move(StateNone, StateBot, ""), said(ByCustomer, PurposeMessage, strings.Repeat("ж", 500)))
	if got := []rune(c.Last.Text); len(got) != lastLength || got[lastLength-1] != '…' {
		t.Errorf("%d characters", len(got))
	}

	file := said(ByCustomer, PurposeMessage, "")
	file.Files = []File{{Name: "receipt.pdf"}}
	if c := fold(move(StateNone, StateBot, ""), file); c.Last.Text != "receipt.pdf" {
		t.Errorf("a list shows %q for a file", c.Last.Text)
	}
}

// TestBotListens: the bot reads on while the customer waits, until an operator has had the conversation.
func TestBotListens(t *testing.T) {
	opened := move(StateNone, StateBot, "")
	claimed := move(StateWaiting, StateHuman, "anna")
	waits := func(reason string) Entry {
		e := move(StateBot, StateWaiting, "")
		e.Move.Reason = reason

		return e
	}
	back := move(StateHuman, StateWaiting, "")
	back.Move.Reason = ReasonRelease

	for name, c := range map[string]struct {
		entries []Entry
		want    bool
	}{
		"with the bot":      {[]Entry{opened}, true},
		"unknown":           {[]Entry{opened, waits(ReasonUnknown)}, true},
		"asked":             {[]Entry{opened, waits(ReasonAsked)}, true},
		"machine":           {[]Entry{opened, waits(ReasonLoop)}, false},
		"claimed":           {[]Entry{opened, waits(ReasonUnknown), claimed}, false},
		"released unread":   {[]Entry{opened, waits(ReasonUnknown), claimed, back}, false},
		"taken back by bot": {[]Entry{opened, waits(ReasonUnknown), move(StateWaiting, StateBot, "")}, true},
	} {
		if got := fold(c.entries...); got.BotListens() != c.want {
			t.Errorf("%s: %v", name, got.BotListens())
		}
	}
}
