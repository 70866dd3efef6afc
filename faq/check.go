package faq

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// loader collects entries and all faults of a file.
type loader struct {
	file        string
	defaultLang string // see LoadOptions
	progress    func(step string, done, total int)
	errors      Errors
}

// stride is the number of rows between two calls of progress.
const stride = 500

// step reports the progress of a step.
func (l *loader) step(name string, done, total int) {
	if l.progress != nil {
		l.progress(name, done, total)
	}
}

// fail records a code of Reasons with the parameters of the code: names and values alternate.
func (l *loader) fail(at position, field, code string, params ...any) {
	l.failWith(at, field, newReason(code, params...))
}

func (l *loader) failWith(at position, field string, r reason) {
	l.errors = append(
		l.errors,
		RowError{
			File:   l.file,
			Line:   at.line,
			Column: at.column,
			Field:  field,
			Reason: r.String(),
			Code:   r.code,
			Params: r.params,
		},
	)
}

func (l *loader) sort() {
	slices.SortStableFunc(l.errors, func(a, b RowError) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

var fieldNames = []string{
	"id",
	"lang",
	"question",
	"phrasings",
	"answer",
	"tags",
	"audience",
	"off",
	"valid_from",
	"valid_to",
}

// required lists the fields required in a row. phrasings and the other fields are optional.
var required = []string{"id", "lang", "question", "answer"}

func (l *loader) entries(rows []row) []Entry {
	var out []Entry
	defer func() { l.step("checking", len(rows), len(rows)) }()
	seen := map[entryKey]position{}

	for i, r := range rows {
		if i%stride == 0 {
			l.step("checking", i, len(rows))
		}
		e, ok := l.entry(r)
		if !ok {
			continue
		}
		k := e.key()
		if first, twice := seen[k]; twice {
			code := "already"
			if r.madeID {
				code = "already_made"
			}
			l.fail(r.at, "id", code, "id", e.ID, "lang", e.Lang, "line", first.line)
			continue
		}
		seen[k] = r.at
		out = append(out, e)
	}

	return out
}

// entry reads one row. The result is false if the row has no usable key.
func (l *loader) entry(r row) (Entry, bool) {
	var e Entry
	before := len(l.errors)
	seen := map[string]bool{}

	for _, f := range r.fields {
		switch {
		case !slices.Contains(fieldNames, f.name):
			l.unknown(f)
		case seen[f.name]:
			l.fail(f.at, f.name, "given_twice")
		default:
			l.field(&e, f)
		}
		seen[f.name] = true
	}

	for _, name := range required {
		if !seen[name] {
			l.fail(r.at, name, "missing")
		}
	}
	if !e.ValidTo.IsZero() && !e.ValidFrom.Before(e.ValidTo) {
		l.fail(r.at, "valid_to", "not_after")
	}

	return e, len(l.errors) == before || e.ID != "" && e.Lang != "" && !r.madeID
}

func (l *loader) unknown(f field) {
	if near := nearest(f.name, fieldNames); near != "" {
		l.fail(f.at, f.name, "unknown_near", "near", near)
		return
	}
	l.fail(f.at, f.name, "unknown_field", "names", strings.Join(fieldNames, ", "))
}

func (l *loader) field(e *Entry, f field) {
	switch f.name {
	case "id":
		e.ID = l.id(f)
	case "lang":
		e.Lang = l.language(f)
	case "question":
		e.Question = l.needed(f)
	case "answer":
		e.Answer = l.needed(f)
	case "phrasings":
		e.Phrasings = l.list(f)
	case "tags":
		e.Tags = l.list(f)
	case "audience":
		e.Audience = l.text(f.name, f.value)
	case "off":
		e.Off = l.flag(f)
	case "valid_from":
		e.ValidFrom, _ = l.time(f)
	case "valid_to":
		t, day := l.time(f)
		if day {
			t = t.AddDate(0, 0, 1)
		}
		if t.Year() > lastYear { // The end of the day 9999-12-31 means no limit.
			t = time.Time{}
		}
		e.ValidTo = t
	}
}

// text expects a text. A missing value reads as an empty text.
func (l *loader) text(name string, v value) string {
	switch v.kind {
	case "text":
		return clean(v.text)
	case "nothing":
		return ""
	case "number", "true or false":
		l.fail(v.at, name, "want_quoted_text", "found", v.kind)
	default:
		l.fail(v.at, name, "want_text", "found", v.kind)
	}

	return ""
}

// lineBreaks turns the line breaks of Windows and of old Macs into "\n".
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func clean(s string) string { return strings.TrimSpace(lineBreaks.Replace(s)) }

func (l *loader) needed(f field) string {
	before := len(l.errors)
	s := l.text(f.name, f.value)
	if s == "" && len(l.errors) == before {
		l.fail(f.at, f.name, "empty")
	}

	return s
}

var idShape = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (l *loader) id(f field) string {
	s := l.needed(f)
	if s != "" && !idShape.MatchString(s) {
		l.fail(f.value.at, f.name, "bad_id", "value", s)
	}

	return s
}

var langShape = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)

func (l *loader) language(f field) string {
	s := strings.ToLower(l.needed(f))
	if s == "" {
		return ""
	}
	if _, err := language.Parse(s); err != nil || !langShape.MatchString(s) {
		l.fail(f.value.at, f.name, "bad_lang", "value", s)
	}

	return s
}

func (l *loader) list(f field) []string {
	if f.value.kind == "nothing" {
		return nil
	}
	if f.value.kind != "list" {
		l.fail(f.value.at, f.name, "want_list", "found", f.value.kind)
		return nil
	}
	var out []string

	for _, v := range f.value.list {
		before := len(l.errors)
		s := l.text(f.name, v)
		if s != "" {
			out = append(out, s)
		} else if len(l.errors) == before {
			l.fail(v.at, f.name, "empty_item")
		}
	}

	return out
}

func (l *loader) flag(f field) bool {
	if f.value.kind != "true or false" {
		l.fail(f.value.at, f.name, "want_flag", "found", f.value.kind)
	}

	return f.value.on
}

// lastYear is the limit for moments: RFC 3339 and JSON cannot hold a later year.
const lastYear = 9999

// time reads a moment or a day. day reports which of the two was read.
func (l *loader) time(f field) (t time.Time, day bool) {
	before := len(l.errors)
	s := l.text(f.name, f.value)
	if s == "" {
		return time.Time{}, false
	}

	// A Russian Excel turns the first layout into the second.
	for _, layout := range []string{time.DateOnly, "02.01.2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err == nil && (t.UTC().Year() > lastYear || t.UTC().Year() < 0) {
		l.fail(f.value.at, f.name, "out_of_range", "value", s)
		return time.Time{}, false
	}
	if err != nil && len(l.errors) == before {
		l.fail(f.value.at, f.name, "bad_time", "value", s)
	}

	return t.UTC(), false
}
