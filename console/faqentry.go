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
func entryOfShape(shape faqEntryShape) (faq.Entry, error) {
	fields := map[string]any{
		"id":       shape.ID,
		"lang":     shape.Lang,
		"question": shape.Question,
		"answer":   shape.Answer,
		"off":      shape.Off,
		"audience": shape.Audience,
	}

	for name, list := range map[string][]string{"phrasings": shape.Phrasings, "tags": shape.Tags} {
		if len(list) > 0 {
			fields[name] = list
		}
	}

	for name, at := range map[string]string{"valid_from": shape.ValidFrom, "valid_to": shape.ValidTo} {
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
		problem := &Problem{
			ErrorModel: huma.ErrorModel{
				Status: http.StatusUnprocessableEntity,
				Title:  http.StatusText(http.StatusUnprocessableEntity),
				Detail: bad[0].Field + ": " + bad[0].Reason,
			},
			Code: chat.Invalid,
		}
		for _, row := range bad {
			problem.Errors = append(
				problem.Errors,
				&Detail{
					ErrorDetail: huma.ErrorDetail{Message: row.Reason, Location: "body." + row.Field},
					Field:       row.Field,
					Reason:      row.Code,
					Params:      row.Params,
				},
			)
		}

		return faq.Entry{}, problem
	}
	if err != nil || len(list) != 1 {
		return faq.Entry{}, chat.Refuse(chat.Invalid, "not_an_entry")
	}

	return list[0], nil
}
