package dialog

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// carryOut writes a verdict into the timeline.
func (e *Engine) carryOut(t *timeline.Timeline, v View, verdict Verdict, s Stimulus) error {
	c := t.Conversation()
	customer := chat.Author{Kind: chat.ByCustomer, ID: string(c.Contact)}
	if verdict.Pin != "" {
		if err := t.Pin(customer, verdict.Pin); err != nil {
			return err
		}
	}
	if err := e.learn(t, v, verdict.Learn, s); err != nil {
		return err
	}
	if s.Found.None.Near >= 0 &&
		// A line with an explanation comes from a search of the FAQ.
		slices.ContainsFunc(verdict.Say, func(l Line) bool { return l.Why != nil }) {
		sample := chat.QuestionSample{Contact: c.Contact, Near: s.Found.None.Near, Far: s.Found.None.Far}
		if err := v.Lessons.Ask(sample); err != nil {
			return err
		}
	}

	lang := e.Book.Lang(t.Conversation().Lang)
	if verdict.Move != "" {
		move := chat.Move{To: verdict.Move, Owner: c.Owner, OwnerName: c.OwnerName, Reason: verdict.For}
		if err := t.Move(chat.Author{Kind: chat.ByBot}, move); err != nil {
			return err
		}
	}

	if verdict.Tried {
		if err := e.noteTried(t, c); err != nil {
			return err
		}
	}

	for _, l := range verdict.Say {
		if _, err := t.Say(entryOf(e.Book, lang, l)); err != nil {
			return err
		}
	}
	if verdict.Rate {
		return e.rate(t, v, verdict.For)
	}
	if t.Conversation().Memory.Turn > 0 {
		// The turn is over without a message. The note ends the turn in the timeline, where all states come from.
		_, err := t.Note(chat.Entry{Author: chat.Author{Kind: chat.ByBot}, Purpose: chat.PurposeSilent})
		return err
	}

	return nil
}

// noteTried tells the team the bot's attempts at the question before the handover.
func (e *Engine) noteTried(t *timeline.Timeline, c chat.Conversation) error {
	var list []string

	for _, a := range c.Memory.Attempts {
		key := "tried.clarify"
		switch a.Purpose {
		case chat.PurposeAnswer:
			key = "tried.answer"
		case chat.PurposeMenu:
			key = "tried.menu"
		}
		list = append(list, e.Book.Say(e.Rules.Lang, key, map[string]string{"Titles": a.Text}))
	}
	args := map[string]string{"Question": c.Memory.Asked, "List": strings.Join(list, "; ")}
	wording := chat.Wording{Key: "tried", Args: args}
	_, err := t.Note(chat.Entry{
		Author:  chat.Author{Kind: chat.ByBot},
		Purpose: chat.PurposeTried,
		Wording: wording,
		Text:    e.Book.Word(e.Rules.Lang, wording),
		Lang:    e.Rules.Lang,
	})

	return err
}

// rate asks for a rating. A customer may also ask for the survey by a command. The command needs a conversation worth rating. If the
// survey was sent before, the command sends the prompt again.
func (e *Engine) rate(t *timeline.Timeline, v View, closedFor string) error {
	c, byHand := t.Conversation(), closedFor == ""
	if byHand && !c.Memory.Human && len(c.Memory.Shown) == 0 {
		_, err := t.Say(entryOf(e.Book, e.Book.Lang(c.Lang), line(chat.PurposeRatingReply, "csat.none")))
		return err
	}
	asked, err := e.Survey.Ask(t, v.Surveys, closedFor)
	if err != nil || asked != nil || !byHand {
		return err
	}

	return e.Survey.Remind(t, v.Surveys)
}

// entryOf turns a line of the verdict into an entry in the customer's language.
func entryOf(book *texts.Book, lang string, l Line) chat.Entry {
	x := chat.Entry{
		Author:  chat.Author{Kind: chat.ByBot},
		Format:  chat.Markdown,
		Purpose: l.Purpose,
		Refs:    l.Refs,
		Wording: l.Wording,
		Lang:    lang,
		Why:     l.Why,
		Text:    l.Text,
	}
	for _, c := range l.Choices {
		label := c.Label
		if label == "" {
			label = book.Say(lang, c.Key, nil)
		}
		x.Choices = append(x.Choices, chat.Choice{Value: c.Value, Label: label})
	}
	if x.Text == "" {
		x.Text = book.Word(lang, l.Wording)
	}

	if l.Below != "" {
		x.Text = strings.TrimSpace(x.Text) + "\n\n" + book.Say(lang, l.Below, nil)
	}

	return x
}
