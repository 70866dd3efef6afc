package faq

import (
	"regexp"
	"slices"
	"strings"
)

// markdownRows reads a document of questions and answers:
//
//	---
//	lang: en
//	---
//	# Delivery
//
//	## How much is delivery?
//	<!-- id: delivery-cost; tags: price, post; valid_to: 2026-12-31 -->
//	> delivery price
//	> what does shipping cost
//
//	From **$4**.
//
// A heading ("#" to "######") with text below is a question. The Markdown text up to the next
// heading is the answer. A heading with only deeper headings below is a section. A section becomes
// a tag of all questions in the section. Front matter may set lang for the whole file. Quoted lines
// directly below a question are other phrasings, and a comment there sets fields of the question
// (see fields). Phrasings and comments may come in any order, with blank lines anywhere. A missing
// id is made by idOf. A heading in a code fence or in a comment does not count. An answer with
// lines like headings, phrasings or fields stands between the lines "<!-- answer -->" and "<!--
// /answer -->".
func (l *loader) markdownRows(text string) []row {
	document := &markdownText{loader: l, lines: strings.Split(lineBreaks.Replace(text), "\n")}
	for i, line := range document.lines {
		if strings.Contains(line, "-->") {
			document.ends = append(document.ends, i)
		}
	}
	document.frontMatter()
	document.preamble()
	var rows []row
	var sections []heading

	for document.next < len(document.lines) {
		if len(rows)%stride == 0 {
			l.step("reading", document.next, len(document.lines))
		}
		title, _ := headingOf(document.lines[document.next], document.next+1) // the step before stopped at a heading
		document.next++

		asking := document.question(title)
		for len(sections) > 0 && sections[len(sections)-1].level >= title.level {
			sections = sections[:len(sections)-1]
		}
		if asking.empty && document.deeper(title.level) {
			sections = append(sections, title)
			continue
		}
		rows = append(rows, asking.row(sections, document.defaultLang))
	}

	return rows
}

// markdownText holds the lines of a file and the reading position.
type markdownText struct {
	*loader
	lines []string
	next  int
	ends  []int // lines with the end of a comment
}

// heading is a line like "## Title ##".
type heading struct {
	at    position // position of the title
	level int
	title string
}

var headingShape = regexp.MustCompile(`^ {0,3}(#{1,6})([ \t].*)?$`)

// closingMarks matches the marks at the end of a heading.
var closingMarks = regexp.MustCompile(`(^|[ \t])#+[ \t]*$`)

func headingOf(line string, number int) (heading, bool) {
	if !strings.HasPrefix(strings.TrimLeft(line, " "), "#") { // fast exit for most lines
		return heading{}, false
	}
	match := headingShape.FindStringSubmatch(line)
	if match == nil {
		return heading{}, false
	}
	title := strings.TrimSpace(match[2])
	if at := closingMarks.FindStringIndex(title); at != nil {
		title = strings.TrimSpace(title[:at[0]])
	}

	return heading{at: position{line: number, column: 1}, level: len(match[1]), title: title}, true
}

// frontMatter skips the settings at the top. Only lang is used. The other settings belong to the
// document's other tools.
func (m *markdownText) frontMatter() {
	if strings.TrimRight(m.lines[0], " \t") != "---" {
		return
	}

	for i, line := range m.lines[1:] {
		if strings.TrimRight(line, " \t") == "---" {
			m.next = i + 2
			return
		}
		if name, text, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "lang" {
			at := position{line: i + 2, column: 1}
			text = strings.Trim(strings.TrimSpace(text), `"'`)
			before := len(m.errors)
			m.defaultLang = m.language(field{name: "lang", at: at, value: value{at: at, kind: "text", text: text}})
			if len(m.errors) > before {
				m.defaultLang = "und" // the fault is reported only once
			}
		}
	}
	m.fail(position{line: 1, column: 1}, "", "md_front_matter")
	m.next = len(m.lines)
}

// preamble skips comments and empty lines above the first heading.
func (m *markdownText) preamble() {
	for ; m.next < len(m.lines); m.next++ {
		line := strings.TrimSpace(m.lines[m.next])
		if _, is := headingOf(m.lines[m.next], 0); is {
			return
		}
		if strings.HasPrefix(line, "<!--") {
			if end, ok := m.commentEnd(m.next); ok {
				m.next = end
				continue
			}
		}
		if line != "" {
			m.fail(position{line: m.next + 1, column: 1}, "", "md_text_above")
			m.toHeading()

			return
		}
	}
}

// commentEnd returns the last line of the comment that begins in the line from.
func (m *markdownText) commentEnd(from int) (int, bool) {
	at, _ := slices.BinarySearch(m.ends, from)
	if at == len(m.ends) {
		return 0, false
	}

	return m.ends[at], true
}

// deeper reports whether the next heading has a deeper level.
func (m *markdownText) deeper(level int) bool {
	if m.next >= len(m.lines) {
		return false
	}
	h, _ := headingOf(m.lines[m.next], 0)

	return h.level > level
}

// toHeading reads lines up to the next heading outside of code fences and comments.
func (m *markdownText) toHeading() []string {
	from := m.next
	for m.next < len(m.lines) {
		line := m.lines[m.next]
		if _, is := headingOf(line, 0); is {
			break
		}

		switch fence := fenceOf(line); {
		case fence != "":
			m.next = m.fenceEnd(m.next, fence)
		case strings.HasPrefix(strings.TrimSpace(line), "<!--"):
			end, closed := m.commentEnd(m.next)
			if !closed {
				m.fail(position{line: m.next + 1, column: 1}, "", "md_open_comment")
				end = m.next
			}
			m.next = end
		}
		m.next++
	}

	return m.lines[from:min(m.next, len(m.lines))]
}

var fenceShape = regexp.MustCompile("^ {0,3}(```+[^`]*|~~~+.*)$")

// fenceOf returns the opening marks of a code block in a line, or "".
func fenceOf(line string) string {
	if !fenceShape.MatchString(line) {
		return ""
	}
	marks := strings.TrimLeft(line, " ")

	return marks[:len(marks)-len(strings.TrimLeft(marks, marks[:1]))]
}

// fenceEnd returns the line that closes the code block. Without such a line the result is the last
// line of the file, and the fault is reported, because all following questions would be lost.
func (m *markdownText) fenceEnd(from int, fence string) int {
	for i := from + 1; i < len(m.lines); i++ {
		marks := strings.TrimSpace(m.lines[i])
		if strings.HasPrefix(marks, fence) && strings.Trim(marks, fence[:1]) == "" {
			return i
		}
	}
	m.fail(position{line: from + 1, column: 1}, "", "md_open_code", "fence", fence)

	return len(m.lines) - 1
}
