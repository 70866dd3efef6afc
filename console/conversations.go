package console

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/report"
	"frontdesk/store"
)

type (
	listInput struct {
		State  string `query:"state" default:"all" enum:"waiting,mine,all,closed"`
		Limit  int    `query:"limit" default:"50" minimum:"1" maximum:"200"`
		Before string `query:"before" maxLength:"80"`
	}
	countsShape struct {
		Waiting int64 `json:"waiting"`
		Mine    int64 `json:"mine"`
		All     int64 `json:"all"`
	}
	listOutput struct {
		Body struct {
			Items  []SummaryShape `json:"items"`
			Counts countsShape    `json:"counts"`
			Next   string         `json:"next"`
		}
	}
	idInput struct {
		ID chat.ConversationID `path:"id"`
	}
	detailOutput struct{ Body detailShape }
	entriesInput struct {
		ID    chat.ConversationID `path:"id"`
		After int64               `query:"after" minimum:"0"`
		Limit int                 `query:"limit" default:"200" minimum:"1" maximum:"500"`
	}
	entriesOutput struct {
		Body struct {
			Items []entryShape `json:"items"`
			Last  int64        `json:"last"`
		}
	}
	channelsOutput struct {
		Body struct {
			Items []ChannelHealth `json:"items"`
		}
	}
	parkedShape struct {
		ID      string         `json:"id"`
		Channel chat.ChannelID `json:"channel"`
		At      int64          `json:"at"`
		Reason  string         `json:"reason"`
	}
	parkedOutput struct {
		Body struct {
			Items []parkedShape `json:"items"`
		}
	}
	reportInput struct {
		Days    int            `query:"days" default:"30" minimum:"1" maximum:"400"`
		From    int64          `query:"from" doc:"unix ms; with to, instead of days"`
		To      int64          `query:"to"`
		Channel chat.ChannelID `query:"channel"`
	}
	reportOutput struct{ Body report.Summary }
)

func (s *Server) conversationRoutes() {
	operation(s, "GET", "/conversations", "conversations", "List conversations", s.conversations)
	operation(s, "GET", "/conversations/{id}", "conversation", "One conversation", s.conversation)
	operation(s, "GET", "/conversations/{id}/entries", "entries", "Its timeline", s.entries)
	operation(s, "GET", "/channels", "channels", "Health of the channels", s.channels)
	operation(s, "GET", "/parked", "parked", "Updates that could not be stored", s.parked)
	operation(s, "GET", "/report", "report", "The figures of a period", s.report)
}

func (s *Server) conversations(ctx context.Context, in *listInput) (*listOutput, error) {
	me := accountOf(ctx).ID
	list, next, err := s.Lists.Conversations(
		ctx,
		store.Filter{State: in.State, Owner: me, Limit: in.Limit, Before: in.Before},
	)
	if err != nil {
		return nil, err
	}
	counts, err := s.Lists.Count(ctx, me)
	if err != nil {
		return nil, err
	}
	out := &listOutput{}

	out.Body.Items = []SummaryShape{}
	for _, l := range list {
		out.Body.Items = append(out.Body.Items, s.summary(l))
	}
	out.Body.Counts, out.Body.Next = countsShape(counts), next

	return out, nil
}

func (s *Server) conversation(ctx context.Context, in *idInput) (*detailOutput, error) {
	shown, err := s.Lists.Detail(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if shown == nil {
		return nil, chat.Refuse(chat.NotFound, "no_conversation", "conversation", in.ID)
	}

	return &detailOutput{Body: s.detail(*shown)}, nil
}

func (s *Server) entries(ctx context.Context, in *entriesInput) (*entriesOutput, error) {
	shown, err := s.Lists.Detail(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if shown == nil {
		return nil, chat.Refuse(chat.NotFound, "no_conversation", "conversation", in.ID)
	}
	list, err := s.Lists.ReadEntries(ctx, in.ID, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	parts, err := s.Lists.PartsOf(ctx, in.ID, in.After)
	if err != nil {
		return nil, err
	}
	out := &entriesOutput{}

	out.Body.Items = []entryShape{}
	for i := range list {
		out.Body.Items = append(out.Body.Items, entryOf(&list[i]))
	}
	deliver(out.Body.Items, parts, shown.Conversation, s.Pulled(shown.Peer.Channel), shown.Reached)
	out.Body.Last = shown.LastSeq

	return out, nil
}

func (s *Server) channels(ctx context.Context, _ *struct{}) (*channelsOutput, error) {
	out := &channelsOutput{}
	out.Body.Items = s.Health(accountOf(ctx).Lang)

	return out, nil
}

func (s *Server) parked(ctx context.Context, _ *struct{}) (*parkedOutput, error) {
	list, err := s.Records.ParkedUpdates(ctx, 200)
	if err != nil {
		return nil, err
	}
	out := &parkedOutput{}

	out.Body.Items = []parkedShape{}
	for _, parked := range list {
		out.Body.Items = append(out.Body.Items, parkedShape{
			ID:      parked.ID,
			Channel: parked.Channel,
			At:      ms(parked.At),
			Reason:  parked.Reason,
		})
	}

	return out, nil
}

func (s *Server) report(ctx context.Context, in *reportInput) (*reportOutput, error) {
	to := s.Now()
	from := to.AddDate(0, 0, -in.Days)
	if in.From > 0 || in.To > 0 {
		if in.From >= in.To {
			return nil, chat.Refuse(chat.Invalid, "bad_period")
		}
		from, to = time.UnixMilli(in.From), time.UnixMilli(in.To)
	}
	facts, err := s.Records.Facts(ctx, from, to, in.Channel)
	if err != nil {
		return nil, err
	}

	return &reportOutput{Body: report.Summarise(facts, from, to, s.Zone)}, nil
}
