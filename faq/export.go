package faq

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"
)

// Export writes entries so that LoadWith reads the same ones back. An entry that no file may
// hold (see LoadWith), or that the format cannot hold without loss, is named in the error, and
// then what has been written is of no use. White space around texts is not kept, and times are
// written in UTC.
//
// A CSV file has a byte order mark, without which Excel takes UTF-8 for the old code page, and
// CRLF. Excel splits at the separator of the computer's regional settings only, and a line
// "sep=;" would make it overlook the mark: so it is a comma if all entries are in English, and
// the semicolon of Russian and most European settings otherwise.
func Export(w io.Writer, format Format, entries []Entry) error {
	out := bufio.NewWriter(w)

	cleaned := make([]Entry, len(entries))
	for i, e := range entries {
		c, err := exportable(e)
		if err != nil {
			return fmt.Errorf("entry %q in language %q: %w", e.ID, e.Lang, err)
		}
		cleaned[i] = c
	}
	if err := encode(out, format, cleaned); err != nil {
		return err
	}

	return out.Flush()
}

func encode(out *bufio.Writer, format Format, entries []Entry) error {
	switch format {
	case YAML:
		return encodeYAML(out, entries)
	case CSV:
		return encodeCSV(out, entries)
	case JSONL:
		lines := json.NewEncoder(out)
		lines.SetEscapeHTML(false)

		for _, e := range entries {
			if err := lines.Encode(e); err != nil {
				return err
			}
		}

		return nil
	case Markdown:
		return encodeMarkdown(out, entries)
	}

	return fmt.Errorf("cannot export %q; expected yaml, csv, jsonl or md", format)
}

// exportable is the entry as it comes back from a file.
func exportable(e Entry) (Entry, error) {
	for _, s := range slices.Concat([]string{e.Question, e.Answer, e.Audience}, e.Phrasings, e.Tags) {
		if !utf8.ValidString(s) {
			return Entry{}, fmt.Errorf("%.60q is not UTF-8 text", s)
		}
	}
	l := &loader{}
	cleaned, _ := l.entry(rowOf(e))
	if len(l.errors) > 0 {
		first := l.errors[0]
		return Entry{}, errors.New(first.Field + ": " + first.Reason)
	}

	return cleaned, nil
}

// rowOf is the row that holds an entry.
func rowOf(e Entry) row {
	var r row
	text := func(name, s string) {
		r.fields = append(r.fields, field{name: name, value: value{kind: "text", text: s}})
	}
	list := func(name string, items []string) {
		v := value{kind: "list"}
		for _, s := range items {
			v.list = append(v.list, value{kind: "text", text: s})
		}
		r.fields = append(r.fields, field{name: name, value: v})
	}
	text("id", e.ID)
	text("lang", e.Lang)
	text("question", e.Question)
	text("answer", e.Answer)
	list("phrasings", e.Phrasings)
	list("tags", e.Tags)
	text("audience", e.Audience)
	r.fields = append(r.fields, field{name: "off", value: value{kind: "true or false", on: e.Off}})
	text("valid_from", timeText(e.ValidFrom, false))
	text("valid_to", timeText(e.ValidTo, true))

	return r
}

// timeText is a moment as files have it, "" if there is none: a day where it can be one. The
// day that ends then stands for the end of a time.
func timeText(t time.Time, end bool) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	if !t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.RFC3339Nano)
	}
	if end {
		t = t.AddDate(0, 0, -1)
	}

	return t.Format(time.DateOnly)
}
