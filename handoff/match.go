package handoff

import (
	"context"
	"fmt"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// Match says that an entry of the FAQ answers the customer's question.
type Match struct {
	ID          string // made by the client; a repeated ID has no effect
	Entry, Lang string
	Question    string // question of the entry, as a label for operators
	Words       string // the customer's question in its form as a phrasing
}

// Match stores a suggestion for the FAQ from a conversation and adds a note for the team. Any operator may suggest, also after the end.
func (d *Verbs) Match(ctx context.Context, op chat.Operator, id chat.ConversationID, match Match) (*chat.Entry, error) {
	words := chat.PhrasingOf(match.Words)
	if words == "" {
		return nil, chat.Refuse(chat.Invalid, "lesson_words", "min", chat.SuggestionMin, "max", chat.SuggestionMax)
	}
	draft := Draft{ID: match.ID, Text: fmt.Sprintf("%s → %s", words, match.Question)}
	if err := draft.check(); err != nil {
		return nil, err
	}
	var out *chat.Entry
	_, err := d.Door.On(ctx, id, func(line *timeline.Timeline, view View) (err error) {
		if out, err = repeated(view, op, id, draft.ID); err != nil || out != nil {
			return err
		}
		if err := active(view, op); err != nil {
			return err
		}
		out, err = line.Note(
			chat.Entry{Author: author(op), Text: draft.Text, ClientID: draft.ID, Purpose: chat.PurposeMatch,
				Refs: chat.Refs{FAQ: match.Entry, Question: words}, Wording: chat.Wording{Key: "faq.matched"}},
		)
		if err != nil {
			return err
		}

		conversation := line.Conversation()
		outcome := chat.Outcome{
			Contact:  conversation.Contact,
			Channel:  conversation.Peer.Channel,
			Operator: true,
			Scope:    chat.ScopeAnswered,
		}
		if err := view.Lessons.Judge(outcome); err != nil {
			return err
		}

		return view.Lessons.Learn(
			chat.Suggestion{
				Entry:        match.Entry,
				Lang:         match.Lang,
				Text:         words,
				Source:       chat.SuggestedByOperator,
				Conversation: conversation.ID,
				Seq:          out.Seq,
				Contact:      conversation.Contact,
				Channel:      conversation.Peer.Channel,
			},
		)
	})

	return out, err
}

// repeated finds the entry of an earlier request with the same client id. For a new request the result is nil.
func repeated(view View, op chat.Operator, id chat.ConversationID, clientID string) (*chat.Entry, error) {
	out, err := view.Entries.EntryByClient(string(op.ID), clientID)
	if err == nil && out != nil && out.Conversation != id {
		return nil, chat.Refuse(chat.Invalid, "id_used", "id", clientID)
	}

	return out, err
}
