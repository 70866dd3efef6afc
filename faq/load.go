package faq

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// RowError is one fault in an entry file. Line and Column count from 1; columns count characters.
// Field is empty if the fault is outside of a field. Reason is the fault in English. Code, one of
// Reasons, and Params allow a client to translate the fault.
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

// Errors lists all faults of a file, in the order of the lines.
type Errors []RowError

// Error prints one error a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, r := range e {
		lines[i] = r.Error()
	}

	return strings.Join(lines, "\n")
}

// LoadOptions add information missing from a file.
type LoadOptions struct {
	// Lang is the language of CSV rows and Markdown questions without a language. If Lang is empty,
	// every row must name a language.
	Lang string

	// Progress, if not nil, is called from the same goroutine from time to time. The step "reading"
	// counts bytes, the step "checking" counts entries.
	Progress func(step string, done, total int)
}

// Load is LoadWith without options.
func Load(name string, data []byte) ([]Entry, error) { return LoadWith(name, data, LoadOptions{}) }

// LoadWith reads entries from the content of a file in UTF-8. The format follows from name; errors
// begin with name. LoadWith accepts all rows or none: after any fault the result has no entries, and
// the error is an Errors with every bad row.
//
// ".yaml" and ".yml" files hold a list of entries, or a map with the list under the key "entries".
// ".jsonl" files hold one entry a line. ".json" files hold a list of entries. For ".csv" see csvRows,
// for ".md" and ".markdown" see markdownRows. White space around texts is removed. Line breaks in
// texts become "\n".
func LoadWith(name string, data []byte, options LoadOptions) ([]Entry, error) {
	load := &loader{file: name, progress: options.Progress}
	kind, known := FormatOf(name)
	if at := invalidUTF8(data); at >= 0 {
		code := "not_utf8"
		if kind == CSV {
			code = "not_utf8_csv"
		}
		load.fail(position{line: 1 + bytes.Count(data[:at], []byte("\n")), column: 1}, "", code)

		return nil, load.errors
	}
	if options.Lang != "" {
		top := position{line: 1, column: 1}
		lang := value{at: top, kind: "text", text: options.Lang}
		load.defaultLang = load.language(field{name: "lang", at: top, value: lang})
		if len(load.errors) > 0 {
			return nil, load.errors
		}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	var rows []row

	switch {
	case !known:
		load.fail(position{line: 1, column: 1}, "", "unknown_format")
	case kind == YAML:
		rows = load.yamlRows(data)
	case kind == JSON:
		rows = load.jsonList(data)
	case kind == JSONL:
		rows = load.jsonRows(data)
	case kind == CSV:
		rows = load.csvRows(string(data))
	case kind == Markdown:
		rows = load.markdownRows(string(data))
	}
	entries := load.entries(rows)
	if len(load.errors) > 0 {
		load.sort()
		return nil, load.errors
	}

	return entries, nil
}

// Format is a file format of entries.
type Format string

// Formats. Export supports every format except JSON.
const (
	YAML     Format = "yaml"
	CSV      Format = "csv"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	Markdown Format = "md"
)

// FormatOf returns the format for the extension of a file's name.
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

// position is a place in the file. Lines and columns count from 1.
type position struct{ line, column int }

// row is an entry as written in the file, before the fields are checked.
type row struct {
	at     position
	fields []field
	madeID bool // the file has no id; the id was made from the question
}

type field struct {
	name  string
	at    position
	value value
}

// value is a scalar or a list. For other values, kind names the type.
type value struct {
	at   position
	kind string // "text", "true or false", "number", "list", "map", "nothing"
	text string // of a text
	on   bool   // of a "true or false"
	list []value
}
