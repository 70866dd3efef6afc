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
// A heading ("#" to "######") with text below it is a question, and the text up to the next
// heading, in Markdown, its answer. A heading that has nothing but deeper headings below it is a
// section: it becomes a tag of all questions in it. Front matter may set lang for the whole file.
// Directly below a question, in any order and with blank lines anywhere, quoted lines are its
// other phrasings and a comment sets any of its fields, see markdownFields. Where id is missing
// it is made by idOf. Headings in code fences and in comments are none. An answer that would be
// taken for something else stands between the lines "<!-- answer -->" and "<!-- /answer -->".
func (l *loader) markdownRows(text string) []row {
	m := &markdownText{loader: l, lines: strings.Split(lineBreaks.Replace(text), "\n")}
	for i, line := range m.lines {
		if strings.Contains(line, "-->") {
			m.ends = append(m.ends, i)
		}
	}
	m.frontMatter()
	m.preamble()
	var rows []row
	var sections []heading

	for m.next < len(m.lines) {
		if len(rows)%stride == 0 {
			l.step("reading", m.next, len(m.lines))
		}
		h, _ := headingOf(m.lines[m.next], m.next+1) // the one before reads up to a heading
		m.next++

		q := m.question(h)
		for len(sections) > 0 && sections[len(sections)-1].level >= h.level {
			sections = sections[:len(sections)-1]
		}
		if q.empty && m.deeper(h.level) {
			sections = append(sections, h)
			continue
		}
		rows = append(rows, q.row(sections, m.defaultLang))
	}

	return rows
}

// markdownText is the lines of a file and where the reader is.
type markdownText struct {
	*loader
	lines []string
	next  int
	ends  []int // lines in which a comment may end
}

// heading is a line like "## Title ##".
type heading struct {
	at    position // of the title
	level int
	title string
}

var headingShape = regexp.MustCompile(`^ {0,3}(#{1,6})([ \t].*)?$`)

// closingMarks are those that a heading may end in.
var closingMarks = regexp.MustCompile(`(^|[ \t])#+[ \t]*$`)

func headingOf(line string, number int) (heading, bool) {
	if !strings.HasPrefix(strings.TrimLeft(line, " "), "#") { // most lines
		return heading{}, false
	}
	m := headingShape.FindStringSubmatch(line)
	if m == nil {
		return heading{}, false
	}
	title := strings.TrimSpace(m[2])
	if at := closingMarks.FindStringIndex(title); at != nil {
		title = strings.TrimSpace(title[:at[0]])
	}

	return heading{at: position{number, 1}, level: len(m[1]), title: title}, true
}

// frontMatter skips the settings at the top, of which lang is ours: the others are of the tool
// that the document was written for.
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
			at := position{i + 2, 1}
			text = strings.Trim(strings.TrimSpace(text), `"'`)
			before := len(m.errors)
			m.defaultLang = m.language(field{name: "lang", at: at, value: value{at: at, kind: "text", text: text}})
			if len(m.errors) > before {
				m.defaultLang = "und" // the fault is named once
			}
		}
	}
	m.fail(position{1, 1}, "", "md_front_matter")
	m.next = len(m.lines)
}

// preamble skips what stands above the first heading: comments and empty lines.
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
			m.fail(position{m.next + 1, 1}, "", "md_text_above")
			m.toHeading()

			return
		}
	}
}

// commentEnd is the line in which the comment that begins in a line ends.
func (m *markdownText) commentEnd(from int) (int, bool) {
	at, _ := slices.BinarySearch(m.ends, from)
	if at == len(m.ends) {
		return 0, false
	}

	return m.ends[at], true
}

// deeper reports whether the heading that comes next is below one of this level.
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
				m.fail(position{m.next + 1, 1}, "", "md_open_comment")
				end = m.next
			}
			m.next = end
		}
		m.next++
	}

	return m.lines[from:min(m.next, len(m.lines))]
}

var fenceShape = regexp.MustCompile("^ {0,3}(```+[^`]*|~~~+.*)$")

// fenceOf is the marks that open a code block in a line, "" if it opens none.
func fenceOf(line string) string {
	if !fenceShape.MatchString(line) {
		return ""
	}
	marks := strings.TrimLeft(line, " ")

	return marks[:len(marks)-len(strings.TrimLeft(marks, marks[:1]))]
}

// fenceEnd is the line that closes the code block, the last line of the file if none does: then
// all questions in between would be lost.
func (m *markdownText) fenceEnd(from int, fence string) int {
	for i := from + 1; i < len(m.lines); i++ {
		marks := strings.TrimSpace(m.lines[i])
		if strings.HasPrefix(marks, fence) && strings.Trim(marks, fence[:1]) == "" {
			return i
		}
	}
	m.fail(position{from + 1, 1}, "", "md_open_code", "fence", fence)

	return len(m.lines) - 1
}
