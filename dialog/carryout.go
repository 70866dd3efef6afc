package dialog

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/texts"
	"frontdesk/timeline"
)

// carryOut writes a verdict into the timeline.
func (e *Engine) carryOut(history *timeline.Timeline, view View, verdict Verdict, stimulus Stimulus) error {
	conversation := history.Conversation()
	customer := chat.Author{Kind: chat.ByCustomer, ID: string(conversation.Contact)}
	if verdict.Pin != "" {
		if err := history.Pin(customer, verdict.Pin); err != nil {
			return err
		}
	}
	if err := e.learn(history, view, verdict.Learn, stimulus); err != nil {
		return err
	}
	if stimulus.Found.None.Near >= 0 &&
		// A line with an explanation comes from a search of the FAQ.
		slices.ContainsFunc(verdict.Say, func(l Line) bool { return l.Why != nil }) {
		sample := chat.QuestionSample{
			Contact: conversation.Contact,
			Near:    stimulus.Found.None.Near,
			Far:     stimulus.Found.None.Far,
		}
		if err := view.Lessons.Ask(sample); err != nil {
			return err
		}
	}

	lang := e.Book.Lang(history.Conversation().Lang)
	if verdict.Move != "" {
		move := chat.Move{
			To:        verdict.Move,
			Owner:     conversation.Owner,
			OwnerName: conversation.OwnerName,
			Reason:    verdict.For,
		}
		if err := history.Move(chat.Author{Kind: chat.ByBot}, move); err != nil {
			return err
		}
	}

	if verdict.Tried {
		if err := e.noteTried(history, conversation); err != nil {
			return err
		}
	}

	for _, l := range verdict.Say {
		if _, err := history.Say(entryOf(e.Book, lang, l)); err != nil {
			return err
		}
	}
	if verdict.Rate {
		return e.rate(history, view, verdict.For)
	}
	if history.Conversation().Memory.Turn > 0 {
		// The turn is over without a message. The note ends the turn in the timeline, where all states come from.
		_, err := history.Note(chat.Entry{Author: chat.Author{Kind: chat.ByBot}, Purpose: chat.PurposeSilent})
		return err
	}

	return nil
}

// noteTried tells the team the bot's attempts at the question before the handover.
func (e *Engine) noteTried(history *timeline.Timeline, conversation chat.Conversation) error {
	var list []string

	for _, attempt := range conversation.Memory.Attempts {
		key := "tried.clarify"
		switch attempt.Purpose {
		case chat.PurposeAnswer:
			key = "tried.answer"
		case chat.PurposeMenu:
			key = "tried.menu"
		}
		list = append(list, e.Book.Say(e.Rules.Lang, key, map[string]string{"Titles": attempt.Text}))
	}
	args := map[string]string{
		"Question": strings.ReplaceAll(conversation.Memory.Asked, "\n", " / "),
		"List":     strings.Join(list, "; "),
	}
	wording := chat.Wording{Key: "tried", Args: args}
	_, err := history.Note(chat.Entry{
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
func (e *Engine) rate(history *timeline.Timeline, view View, closedFor string) error {
	conversation, byHand := history.Conversation(), closedFor == ""
	if byHand && !conversation.Memory.Human && len(conversation.Memory.Shown) == 0 {
		reply := line(chat.PurposeRatingReply, "csat.none")
		_, err := history.Say(entryOf(e.Book, e.Book.Lang(conversation.Lang), reply))
		return err
	}
	asked, err := e.Survey.Ask(history, view.Surveys, closedFor)
	if err != nil || asked != nil || !byHand {
		return err
	}

	return e.Survey.Remind(history, view.Surveys)
}

// entryOf turns a line of the verdict into an entry in the customer's language.
func entryOf(book *texts.Book, lang string, said Line) chat.Entry {
	entry := chat.Entry{
		Author:  chat.Author{Kind: chat.ByBot},
		Format:  chat.Markdown,
		Purpose: said.Purpose,
		Refs:    said.Refs,
		Wording: said.Wording,
		Lang:    lang,
		Why:     said.Why,
		Text:    said.Text,
	}
	for _, choice := range said.Choices {
		label := choice.Label
		if label == "" {
			label = book.Say(lang, choice.Key, nil)
		}
		entry.Choices = append(entry.Choices, chat.Choice{Value: choice.Value, Label: label})
	}
	if entry.Text == "" {
		entry.Text = book.Markdown(lang, said.Wording)
	}

	if said.Above != "" {
		above := chat.Wording{Key: said.Above, Args: map[string]string{"Title": said.Refs.Title}}
		entry.Text = book.Markdown(lang, above) + "\n\n" + entry.Text
	}
	if said.Below != "" {
		entry.Text = strings.TrimSpace(entry.Text) + "\n\n" + book.Say(lang, said.Below, nil)
	}

	return entry
}
