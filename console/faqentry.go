package console

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"frontdesk/chat"
	"frontdesk/faq"
)

// entryOfShape checks an entry with the checks of an import. A saved entry can therefore be exported and imported again.
func entryOfShape(x faqEntryShape) (faq.Entry, error) {
	fields := map[string]any{
		"id":       x.ID,
		"lang":     x.Lang,
		"question": x.Question,
		"answer":   x.Answer,
		"off":      x.Off,
		"audience": x.Audience,
	}

	for name, list := range map[string][]string{"phrasings": x.Phrasings, "tags": x.Tags} {
		if len(list) > 0 {
			fields[name] = list
		}
	}

	for name, at := range map[string]string{"valid_from": x.ValidFrom, "valid_to": x.ValidTo} {
		if at != "" {
			fields[name] = at
		}
	}

	line, err := json.Marshal(fields)
	if err != nil {
		return faq.Entry{}, err
	}
	list, err := faq.Load("entry.jsonl", line)
	var bad faq.Errors
	if errors.As(err, &bad) && len(bad) > 0 {
		p := &Problem{
			ErrorModel: huma.ErrorModel{
				Status: http.StatusUnprocessableEntity,
				Title:  http.StatusText(http.StatusUnprocessableEntity),
				Detail: bad[0].Field + ": " + bad[0].Reason,
			},
			Code: chat.Invalid,
		}
		for _, e := range bad {
			p.Errors = append(
				p.Errors,
				&Detail{
					ErrorDetail: huma.ErrorDetail{Message: e.Reason, Location: "body." + e.Field},
					Field:       e.Field,
					Reason:      e.Code,
					Params:      e.Params,
				},
			)
		}

		return faq.Entry{}, p
	}
	if err != nil || len(list) != 1 {
		return faq.Entry{}, chat.Refuse(chat.Invalid, "not_an_entry")
	}

	return list[0], nil
}
