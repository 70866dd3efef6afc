package telegram

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Limits of one message, in UTF-16 units after the parsing of entities.
const (
	maxText    = 4096
	maxCaption = 1024
)

// formatted reads a text parameter with its entities or parse_mode.
func (c *call) formatted(name, entities string) (string, []Entity, *apiError) {
	text := c.str(name)
	if mode := c.str("parse_mode"); mode != "" {
		if !strings.EqualFold(mode, "HTML") {
			return "", nil, bad("can't parse entities: the fake server knows explicit entities and HTML, not " + mode)
		}

		return parseHTML(text)
	}
	var list []Entity
	if _, e := c.object(entities, &list); e != nil {
		return "", nil, e
	}
	if e := checkEntities(text, list); e != nil {
		return "", nil, e
	}
	text, list = trim(text, list)

	return text, list, nil
}

// checkEntities refuses entities outside of the text. The error texts are the texts of TDLib.
func checkEntities(text string, list []Entity) *apiError {
	if len(list) == 0 {
		return nil
	}
	units := utf16.Encode([]rune(text))
	middle := func(at int) bool { return at > 0 && at < len(units) && isLow(units[at]) }

	for _, entity := range list {
		end := entity.Offset + entity.Length
		switch {
		case entity.Offset < 0 || entity.Offset > 1_000_000:
			return bad("receive an entity with incorrect offset")
		case entity.Length <= 0 || entity.Length > 1_000_000:
			return bad("receive an entity with incorrect length")
		case entity.Offset >= len(units):
			return bad(fmt.Sprintf("entity begins after the end of the text at UTF-16 offset %d", entity.Offset))
		case end > len(units):
			return bad(
				fmt.Sprintf(
					"entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d",
					entity.Offset,
					end,
				),
			)
		case middle(entity.Offset):
			return bad(fmt.Sprintf("entity begins in a middle of a UTF-16 symbol at UTF-16 offset %d", entity.Offset))
		case middle(end):
			return bad(
				fmt.Sprintf(
					"entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at UTF-16 offset %d",
					entity.Offset,
					end,
				),
			)
		case !knownEntities[entity.Type]:
			return bad(fmt.Sprintf("can't parse entity: unsupported type %q specified", entity.Type))
		}
	}

	return nil
}

func isLow(u uint16) bool { return u >= 0xDC00 && u <= 0xDFFF }

var knownEntities = set(
	"mention",
	"hashtag",
	"cashtag",
	"bot_command",
	"url",
	"email",
	"phone_number",
	"bold",
	"italic",
	"underline",
	"strikethrough",
	"spoiler",
	"blockquote",
	"expandable_blockquote",
	"code",
	"pre",
	"text_link",
	"text_mention",
	"custom_emoji",
)

func set(names ...string) map[string]bool {
	result := make(map[string]bool, len(names))
	for _, n := range names {
		result[n] = true
	}

	return result
}

func utf16Len(text string) int {
	count := 0
	for _, r := range text {
		count += utf16.RuneLen(r)
	}

	return count
}

// trim cuts white space at both ends, as the platform does, and fits the entities to the remaining text.
func trim(text string, list []Entity) (string, []Entity) {
	left := strings.TrimLeftFunc(text, unicode.IsSpace)
	shift := utf16Len(text) - utf16Len(left)
	text = strings.TrimRightFunc(left, unicode.IsSpace)
	length := utf16Len(text)
	var out []Entity

	for _, entity := range list {
		start, end := max(0, entity.Offset-shift), min(length, entity.Offset-shift+entity.Length)
		if end > start {
			entity.Offset, entity.Length = start, end-start
			out = append(out, entity)
		}
	}

	return text, out
}

var detected = regexp.MustCompile(`(?:^|\s)(/[a-zA-Z0-9_]{1,32}(?:@[a-zA-Z0-9_]{3,32})?)\b|(https?://[^\s<>"]+)`)

// detect finds the marks of the platform in a customer's text: commands and links.
func detect(text string) []Entity {
	var out []Entity

	for _, found := range detected.FindAllStringSubmatchIndex(text, -1) {
		kind, from, to := "bot_command", found[2], found[3]
		if from < 0 {
			kind, from, to = "url", found[4], found[5]
		}
		out = append(out, Entity{Type: kind, Offset: utf16Len(text[:from]), Length: utf16Len(text[from:to])})
	}

	return out
}
