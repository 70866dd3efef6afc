package console

import (
	"time"

	"frontdesk/chat"
	"frontdesk/markup"
	"frontdesk/store"
)

// The shapes of the API in JSON. docs/console-api.md describes the shapes for readers. Times are unix milliseconds.
type (
	operatorShape struct {
		ID       chat.OperatorID `json:"id"`
		Login    string          `json:"login"`
		Name     string          `json:"name"`
		Role     chat.Role       `json:"role"`
		Lang     string          `json:"lang" enum:"ru,en"`
		Online   bool            `json:"online"`
		Disabled bool            `json:"disabled"`
	}
	channelShape struct {
		ID   chat.ChannelID `json:"id"`
		Type string         `json:"type"`
	}
	ownerShape struct {
		ID   chat.OperatorID `json:"id"`
		Name string          `json:"name"`
	}
	lastShape struct {
		Text   string          `json:"text"`
		At     int64           `json:"at"`
		Author chat.AuthorKind `json:"author"`
	}
	customerShape struct {
		Name      string            `json:"name"`
		Handle    string            `json:"handle"`
		Lang      string            `json:"lang,omitempty"`
		Page      string            `json:"page,omitempty"`
		PageTitle string            `json:"page_title,omitempty"`
		Referrer  string            `json:"referrer,omitempty"`
		Origin    string            `json:"origin,omitempty"`
		Since     int64             `json:"since,omitempty"`
		Profile   map[string]string `json:"profile,omitempty"`
	}
	// SummaryShape is the row of a conversation in a list. The name is exported, because package huma skips embedded structs with other
	// names.
	SummaryShape struct {
		ID           chat.ConversationID `json:"id"`
		Channel      channelShape        `json:"channel"`
		Customer     customerShape       `json:"customer"`
		State        chat.State          `json:"state"`
		Owner        *ownerShape         `json:"owner"`
		Lang         string              `json:"lang"`
		Last         lastShape           `json:"last"`
		WaitingSince int64               `json:"waiting_since"`
		OpenedAt     int64               `json:"opened_at"`
		UpdatedAt    int64               `json:"updated_at"`
		Seq          int64               `json:"seq"`
		Score        int                 `json:"score"`
	}
	earlierShape struct {
		ID       chat.ConversationID `json:"id"`
		OpenedAt int64               `json:"opened_at"`
		ClosedAt int64               `json:"closed_at"`
		State    chat.State          `json:"state"`
		Score    int                 `json:"score"`
	}
	surveyShape struct {
		State   string `json:"state" enum:"asked,scored,done"`
		Score   int    `json:"score"`
		Comment string `json:"comment"`
	}
	detailShape struct {
		SummaryShape
		Earlier []earlierShape `json:"earlier"`
		Survey  *surveyShape   `json:"survey"`
		Reason  string         `json:"reason"`
	}
	authorShape struct {
		Kind chat.AuthorKind `json:"kind"`
		ID   string          `json:"id"`
		Name string          `json:"name"`
	}
	fileShape struct {
		ID     string         `json:"id"`
		Name   string         `json:"name"`
		Size   int64          `json:"size"`
		Type   string         `json:"type"`
		State  chat.FileState `json:"state"`
		Reason string         `json:"reason"`
	}
	moveShape struct {
		From      string          `json:"from" doc:"a state, empty = the conversation begins"`
		To        chat.State      `json:"to"`
		Owner     chat.OperatorID `json:"owner"`
		OwnerName string          `json:"owner_name"`
		Reason    string          `json:"reason"`
	}
	ratingShape struct {
		ID      string `json:"id"`
		Kind    string `json:"kind"`
		Score   int    `json:"score"`
		Comment string `json:"comment"`
	}
	deliveryShape struct {
		State  chat.PartState `json:"state"`
		Reason string         `json:"reason"`
		Parts  int            `json:"parts"`
		At     int64          `json:"at"`
	}
	entryShape struct {
		Conversation chat.ConversationID `json:"conversation"`
		Seq          int64               `json:"seq"`
		ID           string              `json:"id"`
		Kind         chat.Kind           `json:"kind"`
		At           int64               `json:"at"`
		SentAt       int64               `json:"sent_at"`
		Author       authorShape         `json:"author"`
		Visibility   chat.Visibility     `json:"visibility"`
		Text         string              `json:"text"`
		Body         []markup.Node       `json:"body,omitempty" doc:"Markdown as nodes, see docs/widget-protocol.md"`
		Purpose      chat.Purpose        `json:"purpose" doc:"what the entry is for: message, answer, menu, handover, prompt ..."`
		Key          string              `json:"key"`
		Choices      []chat.Choice       `json:"choices"`
		Files        []fileShape         `json:"files"`
		Of           string              `json:"of"`
		ReplyTo      string              `json:"reply_to"`
		ClientID     string              `json:"client_id"`
		Press        string              `json:"press"`
		Move         *moveShape          `json:"move"`
		Survey       *ratingShape        `json:"survey"`
		Delivery     *deliveryShape      `json:"delivery"`
		Why          *chat.Why           `json:"why"`
	}
)

func (s *Server) operator(account store.Account) operatorShape {
	return operatorShape{
		ID:       account.ID,
		Login:    account.Login,
		Name:     account.Name,
		Role:     account.Role,
		Lang:     account.Lang,
		Online:   s.Presence.Is(account.ID),
		Disabled: account.Disabled,
	}
}

func (s *Server) summary(row store.ConversationRow) SummaryShape {
	out := SummaryShape{
		ID:           row.ID,
		Channel:      channelShape{ID: row.Peer.Channel, Type: s.Types[row.Peer.Channel]},
		Customer:     customerShape{Name: row.Profile.Name, Handle: row.Profile.Handle},
		State:        row.State,
		Lang:         row.Lang,
		Last:         lastShape{Text: row.Last.Text, At: row.Last.At, Author: row.Last.Author},
		WaitingSince: chat.Millis(row.WaitingFrom),
		OpenedAt:     chat.Millis(row.OpenedAt),
		UpdatedAt:    chat.Millis(row.UpdatedAt),
		Seq:          row.LastSeq,
		Score:        row.Score,
	}
	if row.Last.Author == chat.ByOperator { // written in Markdown
		out.Last.Text = markup.Parse(row.Last.Text).Text()
	}
	if row.Owner != "" {
		out.Owner = &ownerShape{ID: row.Owner, Name: row.OwnerName}
	}

	return out
}

func (s *Server) detail(shown store.ConversationView) detailShape {
	out := detailShape{SummaryShape: s.summary(shown.ConversationRow), Earlier: []earlierShape{}, Reason: shown.Reason}
	profile := shown.Profile
	out.Customer = customerShape{
		Name:      profile.Name,
		Handle:    profile.Handle,
		Lang:      shown.Lang,
		Page:      profile.Page,
		PageTitle: profile.Title,
		Referrer:  profile.Origin,
		Origin:    shown.Peer.Address,
		Since:     shown.Since,
		Profile:   profile.Extra,
	}
	if !s.Pulled(shown.Peer.Channel) {
		out.Customer.Origin, out.Customer.Referrer = profile.Origin, ""
	} else {
		out.Customer.Origin = ""
	}

	for _, row := range shown.Earlier {
		out.Earlier = append(out.Earlier, earlierShape{
			ID:       row.ID,
			OpenedAt: chat.Millis(row.OpenedAt),
			ClosedAt: chat.Millis(row.ClosedAt),
			State:    row.State,
			Score:    row.Score,
		})
	}
	if survey := shown.Survey; survey != nil {
		out.Survey = &surveyShape{State: "asked", Score: survey.Score, Comment: survey.Comment}
		switch {
		case survey.Comment != "":
			out.Survey.State = "done"
		case survey.Score > 0:
			out.Survey.State = "scored"
		}
	}

	return out
}

func entryOf(entry *chat.Entry) entryShape {
	out := entryShape{
		Conversation: entry.Conversation,
		Seq:          entry.Seq,
		ID:           entry.ID,
		Kind:         entry.Kind,
		At:           chat.Millis(entry.At),
		SentAt:       chat.Millis(entry.SentAt),
		Author:       authorShape{Kind: entry.Author.Kind, ID: entry.Author.ID, Name: entry.Author.Name},
		Visibility:   entry.Visibility,
		Text:         entry.Text,
		Purpose:      entry.Purpose,
		Key:          entry.Wording.Key,
		Choices:      entry.Choices,
		Of:           entry.Of,
		ReplyTo:      entry.ReplyTo,
		ClientID:     entry.ClientID,
		Press:        entry.Press,
		Why:          entry.Why,
		Files:        []fileShape{},
	}

	if out.Choices == nil {
		out.Choices = []chat.Choice{}
	}
	if entry.Format == chat.Markdown {
		out.Body = nodesOf(entry.Text)
	}

	for _, file := range entry.Files {
		out.Files = append(out.Files, fileShape{
			ID:     file.ID,
			Name:   file.Name,
			Size:   file.Size,
			Type:   file.Type,
			State:  file.State,
			Reason: file.Reason,
		})
	}
	if move := entry.Move; move != nil {
		out.Move = &moveShape{
			From:      string(move.From),
			To:        move.To,
			Owner:     move.Owner,
			OwnerName: move.OwnerName,
			Reason:    move.Reason,
		}
	}

	if r := entry.Rating; r != nil {
		out.Survey = &ratingShape{ID: r.Survey, Kind: r.Kind, Score: r.Score, Comment: r.Comment}
	}

	return out
}

// nodesOf turns Markdown into the nodes for clients. Unsupported Markdown stays text.
func nodesOf(markdown string) []markup.Node { return markup.Parse(markdown).Nodes() }

// rank orders part states by importance. The delivery of a message is as good as the message's worst part.
var rank = map[chat.PartState]int{
	chat.PartSent:      0,
	chat.PartCancelled: 1,
	chat.PartQueued:    2,
	chat.PartSending:   3,
	chat.PartUncertain: 4,
	chat.PartFailed:    5,
}

// deliver sets the delivery state of each entry from the states of the entry's parts.
func deliver(list []entryShape, parts []chat.Part, conversation chat.Conversation, pulled bool, reached int64) {
	at := map[int64]int{}
	for i := range list {
		at[list[i].Seq] = i
		shape := &list[i]
		public := shape.Visibility == chat.Public && shape.Kind == chat.Said
		if pulled && public && shape.Author.Kind != chat.ByCustomer {
			shape.Delivery = &deliveryShape{State: chat.PartQueued, Parts: 1, At: shape.At}
			if shape.Seq <= reached {
				shape.Delivery.State = chat.PartSent
			}
		}
	}

	for _, part := range parts {
		place, ok := at[part.Seq]
		if !ok || part.Peer != conversation.Peer {
			continue
		}
		shape := list[place].Delivery
		if shape == nil {
			list[place].Delivery = &deliveryShape{
				State:  part.State,
				Reason: part.Reason,
				Parts:  max(1, part.Of),
				At:     ms(part.ChangedAt),
			}
			continue
		}
		if rank[part.State] > rank[shape.State] {
			shape.State, shape.Reason = part.State, part.Reason
		}
		shape.At = max(shape.At, ms(part.ChangedAt))
	}
}

func ms(t time.Time) int64 { return chat.Millis(t) }
