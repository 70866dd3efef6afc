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
		Lang     string          `json:"lang"`
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
	summaryShape struct {
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
		summaryShape
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
		From      chat.State      `json:"from"`
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
		Body         []any               `json:"body,omitempty" doc:"Markdown as nodes, see docs/widget-protocol.md"`
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

func (s *Server) operator(a store.Account) operatorShape {
	return operatorShape{
		ID:       a.ID,
		Login:    a.Login,
		Name:     a.Name,
		Role:     a.Role,
		Lang:     a.Lang,
		Online:   s.Presence.Is(a.ID),
		Disabled: a.Disabled,
	}
}

func (s *Server) summary(l store.ConversationRow) summaryShape {
	out := summaryShape{
		ID:           l.ID,
		Channel:      channelShape{ID: l.Peer.Channel, Type: s.Types[l.Peer.Channel]},
		Customer:     customerShape{Name: l.Profile.Name, Handle: l.Profile.Handle},
		State:        l.State,
		Lang:         l.Lang,
		Last:         lastShape{Text: l.Last.Text, At: l.Last.At, Author: l.Last.Author},
		WaitingSince: chat.Millis(l.WaitingFrom),
		OpenedAt:     chat.Millis(l.OpenedAt),
		UpdatedAt:    chat.Millis(l.UpdatedAt),
		Seq:          l.LastSeq,
		Score:        l.Score,
	}
	if l.Last.Author == chat.ByOperator { // written in Markdown
		out.Last.Text = markup.Parse(l.Last.Text).Text()
	}
	if l.Owner != "" {
		out.Owner = &ownerShape{ID: l.Owner, Name: l.OwnerName}
	}

	return out
}

func (s *Server) detail(d store.ConversationView) detailShape {
	out := detailShape{summaryShape: s.summary(d.ConversationRow), Earlier: []earlierShape{}, Reason: d.Reason}
	p := d.Profile
	out.Customer = customerShape{
		Name:      p.Name,
		Handle:    p.Handle,
		Lang:      d.Lang,
		Page:      p.Page,
		PageTitle: p.Title,
		Referrer:  p.Origin,
		Origin:    d.Peer.Address,
		Since:     d.Since,
		Profile:   p.Extra,
	}
	if !s.Pulled(d.Peer.Channel) {
		out.Customer.Origin, out.Customer.Referrer = p.Origin, ""
	} else {
		out.Customer.Origin = ""
	}

	for _, e := range d.Earlier {
		out.Earlier = append(out.Earlier, earlierShape{
			ID:       e.ID,
			OpenedAt: chat.Millis(e.OpenedAt),
			ClosedAt: chat.Millis(e.ClosedAt),
			State:    e.State,
			Score:    e.Score,
		})
	}
	if v := d.Survey; v != nil {
		out.Survey = &surveyShape{State: "asked", Score: v.Score, Comment: v.Comment}
		switch {
		case v.Comment != "":
			out.Survey.State = "done"
		case v.Score > 0:
			out.Survey.State = "scored"
		}
	}

	return out
}

func entryOf(e *chat.Entry) entryShape {
	out := entryShape{
		Conversation: e.Conversation,
		Seq:          e.Seq,
		ID:           e.ID,
		Kind:         e.Kind,
		At:           chat.Millis(e.At),
		SentAt:       chat.Millis(e.SentAt),
		Author:       authorShape{Kind: e.Author.Kind, ID: e.Author.ID, Name: e.Author.Name},
		Visibility:   e.Visibility,
		Text:         e.Text,
		Purpose:      e.Purpose,
		Key:          e.Wording.Key,
		Choices:      e.Choices,
		Of:           e.Of,
		ReplyTo:      e.ReplyTo,
		ClientID:     e.ClientID,
		Press:        e.Press,
		Why:          e.Why,
		Files:        []fileShape{},
	}

	if out.Choices == nil {
		out.Choices = []chat.Choice{}
	}
	if e.Format == chat.Markdown {
		out.Body = nodesOf(e.Text)
	}

	for _, f := range e.Files {
		out.Files = append(out.Files, fileShape{
			ID:     f.ID,
			Name:   f.Name,
			Size:   f.Size,
			Type:   f.Type,
			State:  f.State,
			Reason: f.Reason,
		})
	}
	if m := e.Move; m != nil {
		out.Move = &moveShape{
			From:      m.From,
			To:        m.To,
			Owner:     m.Owner,
			OwnerName: m.OwnerName,
			Reason:    m.Reason,
		}
	}

	if r := e.Rating; r != nil {
		out.Survey = &ratingShape{ID: r.Survey, Kind: r.Kind, Score: r.Score, Comment: r.Comment}
	}

	return out
}

// nodesOf turns Markdown into the nodes for clients. Unsupported Markdown stays text.
func nodesOf(markdown string) (list []any) {
	for _, n := range markup.Parse(markdown).Nodes() {
		list = append(list, n)
	}

	return list
}

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
func deliver(list []entryShape, parts []chat.Part, c chat.Conversation, pulled bool, reached int64) {
	at := map[int64]int{}
	for i := range list {
		at[list[i].Seq] = i
		e := &list[i]
		if pulled && e.Visibility == chat.Public && e.Kind == chat.Said && e.Author.Kind != chat.ByCustomer {
			e.Delivery = &deliveryShape{State: chat.PartQueued, Parts: 1, At: e.At}
			if e.Seq <= reached {
				e.Delivery.State = chat.PartSent
			}
		}
	}

	for _, p := range parts {
		i, ok := at[p.Seq]
		if !ok || p.Peer != c.Peer {
			continue
		}
		d := list[i].Delivery
		if d == nil {
			list[i].Delivery = &deliveryShape{
				State:  p.State,
				Reason: p.Reason,
				Parts:  max(1, p.Of),
				At:     ms(p.ChangedAt),
			}
			continue
		}
		if rank[p.State] > rank[d.State] {
			d.State, d.Reason = p.State, p.Reason
		}
		d.At = max(d.At, ms(p.ChangedAt))
	}
}

func ms(t time.Time) int64 { return chat.Millis(t) }
