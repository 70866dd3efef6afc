package faq

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// encodeMarkdown writes each entry in the form read by markdownRows. Each entry is read back at once.
// An entry that changes on the way is written in a longer form.
func encodeMarkdown(out *bufio.Writer, entries []Entry) error {
	for i, e := range entries {
		text := markdownEntry(e, e.Answer)
		if !readsBack(text, e) {
			text = markdownEntry(e, answerBegin+"\n"+e.Answer+"\n"+answerEnd)
		}
		if !readsBack(text, e) {
			return fmt.Errorf(
				"entry %q in language %q: the answer has a line "+
					"%q, which Markdown files cannot hold; export it as YAML",
				e.ID,
				e.Lang,
				answerEnd,
			)
		}
		if i > 0 {
			_ = out.WriteByte('\n')
		}
		if _, err := out.WriteString(text); err != nil {
			return err
		}
	}

	return nil
}

// readsBack reports whether the text gives the entry and does not affect the following text.
func readsBack(text string, e Entry) bool {
	l := &loader{}
	rows := l.markdownRows(text + "\n## next\n\nanswer\n")
	if len(rows) != 2 || len(l.errors) > 0 {
		return false
	}
	got, ok := l.entry(rows[0])

	return ok && len(l.errors) == 0 && got.Equal(e)
}

func markdownEntry(e Entry, answer string) string {
	var b strings.Builder
	title := strings.ReplaceAll(e.Question, "\n", " ")
	fmt.Fprintf(&b, "## %s\n<!-- id: %s; lang: %s", title, e.ID, e.Lang)
	set := func(name string, items ...string) {
		for i, s := range items {
			if s == "" {
				continue
			}
			sep := ", "
			if i == 0 {
				sep = "; " + name + ": "
			}
			b.WriteString(sep + markdownValue(s))
		}
	}
	if h, _ := headingOf("## "+title, 1); h.title != e.Question {
		set("question", e.Question)
	}
	quoted := !strings.Contains(strings.Join(e.Phrasings, ""), "\n")
	if !quoted {
		set("phrasings", e.Phrasings...)
	}
	set("tags", e.Tags...)
	set("audience", e.Audience)
	if e.Off {
		set("off", "true")
	}
	set("valid_from", timeText(e.ValidFrom, false))
	set("valid_to", timeText(e.ValidTo, true))
	b.WriteString(" -->\n")
	if quoted {
		for _, p := range e.Phrasings {
			b.WriteString("> " + p + "\n")
		}
	}
	b.WriteString("\n" + answer + "\n")

	return b.String()
}

// markdownValue writes a text of a comment in one line. A text with special characters is quoted.
func markdownValue(s string) string {
	plain := true
	for _, r := range s {
		plain = plain && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" .:-+_/", r))
	}
	if plain {
		return s
	}
	quoted, _ := json.Marshal(s) // json.Marshal writes ">" as \u003e, so a text cannot end a comment

	return string(quoted)
}
