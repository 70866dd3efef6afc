package faq

import (
	"fmt"
	"regexp"
)

// Reasons maps the codes of a RowError to English texts. {name} is a parameter, {name:q} a quoted
// parameter. Clients in another language translate a code, and show RowError.Reason for an unknown
// code.
var Reasons = map[string]string{
	"missing":            `missing`,
	"given_twice":        `given twice`,
	"empty":              `empty`,
	"empty_item":         `empty item`,
	"already":            `{id:q} in language {lang:q} is already in line {line}`,
	"already_made":       `{id:q} (made from the question) in language {lang:q} is already in line {line}`,
	"not_after":          `is not after valid_from`,
	"unknown_near":       `unknown field; did you mean {near:q}?`,
	"unknown_field":      `unknown field; there are {names}`,
	"want_text":          `expected text, found a {found}`,
	"want_quoted_text":   `expected text, found {found}; put it in quotes`,
	"want_list":          `expected a list, found {found}`,
	"want_flag":          `expected true or false, found {found}`,
	"bad_id":             `{value:q}: expected 1 to 64 letters a-z, digits, dots, dashes or underscores`,
	"bad_lang":           `{value:q} is not a language; expected a code like "ru" or "en"`,
	"bad_time":           `{value:q}: expected a day like 2026-01-31 or a time like 2026-01-31T18:00:00+03:00`,
	"out_of_range":       `{value:q} is out of range`,
	"not_utf8":           `not UTF-8 text`,
	"not_utf8_csv":       `not UTF-8 text; Excel saves it as "CSV UTF-8"`,
	"unknown_format":     `unknown format: the name must end in .yaml, .yml, .csv, .jsonl, .json, .md or .markdown`,
	"json_syntax":        `{detail}`,
	"json_broken_line":   `not a whole JSON object; each line must hold one`,
	"json_open_list":     `the list of entries is not closed`,
	"json_want_list":     `expected a list of entries [{...}, ...]`,
	"json_want_object":   `expected an object {...}`,
	"json_second_object": `more text after the object; each line must hold one entry`,
	"json_after_list":    `more text after the list`,
	"yaml_syntax":        `{detail}`,
	"yaml_unreadable":    `cannot be read as YAML: {detail}`,
	"yaml_want_entries":  `expected a list of entries`,
	"yaml_top_field":     `unknown field; expected a list of entries, or "entries:" above it`,
	"yaml_want_list":     `expected a list`,
	"yaml_want_entry":    `expected an entry with id, lang, question and answer`,
	"csv_open_quote":     `the quote that begins this cell is never closed`,
	"csv_after_quote": `the quote that begins this cell is closed in line {line}, column {column}, but text ` +
		`follows; a quote in a quoted cell is written ""`,
	"csv_broken_quotes": `too many broken quotes; nothing is read from here on`,
	"csv_no_column":     `there is no such column`,
	"csv_no_name":       `{text:q} stands in a column without a name`,
	"md_front_matter":   `the front matter is never closed by a line "---"`,
	"md_text_above":     `text above the first question; a question is a heading like "## How much is delivery?"`,
	"md_open_comment":   `the comment is never closed`,
	"md_open_code":      `the code block {fence} is never closed`,
	"md_open_answer":    `{begin} is never followed by {end}`,
	"md_after_answer":   `text between {end} and the next heading`,
	"md_want_field":     `{text:q}: expected a field like "lang: ru"`,
	"md_open_quote":     `the quote is never closed`,
	"md_want_quoted":    `{text}: expected a text quoted as in JSON`,
	"md_after_quote":    `{text:q}: expected one of {ends:q} after the quoted text`,
}

// reason is the fault of a row: a code of Reasons and the parameters of the code.
type reason struct {
	code   string
	params map[string]string
}

// newReason makes a reason. In params names and values alternate.
func newReason(code string, params ...any) reason {
	cause := reason{code: code}
	for i := 0; i+1 < len(params); i += 2 {
		if cause.params == nil {
			cause.params = map[string]string{}
		}
		cause.params[params[i].(string)] = fmt.Sprint(params[i+1])
	}

	return cause
}

var parameter = regexp.MustCompile(`\{(\w+)(:q)?\}`)

// String returns the reason in English.
func (r reason) String() string {
	return parameter.ReplaceAllStringFunc(Reasons[r.code], func(mark string) string {
		match := parameter.FindStringSubmatch(mark)
		if match[2] != "" {
			return fmt.Sprintf("%q", r.params[match[1]])
		}

		return r.params[match[1]]
	})
}
