package dialog

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
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

	for _, l := range verdict.Say {
		if _, err := t.Say(e.entry(lang, l)); err != nil {
			return err
		}
	}
	if verdict.Rate {
		return e.rate(t, v, verdict.For)
	}

	return nil
}

// rate asks for a rating. A customer may also ask for the survey by a command. The command needs a conversation worth rating. If the
// survey was sent before, the command sends the prompt again.
func (e *Engine) rate(t *timeline.Timeline, v View, closedFor string) error {
	c, byHand := t.Conversation(), closedFor == ""
	if byHand && !c.Memory.Human && len(c.Memory.Shown) == 0 {
		_, err := t.Say(e.entry(e.Book.Lang(c.Lang), line(chat.PurposeRatingReply, "csat.none")))
		return err
	}
	asked, err := e.Survey.Ask(t, v.Surveys, closedFor)
	if err != nil || asked != nil || !byHand {
		return err
	}

	return e.Survey.Remind(t, v.Surveys)
}

// entry turns a line of the verdict into an entry in the customer's language.
func (e *Engine) entry(lang string, l Line) chat.Entry {
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
			label = e.Book.Say(lang, c.Key, nil)
		}
		x.Choices = append(x.Choices, chat.Choice{Value: c.Value, Label: label})
	}
	if x.Text == "" {
		x.Text = e.Book.Word(lang, l.Wording)
	}

	switch l.Purpose {
	case chat.PurposeAnswer:
		x.Text = strings.TrimSpace(x.Text) + "\n\n" + e.Book.Say(lang, "answer.helped", nil)
	// Some channels lose buttons, so the customer can type the number of a choice.
	case chat.PurposeMenu:
		x.Text += "\n"
		for i, c := range x.Choices {
			x.Text += "\n" + strconv.Itoa(i+1) + ". " + escapeMarkdown(c.Label)
		}
	}

	return x
}

var markdownSigns = strings.NewReplacer(
	`\`,
	`\\`,
	`*`,
	`\*`,
	`_`,
	`\_`,
	"`",
	"\\`",
	`[`,
	`\[`,
	`]`,
	`\]`,
	`<`,
	`\<`,
	`#`,
	`\#`,
	`~`,
	`\~`,
)

func escapeMarkdown(s string) string { return markdownSigns.Replace(s) }
