package faq

import (
	"fmt"
	"path"
	"strings"
	"unicode/utf8"
)

// RowError is one thing wrong in an entry file. Line and Column count from 1, columns in
// characters; Field is empty where the fault is not in a field.
type RowError struct {
	File         string
	Line, Column int
	Field        string
	Reason       string
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

// Load reads entries from a file's content; name picks the format and is named in errors.
// ".yaml" and ".yml" hold a list of entries, or a map whose key "entries" holds it; ".jsonl"
// holds one entry a line. It is all or nothing: any fault gives no entries and an Errors that
// lists every bad row.
func Load(name string, data []byte) ([]Entry, error) {
	l := &loader{file: name}
	if at := invalidUTF8(data); at >= 0 {
		line := 1 + strings.Count(string(data[:at]), "\n")
		l.fail(position{line, 1}, "", "not UTF-8 text")
		return nil, l.errors
	}
	data = []byte(strings.TrimPrefix(string(data), "\uFEFF"))
	var rows []row
	switch strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/"))) {
	case ".yaml", ".yml":
		rows = l.yamlRows(data)
	case ".jsonl":
		rows = l.jsonRows(data)
	default:
		l.fail(position{1, 1}, "", "unknown format: the name must end in .yaml, .yml or .jsonl")
	}
	entries := l.entries(rows)
	if len(l.errors) > 0 {
		l.sort()
		return nil, l.errors
	}
	return entries, nil
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
