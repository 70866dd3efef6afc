package console

import (
	"encoding/json"
	"errors"

	"frontdesk/chat"
	"frontdesk/faq"
)

// entryOfShape checks an entry as an imported one is checked, so that what the console saves can be exported and imported again.
func entryOfShape(x faqEntryShape) (faq.Entry, error) {
	fields := map[string]any{"id": x.ID, "lang": x.Lang, "question": x.Question, "answer": x.Answer, "off": x.Off, "audience": x.Audience}
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
		return faq.Entry{}, chat.Fault(chat.Invalid, "%s: %s", bad[0].Field, bad[0].Reason)
	}
	if err != nil || len(list) != 1 {
		return faq.Entry{}, chat.Fault(chat.Invalid, "not an entry")
	}
	return list[0], nil
}
