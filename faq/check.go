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

func (l *loader) failWith(at position, field string, cause reason) {
	l.errors = append(
		l.errors,
		RowError{
			File:   l.file,
			Line:   at.line,
			Column: at.column,
			Field:  field,
			Reason: cause.String(),
			Code:   cause.code,
			Params: cause.params,
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

	for i, parsed := range rows {
		if i%stride == 0 {
			l.step("checking", i, len(rows))
		}
		entry, ok := l.entry(parsed)
		if !ok {
			continue
		}
		key := entry.key()
		if first, twice := seen[key]; twice {
			code := "already"
			if parsed.madeID {
				code = "already_made"
			}
			l.fail(parsed.at, "id", code, "id", entry.ID, "lang", entry.Lang, "line", first.line)
			continue
		}
		seen[key] = parsed.at
		out = append(out, entry)
	}

	return out
}

// entry reads one row. The result is false if the row has no usable key.
func (l *loader) entry(parsed row) (Entry, bool) {
	var entry Entry
	before := len(l.errors)
	seen := map[string]bool{}

	for _, given := range parsed.fields {
		switch {
		case !slices.Contains(fieldNames, given.name):
			l.unknown(given)
		case seen[given.name]:
			l.fail(given.at, given.name, "given_twice")
		default:
			l.field(&entry, given)
		}
		seen[given.name] = true
	}

	for _, name := range required {
		if !seen[name] {
			l.fail(parsed.at, name, "missing")
		}
	}
	if !entry.ValidTo.IsZero() && !entry.ValidFrom.Before(entry.ValidTo) {
		l.fail(parsed.at, "valid_to", "not_after")
	}

	return entry, len(l.errors) == before || entry.ID != "" && entry.Lang != "" && !parsed.madeID
}

func (l *loader) unknown(given field) {
	if near := nearest(given.name, fieldNames); near != "" {
		l.fail(given.at, given.name, "unknown_near", "near", near)
		return
	}
	l.fail(given.at, given.name, "unknown_field", "names", strings.Join(fieldNames, ", "))
}

func (l *loader) field(entry *Entry, given field) {
	switch given.name {
	case "id":
		entry.ID = l.id(given)
	case "lang":
		entry.Lang = l.language(given)
	case "question":
		entry.Question = l.needed(given)
	case "answer":
		entry.Answer = l.needed(given)
	case "phrasings":
		entry.Phrasings = l.list(given)
	case "tags":
		entry.Tags = l.list(given)
	case "audience":
		entry.Audience = l.text(given.name, given.value)
	case "off":
		entry.Off = l.flag(given)
	case "valid_from":
		entry.ValidFrom, _ = l.time(given)
	case "valid_to":
		moment, day := l.time(given)
		if day {
			moment = moment.AddDate(0, 0, 1)
		}
		if moment.Year() > lastYear { // The end of the day 9999-12-31 means no limit.
			moment = time.Time{}
		}
		entry.ValidTo = moment
	}
}

// text expects a text. A missing value reads as an empty text.
func (l *loader) text(name string, content value) string {
	switch content.kind {
	case "text":
		return clean(content.text)
	case "nothing":
		return ""
	case "number", "true or false":
		l.fail(content.at, name, "want_quoted_text", "found", content.kind)
	default:
		l.fail(content.at, name, "want_text", "found", content.kind)
	}

	return ""
}

// lineBreaks turns the line breaks of Windows and of old Macs into "\n".
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func clean(s string) string { return strings.TrimSpace(lineBreaks.Replace(s)) }

func (l *loader) needed(given field) string {
	before := len(l.errors)
	text := l.text(given.name, given.value)
	if text == "" && len(l.errors) == before {
		l.fail(given.at, given.name, "empty")
	}

	return text
}

var idShape = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (l *loader) id(given field) string {
	text := l.needed(given)
	if text != "" && !idShape.MatchString(text) {
		l.fail(given.value.at, given.name, "bad_id", "value", text)
	}

	return text
}

var langShape = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)

func (l *loader) language(given field) string {
	code := strings.ToLower(l.needed(given))
	if code == "" {
		return ""
	}
	if _, err := language.Parse(code); err != nil || !langShape.MatchString(code) {
		l.fail(given.value.at, given.name, "bad_lang", "value", code)
	}

	return code
}

func (l *loader) list(given field) []string {
	if given.value.kind == "nothing" {
		return nil
	}
	if given.value.kind != "list" {
		l.fail(given.value.at, given.name, "want_list", "found", given.value.kind)
		return nil
	}
	var out []string

	for _, content := range given.value.list {
		before := len(l.errors)
		text := l.text(given.name, content)
		if text != "" {
			out = append(out, text)
		} else if len(l.errors) == before {
			l.fail(content.at, given.name, "empty_item")
		}
	}

	return out
}

func (l *loader) flag(given field) bool {
	if given.value.kind != "true or false" {
		l.fail(given.value.at, given.name, "want_flag", "found", given.value.kind)
	}

	return given.value.on
}

// lastYear is the limit for moments: RFC 3339 and JSON cannot hold a later year.
const lastYear = 9999

// time reads a moment or a day. day reports which of the two was read.
func (l *loader) time(given field) (moment time.Time, day bool) {
	before := len(l.errors)
	text := l.text(given.name, given.value)
	if text == "" {
		return time.Time{}, false
	}

	// A Russian Excel turns the first layout into the second.
	for _, layout := range []string{time.DateOnly, "02.01.2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err == nil && (moment.UTC().Year() > lastYear || moment.UTC().Year() < 0) {
		l.fail(given.value.at, given.name, "out_of_range", "value", text)
		return time.Time{}, false
	}
	if err != nil && len(l.errors) == before {
		l.fail(given.value.at, given.name, "bad_time", "value", text)
	}

	return moment.UTC(), false
}
