package adapters

import (
	"encoding/json"
	"errors"
	"fmt"

	"frontdesk/chat"
	"frontdesk/markup"
)

// Document is the text of an entry in the entry's format.
func Document(entry chat.Entry) *markup.Doc {
	if entry.Format == chat.Markdown {
		return markup.Parse(entry.Text)
	}

	return markup.Plain(entry.Text)
}

// Payloads encodes the parts of an entry: first the texts, then each ready file. dress puts the buttons under the last text. file makes the
// payload of a file by the file's number in the entry, from 1.
func Payloads[P any](entry chat.Entry, texts []P, dress func(last *P), file func(number int) P) ([]string, error) {
	parts := texts
	if len(entry.Choices) > 0 {
		if len(parts) == 0 {
			return nil, errors.New("buttons need a text")
		}
		dress(&parts[len(parts)-1])
	}

	for i, f := range entry.Files {
		if f.State == chat.FileReady {
			parts = append(parts, file(i+1))
		}
	}
	if len(parts) == 0 {
		return nil, errors.New("the entry has neither a text nor a file")
	}

	payloads := make([]string, len(parts))
	for i, part := range parts {
		data, err := json.Marshal(part)
		if err != nil {
			return nil, fmt.Errorf("payload: %w", err)
		}
		payloads[i] = string(data)
	}

	return payloads, nil
}
