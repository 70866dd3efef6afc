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

// Export writes entries in the given format. LoadWith reads the same entries back. Export returns an
// error that names the entry if no file may hold the entry (see LoadWith), or if the format would lose
// a part of the entry. After an error the written output is useless. White space around texts is lost.
// Times are written in UTC.
//
// A CSV file has a byte order mark, because Excel would otherwise read UTF-8 as the old code page, and
// CRLF line ends. Excel splits cells only at the separator of the computer's regional settings. A line
// "sep=;" is not used, because with such a line Excel overlooks the byte order mark. The separator is
// a comma if all entries are in English, and otherwise the semicolon of Russian and most European
// settings.
func Export(to io.Writer, format Format, entries []Entry) error {
	out := bufio.NewWriter(to)

	cleaned := make([]Entry, len(entries))
	for i, entry := range entries {
		c, err := exportable(entry)
		if err != nil {
			return fmt.Errorf("entry %q in language %q: %w", entry.ID, entry.Lang, err)
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

// exportable returns the entry in the form of an entry read from a file.
func exportable(entry Entry) (Entry, error) {
	texts := []string{entry.Question, entry.Answer, entry.Audience}
	for _, s := range slices.Concat(texts, entry.Phrasings, entry.Tags) {
		if !utf8.ValidString(s) {
			return Entry{}, fmt.Errorf("%.60q is not UTF-8 text", s)
		}
	}
	load := &loader{}
	cleaned, _ := load.entry(rowOf(entry))
	if len(load.errors) > 0 {
		first := load.errors[0]
		return Entry{}, errors.New(first.Field + ": " + first.Reason)
	}

	return cleaned, nil
}

// rowOf returns the file row of an entry.
func rowOf(entry Entry) row {
	var written row
	text := func(name, s string) {
		written.fields = append(written.fields, field{name: name, value: value{kind: "text", text: s}})
	}
	list := func(name string, items []string) {
		v := value{kind: "list"}
		for _, s := range items {
			v.list = append(v.list, value{kind: "text", text: s})
		}
		written.fields = append(written.fields, field{name: name, value: v})
	}
	text("id", entry.ID)
	text("lang", entry.Lang)
	text("question", entry.Question)
	text("answer", entry.Answer)
	list("phrasings", entry.Phrasings)
	list("tags", entry.Tags)
	text("audience", entry.Audience)
	written.fields = append(written.fields, field{name: "off", value: value{kind: "true or false", on: entry.Off}})
	text("valid_from", timeText(entry.ValidFrom, false))
	text("valid_to", timeText(entry.ValidTo, true))

	return written
}

// timeText returns a moment in the form used in files, or "" for no time. A moment at midnight becomes
// a day. An end of a time becomes the last day before the end.
func timeText(moment time.Time, end bool) string {
	if moment.IsZero() {
		return ""
	}
	moment = moment.UTC()
	if !moment.Equal(moment.Truncate(24 * time.Hour)) {
		return moment.Format(time.RFC3339Nano)
	}
	if end {
		moment = moment.AddDate(0, 0, -1)
	}

	return moment.Format(time.DateOnly)
}
