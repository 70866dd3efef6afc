package faq

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

func encodeYAML(out *bufio.Writer, entries []Entry) error {
	for _, e := range entries {
		fmt.Fprintf(
			out,
			"- id: %s\n  lang: %s\n  question: %s\n",
			yamlScalar(e.ID),
			yamlScalar(e.Lang),
			yamlScalar(e.Question),
		)
		yamlItems(out, "phrasings", e.Phrasings)
		if isBlock(e.Answer) {
			fmt.Fprint(out, "  answer: |\n")

			for line := range strings.SplitSeq(e.Answer, "\n") {
				if line != "" {
					fmt.Fprint(out, "    ", line)
				}
				fmt.Fprintln(out)
			}
		} else {
			fmt.Fprintf(out, "  answer: %s\n", yamlScalar(e.Answer))
		}
		yamlItems(out, "tags", e.Tags)
		if e.Audience != "" {
			fmt.Fprintf(out, "  audience: %s\n", yamlScalar(e.Audience))
		}
		if e.Off {
			fmt.Fprint(out, "  off: true\n")
		}
		if !e.ValidFrom.IsZero() {
			fmt.Fprintf(out, "  valid_from: %s\n", timeText(e.ValidFrom, false))
		}
		if !e.ValidTo.IsZero() {
			fmt.Fprintf(out, "  valid_to: %s\n", timeText(e.ValidTo, true))
		}
	}

	return nil // out keeps the first error of writing
}

func yamlItems(out *bufio.Writer, name string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(out, "  %s:\n", name)

	for _, s := range items {
		fmt.Fprintf(out, "    - %s\n", yamlScalar(s))
	}
}

// yamlWords lists words with a special meaning in some version of YAML.
var yamlWords = []string{"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"}

// yamlScalar writes a text in one line. The text has no quotes if every YAML reader reads the bare
// text correctly.
func yamlScalar(s string) string {
	letters := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

	plain := s != "" && unicode.IsLetter([]rune(s)[0]) && !slices.Contains(yamlWords, strings.ToLower(s))
	for _, r := range s {
		plain = plain && (letters(r) || strings.ContainsRune(" .,?!()/%+-_«»–—№₽", r))
	}
	if plain {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')

	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case isShown(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')

	return b.String()
}

// isShown reports whether a character needs no escape. U+200D joins emoji.
func isShown(r rune) bool { return r == '\u200D' || unicode.IsPrint(r) }

// isBlock reports whether a text of several lines may be written as a block. A block must not lose
// white space.
func isBlock(s string) bool {
	if !strings.Contains(s, "\n") {
		return false
	}

	for line := range strings.SplitSeq(s, "\n") {
		if strings.HasSuffix(line, " ") || strings.ContainsFunc(line, func(r rune) bool { return !isShown(r) }) {
			return false
		}
	}

	return true
}
