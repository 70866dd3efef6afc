package console

import (
	"context"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/handoff"
	"frontdesk/knowledge"
	"frontdesk/markup"
)

type (
	faqEntryShape struct {
		ID        string   `json:"id" minLength:"1" maxLength:"64"`
		Lang      string   `json:"lang" minLength:"2" maxLength:"16"`
		Question  string   `json:"question" minLength:"1" maxLength:"500"`
		Phrasings []string `json:"phrasings" maxItems:"500"`
		Answer    string   `json:"answer" minLength:"1" maxLength:"20000" doc:"Markdown"`
		Tags      []string `json:"tags" maxItems:"50"`
		Audience  string   `json:"audience,omitempty" maxLength:"64"`
		Off       bool     `json:"off,omitempty"`
		ValidFrom string   `json:"valid_from,omitempty" doc:"a time (RFC 3339), empty = always"`
		ValidTo   string   `json:"valid_to,omitempty" doc:"up to but not including this time (RFC 3339)"`
	}
	faqListInput struct {
		Query string `query:"q" maxLength:"200" doc:"words of the question, a phrasing, the answer, a tag or the id"`
		Lang  string `query:"lang" maxLength:"16"`
		After int    `query:"after" minimum:"0" doc:"how many to skip"`
		Limit int    `query:"limit" default:"100" minimum:"1" maximum:"500"`
	}
	faqListOutput struct {
		Body struct {
			Version int64           `json:"version"`
			Total   int             `json:"total" doc:"of all languages"`
			Found   int             `json:"found"`
			Langs   []string        `json:"langs"`
			Items   []faqEntryShape `json:"items"`
		}
	}
	faqStateOutput struct{ Body knowledge.State }
	faqSaveInput   struct {
		Version int64 `query:"version" minimum:"0" doc:"that was edited; a newer one is a conflict. 0 = whatever is newest"`
		Body    faqEntryShape
	}
	faqKeyInput struct {
		ID      string `path:"id" maxLength:"64"`
		Lang    string `path:"lang" maxLength:"16"`
		Version int64  `query:"version" minimum:"0"`
	}
	faqVersionShape struct {
		Number int64             `json:"number"`
		Source string            `json:"source"`
		Author string            `json:"author" doc:"name of the operator; empty = the program"`
		Note   string            `json:"note" doc:"what was done, in English"`
		Kind   string            `json:"kind,omitempty" doc:"the same for clients, with params: saved, deleted, undone, learned, imported, imported_over; empty = a version of an older program"`
		Params map[string]string `json:"params,omitempty"`
		Size   int               `json:"size"`
		At     int64             `json:"at"`
	}
	faqVersionsOutput struct {
		Body struct {
			Items []faqVersionShape `json:"items"`
		}
	}
	faqNumberInput struct {
		Number int64 `path:"number" minimum:"1"`
	}
	faqNumberOutput struct {
		Body struct {
			Version int64 `json:"version"`
		}
	}
	lessonShape struct {
		ID           string                  `json:"id"`
		Entry        string                  `json:"entry"`
		Lang         string                  `json:"lang"`
		Question     string                  `json:"question" doc:"of the entry; empty = it is gone"`
		Text         string                  `json:"text"`
		People       int                     `json:"people"`
		Sources      []chat.SuggestionSource `json:"sources"`
		Conversation chat.ConversationID     `json:"conversation"`
		At           int64                   `json:"at"`
	}
	lessonsOutput struct {
		Body struct {
			Items []lessonShape `json:"items"`
		}
	}
	lessonInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body struct {
			Accept bool   `json:"accept"`
			Text   string `json:"text,omitempty" maxLength:"300" doc:"as corrected; empty = as it was said"`
		}
	}
	faqTryInput struct {
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"2000"`
			Lang string `json:"lang,omitempty" maxLength:"16"`
		}
	}
	faqPreviewInput struct {
		Body struct {
			Text string `json:"text" maxLength:"20000" doc:"Markdown"`
		}
	}
	faqPreviewOutput struct {
		Body struct {
			Body []markup.Node `json:"body" doc:"nodes, see docs/widget-protocol.md"`
		}
	}
	hitShape struct {
		ID       string  `json:"id"`
		Lang     string  `json:"lang"`
		Question string  `json:"question"`
		P        float64 `json:"p" doc:"probability that it is the right one, 0 to 1"`
		Why      string  `json:"why" doc:"what matched"`
	}
	faqTryOutput struct {
		Body struct {
			Decision string     `json:"decision" enum:"answer,ask,clarify"`
			Exact    bool       `json:"exact" doc:"the question is that of the entry, or one of its phrasings"`
			Hits     []hitShape `json:"hits" doc:"the likeliest first"`
		}
	}
	matchInput struct {
		ID   chat.ConversationID `path:"id"`
		Body struct {
			ID    string `json:"id" minLength:"8" maxLength:"64" doc:"made by the client; the same one again changes nothing"`
			Entry string `json:"entry" maxLength:"64"`
			Lang  string `json:"lang" maxLength:"16"`
			Words string `json:"words" maxLength:"1000" doc:"the customer's question"`
		}
	}
)

func (s *Server) faqRoutes() {
	operation(
		s,
		"GET",
		"/faq",
		"faq",
		"State of the FAQ: version, what it can be expected to answer, fitting",
		s.faqState,
	)
	operation(s, "GET", "/faq/entries", "faq-entries", "Find entries", s.faqEntries)
	operation(s, "PUT", "/faq/entries", "save-faq-entry", "Add or change an entry (admin)", s.saveFAQ)
	operation(s, "DELETE", "/faq/entries/{lang}/{id}", "delete-faq-entry", "Delete an entry (admin)", s.deleteFAQ)
	operation(s, "GET", "/faq/versions", "faq-versions", "Versions with authors and changes", s.faqVersions)
	operation(
		s,
		"POST",
		"/faq/versions/{number}/restore",
		"restore-faq",
		"Go back to a version, as a new one (admin)",
		s.restoreFAQ,
	)
	operation(
		s,
		"GET",
		"/faq/lessons",
		"faq-lessons",
		"Open suggestions from customers and operators",
		s.lessons,
	)
	operation(
		s,
		"POST",
		"/faq/lessons/{id}",
		"decide-lesson",
		"Accept or reject a suggestion (admin)",
		s.decideLesson,
	)
	operation(s, "POST", "/faq/try", "try-faq", "The bot's decision on a question", s.tryFAQ)
	operation(s, "POST", "/faq/preview", "preview-faq", "An answer as customers see it", s.previewFAQ)
	operation(
		s,
		"POST",
		"/conversations/{id}/match",
		"match",
		"Say which entry answers the customer's question",
		s.match,
	)
}

func (s *Server) faqState(context.Context, *struct{}) (*faqStateOutput, error) {
	return &faqStateOutput{Body: s.Knowledge.State()}, nil
}

func shapeOf(entry faq.Entry) faqEntryShape {
	shape := faqEntryShape{
		ID:        entry.ID,
		Lang:      entry.Lang,
		Question:  entry.Question,
		Phrasings: entry.Phrasings,
		Answer:    entry.Answer,
		Tags:      entry.Tags,
		Audience:  entry.Audience,
		Off:       entry.Off,
	}
	if shape.Phrasings == nil {
		shape.Phrasings = []string{}
	}
	if shape.Tags == nil {
		shape.Tags = []string{}
	}

	for at, text := range map[*time.Time]*string{&entry.ValidFrom: &shape.ValidFrom, &entry.ValidTo: &shape.ValidTo} {
		if !at.IsZero() {
			*text = at.Format(time.RFC3339)
		}
	}

	return shape
}

func (s *Server) faqEntries(_ context.Context, in *faqListInput) (*faqListOutput, error) {
	list, version := s.Knowledge.Entries()
	out := &faqListOutput{}
	out.Body.Version, out.Body.Total = version, len(list)
	out.Body.Langs, out.Body.Items = []string{}, []faqEntryShape{}
	wanted := strings.Fields(chat.SameWords(in.Query))

	for _, entry := range list {
		if !slices.Contains(out.Body.Langs, entry.Lang) {
			out.Body.Langs = append(out.Body.Langs, entry.Lang)
		}
		if in.Lang != "" && entry.Lang != in.Lang || !holds(entry, wanted) {
			continue
		}
		if out.Body.Found++; out.Body.Found > in.After && len(out.Body.Items) < in.Limit {
			out.Body.Items = append(out.Body.Items, shapeOf(entry))
		}
	}

	return out, nil
}

// holds reports whether every wanted word is part of the entry's text.
func holds(entry faq.Entry, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	all := chat.SameWords(
		strings.Join(
			append(append([]string{entry.ID, entry.Question, entry.Answer}, entry.Phrasings...), entry.Tags...),
			" ",
		),
	)

	return !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(all, w) })
}

func (s *Server) edit(
	ctx context.Context,
	base int64,
	kind, entry, lang string,
	change knowledge.Change,
) (*faqNumberOutput, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	number, err := s.Knowledge.Edit(
		ctx,
		knowledge.Version{Source: "console", Author: accountOf(ctx).Name}.Did(kind, "entry", entry, "lang", lang),
		base,
		change,
	)
	if err != nil {
		return nil, err
	}

	return numbered(number), nil
}

func numbered(n int64) *faqNumberOutput {
	out := &faqNumberOutput{}
	out.Body.Version = n

	return out
}

func (s *Server) saveFAQ(ctx context.Context, in *faqSaveInput) (*faqNumberOutput, error) {
	entry, err := entryOfShape(in.Body)
	if err != nil {
		return nil, err
	}

	return s.edit(ctx, in.Version, "saved", entry.ID, entry.Lang, func(list []faq.Entry) ([]faq.Entry, error) {
		if i := faq.IndexOf(list, entry.ID, entry.Lang); i >= 0 {
			list[i] = entry
			return list, nil
		}

		return append(list, entry), nil
	})
}

func (s *Server) deleteFAQ(ctx context.Context, in *faqKeyInput) (*faqNumberOutput, error) {
	return s.edit(ctx, in.Version, "deleted", in.ID, in.Lang, func(list []faq.Entry) ([]faq.Entry, error) {
		at := faq.IndexOf(list, in.ID, in.Lang)
		if at < 0 {
			return nil, chat.Refuse(chat.NotFound, "faq_no_entry", "entry", in.ID, "lang", in.Lang)
		}

		return slices.Delete(list, at, at+1), nil
	})
}

func (s *Server) faqVersions(ctx context.Context, _ *struct{}) (*faqVersionsOutput, error) {
	list, err := s.Records.FAQVersions(ctx, 100)
	out := &faqVersionsOutput{}

	out.Body.Items = []faqVersionShape{}
	for _, version := range list {
		out.Body.Items = append(out.Body.Items, faqVersionShape{
			Number: version.Number,
			Source: version.Source,
			Author: version.Author,
			Note:   version.Note,
			Kind:   version.Kind,
			Params: version.Params,
			Size:   version.Size,
			At:     version.At.UnixMilli(),
		})
	}

	return out, err
}

func (s *Server) restoreFAQ(ctx context.Context, in *faqNumberInput) (*faqNumberOutput, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	number, err := s.Knowledge.Back(ctx, accountOf(ctx).Name, in.Number)
	if err != nil {
		return nil, err
	}

	return numbered(number), nil
}

func (s *Server) lessons(ctx context.Context, _ *struct{}) (*lessonsOutput, error) {
	list, err := s.Records.Lessons(ctx, 200)
	out := &lessonsOutput{}
	out.Body.Items = []lessonShape{}
	entries, _ := s.Knowledge.Entries()

	for _, suggested := range list {
		shape := lessonShape{
			ID:           suggested.ID,
			Entry:        suggested.Entry,
			Lang:         suggested.Lang,
			Text:         suggested.Text,
			People:       suggested.People,
			Sources:      suggested.Sources,
			Conversation: suggested.Conversation,
			At:           suggested.At.UnixMilli(),
		}
		if i := faq.IndexOf(entries, suggested.Entry, suggested.Lang); i >= 0 {
			shape.Question = entries[i].Question
		}
		out.Body.Items = append(out.Body.Items, shape)
	}

	return out, err
}

func (s *Server) decideLesson(ctx context.Context, in *lessonInput) (*struct{}, error) {
	if err := admin(ctx); err != nil {
		return nil, err
	}
	if in.Body.Accept {
		return nil, s.Knowledge.Accept(ctx, accountOf(ctx).Name, in.ID, strings.TrimSpace(in.Body.Text))
	}

	return nil, s.Knowledge.Reject(ctx, accountOf(ctx).Name, in.ID)
}

func (s *Server) tryFAQ(ctx context.Context, in *faqTryInput) (*faqTryOutput, error) {
	base, err := s.Knowledge.Await(ctx)
	if err != nil {
		return nil, err
	}
	result := base.Search(faq.Query{Text: in.Body.Text, Lang: in.Body.Lang, Now: s.Now()})
	out := &faqTryOutput{}

	out.Body.Decision, out.Body.Exact, out.Body.Hits = result.Decision.String(), result.Exact, []hitShape{}
	for _, hit := range result.Hits {
		out.Body.Hits = append(out.Body.Hits, hitShape{
			ID:       hit.ID,
			Lang:     hit.Lang,
			Question: hit.Question,
			P:        hit.P,
			Why:      hit.Why,
		})
	}

	return out, nil
}

// previewFAQ parses an answer with the parser of conversation messages. The preview therefore cannot differ from the customer's view.
func (s *Server) previewFAQ(_ context.Context, in *faqPreviewInput) (*faqPreviewOutput, error) {
	out := &faqPreviewOutput{}
	out.Body.Body = append([]markup.Node{}, nodesOf(in.Body.Text)...)

	return out, nil
}

func (s *Server) match(ctx context.Context, in *matchInput) (*entryOutput, error) {
	base, err := s.Knowledge.Await(ctx)
	if err != nil {
		return nil, err
	}
	entry, ok := base.Entry(in.Body.Entry, in.Body.Lang)
	if !ok {
		return nil, chat.Refuse(chat.Invalid, "entry_unknown", "entry", in.Body.Entry)
	}
	written, err := s.Desk.Match(
		ctx,
		accountOf(ctx).Operator,
		in.ID,
		handoff.Match{
			ID:       in.Body.ID,
			Entry:    entry.ID,
			Lang:     entry.Lang,
			Question: entry.Question,
			Words:    in.Body.Words,
		},
	)
	if err != nil {
		return nil, err
	}

	return &entryOutput{Body: entryOf(written)}, nil
}
