package faq

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

func encodeYAML(out *bufio.Writer, entries []Entry) error {
	for _, entry := range entries {
		fmt.Fprintf(
			out,
			"- id: %s\n  lang: %s\n  question: %s\n",
			yamlScalar(entry.ID),
			yamlScalar(entry.Lang),
			yamlScalar(entry.Question),
		)
		yamlItems(out, "phrasings", entry.Phrasings)
		if isBlock(entry.Answer) {
			fmt.Fprint(out, "  answer: |\n")

			for line := range strings.SplitSeq(entry.Answer, "\n") {
				if line != "" {
					fmt.Fprint(out, "    ", line)
				}
				fmt.Fprintln(out)
			}
		} else {
			fmt.Fprintf(out, "  answer: %s\n", yamlScalar(entry.Answer))
		}
		yamlItems(out, "tags", entry.Tags)
		if entry.Audience != "" {
			fmt.Fprintf(out, "  audience: %s\n", yamlScalar(entry.Audience))
		}
		if entry.Off {
			fmt.Fprint(out, "  off: true\n")
		}
		if !entry.ValidFrom.IsZero() {
			fmt.Fprintf(out, "  valid_from: %s\n", timeText(entry.ValidFrom, false))
		}
		if !entry.ValidTo.IsZero() {
			fmt.Fprintf(out, "  valid_to: %s\n", timeText(entry.ValidTo, true))
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
func yamlScalar(text string) string {
	letters := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

	plain := text != "" && unicode.IsLetter([]rune(text)[0]) && !slices.Contains(yamlWords, strings.ToLower(text))
	for _, r := range text {
		plain = plain && (letters(r) || strings.ContainsRune(" .,?!()/%+-_«»–—№₽", r))
	}
	if plain {
		return text
	}
	var out strings.Builder
	out.WriteByte('"')

	for _, letter := range text {
		switch {
		case letter == '"' || letter == '\\':
			out.WriteRune('\\')
			out.WriteRune(letter)
		case letter == '\n':
			out.WriteString(`\n`)
		case letter == '\t':
			out.WriteString(`\t`)
		case isShown(letter):
			out.WriteRune(letter)
		case letter <= 0xFFFF:
			fmt.Fprintf(&out, `\u%04X`, letter)
		default:
			fmt.Fprintf(&out, `\U%08X`, letter)
		}
	}
	out.WriteByte('"')

	return out.String()
}

// isShown reports whether a character needs no escape. U+200D joins emoji.
func isShown(r rune) bool { return r == '\u200D' || unicode.IsPrint(r) }

// isBlock reports whether a text of several lines may be written as a block. A block must not lose
// white space.
func isBlock(text string) bool {
	if !strings.Contains(text, "\n") {
		return false
	}

	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasSuffix(line, " ") || strings.ContainsFunc(line, func(r rune) bool { return !isShown(r) }) {
			return false
		}
	}

	return true
}
