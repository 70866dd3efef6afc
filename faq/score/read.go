package score

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// ReadCases reads one case a line. An error has the form "file:line: field: reason".
func ReadCases(name string, data []byte) ([]Case, error) {
	type row struct {
		Text   *string   `json:"text"`
		Expect *[]string `json:"expect"`

		Context string `json:"context"`
		Kind    string `json:"kind"`
	}
	var out []Case
	err := ReadLines(name, data, func(line row) error {
		switch {
		case line.Text == nil:
			return fmt.Errorf("text: missing")
		case line.Expect == nil:
			return fmt.Errorf("expect: missing; [] means: no entry answers the text")
		}
		out = append(out, Case{Text: *line.Text, Expect: *line.Expect, Context: line.Context, Kind: line.Kind})

		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s: no cases", name)
	}

	return out, err
}

// ReadLines reads one JSON object a line and calls each for the objects in order. Empty lines are skipped. name is the name of the file
// for errors. An error has the form "file:line: field: reason".
func ReadLines[T any](name string, data []byte, each func(T) error) error {
	number := 0

	for line := range bytes.Lines(data) {
		number++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		var row T
		if err := json.Unmarshal(line, &row); err != nil {
			return fmt.Errorf("%s:%d: %s", name, number, reason(err))
		}
		if err := each(row); err != nil {
			return fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}

	return nil
}

// reason returns the fault, after the name of the field if the field is known.
func reason(err error) string {
	if wrong, ok := err.(*json.UnmarshalTypeError); ok && wrong.Field != "" {
		return fmt.Sprintf("%s: expected %s, found %s", wrong.Field, wrong.Type, wrong.Value)
	}

	return "not a JSON object: " + strings.TrimPrefix(err.Error(), "json: ")
}
