package faq

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// RowError is one thing wrong in an entry file. Line and Column count from 1, columns in
// characters; Field is empty where the fault is not in a field. Reason says it in English; Code,
// one of Reasons, and Params are for who says it otherwise.
type RowError struct {
	File         string
	Line, Column int
	Field        string
	Reason       string
	Code         string
	Params       map[string]string // nil = none
}

// Error prints "file:line:column: field: reason".
func (e RowError) Error() string {
	at := fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Field != "" {
		at += e.Field + ": "
	}

	return at + e.Reason
}

// Errors is everything wrong in a file, in the order of its lines.
type Errors []RowError

// Error prints one error a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, r := range e {
		lines[i] = r.Error()
	}

	return strings.Join(lines, "\n")
}

// LoadOptions say what a file itself does not.
type LoadOptions struct {
	// Lang is the language of CSV rows and Markdown questions that name none; "" = they must.
	Lang string

	// Progress, if not nil, is called from the same goroutine now and then: "reading" counts
	// bytes, "checking" counts entries.
	Progress func(step string, done, total int)
}

// Load is LoadWith without options.
func Load(name string, data []byte) ([]Entry, error) { return LoadWith(name, data, LoadOptions{}) }

// LoadWith reads entries from a file's content in UTF-8; name picks the format and is named in
// errors. It is all or nothing: any fault gives no entries and an Errors that lists every bad
// row.
//
// ".yaml" and ".yml" hold a list of entries, or a map whose key "entries" holds it; ".jsonl"
// holds one entry a line and ".json" a list of them; for ".csv" see csvRows, for ".md" and
// ".markdown" markdownRows. Texts lose the white space around them, and their line breaks
// become "\n".
func LoadWith(name string, data []byte, o LoadOptions) ([]Entry, error) {
	l := &loader{file: name, progress: o.Progress}
	kind, known := FormatOf(name)
	if at := invalidUTF8(data); at >= 0 {
		code := "not_utf8"
		if kind == CSV {
			code = "not_utf8_csv"
		}
		l.fail(position{1 + bytes.Count(data[:at], []byte("\n")), 1}, "", code)

		return nil, l.errors
	}
	if o.Lang != "" {
		top := position{1, 1}
		l.defaultLang = l.language(field{name: "lang", at: top, value: value{at: top, kind: "text", text: o.Lang}})
		if len(l.errors) > 0 {
			return nil, l.errors
		}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	var rows []row

	switch {
	case !known:
		l.fail(position{1, 1}, "", "unknown_format")
	case kind == YAML:
		rows = l.yamlRows(data)
	case kind == JSON:
		rows = l.jsonList(data)
	case kind == JSONL:
		rows = l.jsonRows(data)
	case kind == CSV:
		rows = l.csvRows(string(data))
	case kind == Markdown:
		rows = l.markdownRows(string(data))
	}
	entries := l.entries(rows)
	if len(l.errors) > 0 {
		l.sort()
		return nil, l.errors
	}

	return entries, nil
}

// Format is a file format of entries.
type Format string

// The formats; all but JSON can be exported.
const (
	YAML     Format = "yaml"
	CSV      Format = "csv"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	Markdown Format = "md"
)

// FormatOf tells the format by the ending of a file's name.
func FormatOf(name string) (Format, bool) {
	switch strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/"))) {
	case ".yaml", ".yml":
		return YAML, true
	case ".csv":
		return CSV, true
	case ".json":
		return JSON, true
	case ".jsonl":
		return JSONL, true
	case ".md", ".markdown":
		return Markdown, true
	}

	return "", false
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size <= 1 {
			return i
		}
		i += size
	}

	return -1
}

// position is a place in the file, from 1.
type position struct{ line, column int }

// row is an entry as it stands in the file, before its fields are understood.
type row struct {
	at     position
	fields []field
	madeID bool // the file gives no id, so it was made from the question
}

type field struct {
	name  string
	at    position
	value value
}

// value is a scalar or a list; what else a file may hold has its name in kind.
type value struct {
	at   position
	kind string // "text", "true or false", "number", "list", "map", "nothing"
	text string // of text
	on   bool   // of "true or false"
	list []value
}
