package faq

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// question holds the content below a heading.
type question struct {
	heading
	fields    []field
	phrasings []value
	answer    value
	empty     bool // the content is empty
}

const (
	answerBegin = "<!-- answer -->"
	answerEnd   = "<!-- /answer -->"
)

// question reads from the line after a heading to the next heading.
func (m *markdownText) question(title heading) question {
	asking := question{heading: title, answer: value{at: title.at, kind: "nothing"}}

	from := m.next
	for m.next < len(m.lines) && m.above(&asking) {
	}
	if m.next < len(m.lines) {
		m.answer(&asking)
	}
	asking.empty = strings.TrimSpace(strings.Join(m.lines[from:m.next], "")) == ""

	return asking
}

// above reads a line that may precede the answer. The result is false at the first line of the answer.
func (m *markdownText) above(asking *question) bool {
	line := strings.TrimSpace(m.lines[m.next])
	switch {
	case line == "":
	case strings.HasPrefix(line, ">"):
		if text := strings.TrimSpace(line[1:]); text != "" {
			at := position{line: m.next + 1, column: 1}
			asking.phrasings = append(asking.phrasings, value{at: at, kind: "text", text: text})
		}
	case strings.HasPrefix(line, "<!--"):
		end, closed := m.commentEnd(m.next)
		if !closed {
			return false
		}
		text := strings.Join(m.lines[m.next:end+1], "\n")
		if !fieldsShape.MatchString(text) {
			return false
		}
		m.fields(asking, text)
		m.next = end
	default:
		return false
	}
	m.next++

	return true
}

func (m *markdownText) answer(asking *question) {
	at := position{line: m.next + 1, column: 1}
	if strings.TrimSpace(m.lines[m.next]) != answerBegin {
		if text := clean(strings.Join(m.toHeading(), "\n")); text != "" {
			asking.answer = value{at: at, kind: "text", text: text}
		}

		return
	}
	m.next++

	from := m.next
	for m.next < len(m.lines) && strings.TrimSpace(m.lines[m.next]) != answerEnd {
		m.next++
	}
	if m.next == len(m.lines) {
		asking.answer = value{at: at, kind: "text", text: answerBegin} // the fault is reported only once
		m.fail(at, "answer", "md_open_answer", "begin", answerBegin, "end", answerEnd)

		return
	}
	asking.answer = value{at: at, kind: "text", text: strings.Join(m.lines[from:m.next], "\n")}
	m.next++
	behind := position{line: m.next + 1, column: 1}
	if rest := m.toHeading(); strings.TrimSpace(strings.Join(rest, "")) != "" {
		m.fail(behind, "answer", "md_after_answer", "end", answerEnd)
	}
}

// row builds the row of the question. Sections become the first tags.
func (q question) row(sections []heading, lang string) row {
	parsed := row{at: q.at, fields: q.fields}
	add := func(name string, v value) {
		if parsed.field(name) == nil || name == "answer" && v.kind != "nothing" {
			parsed.fields = append(parsed.fields, field{name: name, at: v.at, value: v})
		}
	}
	title := value{at: q.at, kind: "text", text: q.title}
	if q.title == "" {
		title.kind = "nothing"
	}
	add("question", title)
	add("answer", q.answer)
	list := func(name string, items []value) {
		if len(items) == 0 {
			return
		}
		add(name, value{at: items[0].at, kind: "list"})
		f := parsed.field(name)
		f.value.list = slices.Concat(items, f.value.list)
	}
	list("phrasings", q.phrasings)
	var tags []value

	for _, s := range sections {
		if s.title != "" && !q.tagged(s.title) {
			tags = append(tags, value{at: s.at, kind: "text", text: s.title})
		}
	}
	list("tags", tags)
	parsed.complete(lang)

	return parsed
}

func (q question) tagged(tag string) bool {
	for _, f := range q.fields {
		if f.name == "tags" && slices.ContainsFunc(f.value.list, func(v value) bool { return v.text == tag }) {
			return true
		}
	}

	return false
}

// fieldsShape matches the beginning of a comment with fields. Other comments belong to the answer.
var fieldsShape = regexp.MustCompile(`^\s*<!--\s*[A-Za-z_]+[ \t]*:`)

var fieldName = regexp.MustCompile(`^[A-Za-z_]+[ \t]*:`)

// fields reads a comment like <!-- id: delivery; tags: a, "b; c"; off: true -->. Fields are separated
// by ";". The items of phrasings and tags are separated by ",". A text with such characters is quoted
// as in JSON.
func (m *markdownText) fields(asking *question, comment string) {
	comment = comment[:strings.Index(comment, "-->")]
	scan := newCursor(comment, position{line: m.next + 1, column: 1})
	scan.skip(strings.Index(comment, "<!--") + len("<!--"))

	for {
		scan.skip(spaces(scan.rest(), "; \t\n"))
		if scan.rest() == "" {
			return
		}
		at := scan.at
		name := fieldName.FindString(scan.rest())
		if name == "" {
			m.fail(at, "", "md_want_field", "text", excerpt(scan.rest()))
			return
		}
		scan.skip(len(name))
		f := field{name: strings.TrimSpace(strings.TrimSuffix(name, ":")), at: at}
		if !m.value(scan, &f) {
			return
		}
		asking.fields = append(asking.fields, f)
	}
}

// value reads the text after the name of a field.
func (m *markdownText) value(scan *cursor, given *field) bool {
	list := given.name == "phrasings" || given.name == "tags"
	ends := ";"
	if list {
		ends = ",;"
	}
	given.value = value{at: given.at, kind: "list"}

	for {
		scan.skip(spaces(scan.rest(), " \t\n"))
		one := cell{at: scan.at}
		text, ok := m.text(scan, ends)
		if !ok {
			return false
		}

		one.text = text
		switch {
		case !list && given.name == "off":
			given.value = flagValue(one)
		case !list:
			given.value = value{at: one.at, kind: "text", text: one.text}
		case strings.TrimSpace(text) != "":
			given.value.list = append(given.value.list, value{at: one.at, kind: "text", text: one.text})
		}
		if !list || !strings.HasPrefix(scan.rest(), ",") {
			return true
		}
		scan.skip(1)
	}
}

// text reads a quoted text, or a text up to one of the ends.
func (m *markdownText) text(scan *cursor, ends string) (string, bool) {
	if !strings.HasPrefix(scan.rest(), `"`) {
		if n := strings.IndexAny(scan.rest(), ends); n >= 0 {
			return strings.TrimSpace(scan.skip(n)), true
		}

		return strings.TrimSpace(scan.skip(len(scan.rest()))), true
	}
	at := scan.at

	size := 1
	for size < len(scan.rest()) && scan.rest()[size] != '"' {
		if scan.rest()[size] == '\\' {
			size++
		}
		size++
	}
	if size >= len(scan.rest()) {
		m.fail(at, "", "md_open_quote")
		return "", false
	}
	quoted := scan.skip(size + 1)
	var text string
	if err := json.Unmarshal([]byte(quoted), &text); err != nil {
		m.fail(at, "", "md_want_quoted", "text", excerpt(quoted))
		return "", false
	}
	scan.skip(spaces(scan.rest(), " \t\n"))
	if rest := scan.rest(); rest != "" && strings.IndexByte(ends, rest[0]) < 0 {
		m.fail(scan.at, "", "md_after_quote", "text", excerpt(rest), "ends", ends)
		return "", false
	}

	return text, true
}

func spaces(s, set string) int { return len(s) - len(strings.TrimLeft(s, set)) }
