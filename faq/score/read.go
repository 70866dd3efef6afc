package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// ReadCases reads one case a line. Empty lines are skipped. name is the name of the file for errors.
// An error has the form "file:line: field: reason".
func ReadCases(name string, data []byte) ([]Case, error) {
	var out []Case

	number := 0
	for line := range bytes.Lines(data) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var row struct {
			Text   *string   `json:"text"`
			Expect *[]string `json:"expect"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			return nil, fmt.Errorf("%s:%d: %s", name, number, reason(err))
		}

		switch {
		case row.Text == nil:
			return nil, fmt.Errorf("%s:%d: text: missing", name, number)
		case row.Expect == nil:
			return nil, fmt.Errorf("%s:%d: expect: missing; [] means: no entry answers the text", name, number)
		}
		out = append(out, Case{Text: *row.Text, Expect: *row.Expect})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no cases", name)
	}

	return out, nil
}

// reason returns the fault, after the name of the field if the field is known.
func reason(err error) string {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok && wrong.Field != "" {
		return fmt.Sprintf("%s: expected %s, found %s", wrong.Field, wrong.Type, wrong.Value)
	}

	return "not a JSON object: " + strings.TrimPrefix(err.Error(), "json: ")
}
