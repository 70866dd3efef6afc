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
	for i, entry := range entries {
		text := markdownEntry(entry, entry.Answer)
		if !readsBack(text, entry) {
			text = markdownEntry(entry, answerBegin+"\n"+entry.Answer+"\n"+answerEnd)
		}
		if !readsBack(text, entry) {
			return fmt.Errorf(
				"entry %q in language %q: the answer has a line "+
					"%q, which Markdown files cannot hold; export it as YAML",
				entry.ID,
				entry.Lang,
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
func readsBack(text string, entry Entry) bool {
	load := &loader{}
	rows := load.markdownRows(text + "\n## next\n\nanswer\n")
	if len(rows) != 2 || len(load.errors) > 0 {
		return false
	}
	got, ok := load.entry(rows[0])

	return ok && len(load.errors) == 0 && got.Equal(entry)
}

func markdownEntry(entry Entry, answer string) string {
	var out strings.Builder
	title := strings.ReplaceAll(entry.Question, "\n", " ")
	fmt.Fprintf(&out, "## %s\n<!-- id: %s; lang: %s", title, entry.ID, entry.Lang)
	set := func(name string, items ...string) {
		for i, item := range items {
			if item == "" {
				continue
			}
			sep := ", "
			if i == 0 {
				sep = "; " + name + ": "
			}
			out.WriteString(sep + markdownValue(item))
		}
	}
	if h, _ := headingOf("## "+title, 1); h.title != entry.Question {
		set("question", entry.Question)
	}
	quoted := !strings.Contains(strings.Join(entry.Phrasings, ""), "\n")
	if !quoted {
		set("phrasings", entry.Phrasings...)
	}
	set("tags", entry.Tags...)
	set("audience", entry.Audience)
	if entry.Off {
		set("off", "true")
	}
	set("valid_from", timeText(entry.ValidFrom, false))
	set("valid_to", timeText(entry.ValidTo, true))
	out.WriteString(" -->\n")
	if quoted {
		for _, p := range entry.Phrasings {
			out.WriteString("> " + p + "\n")
		}
	}
	out.WriteString("\n" + answer + "\n")

	return out.String()
}

// markdownValue writes a text of a comment in one line. A text with special characters is quoted.
func markdownValue(text string) string {
	plain := true
	for _, r := range text {
		plain = plain && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" .:-+_/", r))
	}
	if plain {
		return text
	}
	quoted, _ := json.Marshal(text) // json.Marshal writes ">" as \u003e, so a text cannot end a comment

	return string(quoted)
}
