package telegram

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

var tagNames = map[string]string{
	"b":          "bold",
	"strong":     "bold",
	"i":          "italic",
	"em":         "italic",
	"u":          "underline",
	"ins":        "underline",
	"s":          "strikethrough",
	"strike":     "strikethrough",
	"del":        "strikethrough",
	"code":       "code",
	"pre":        "pre",
	"a":          "text_link",
	"blockquote": "blockquote",
	"tg-spoiler": "spoiler",
}

var (
	tagShape  = regexp.MustCompile(`^<(/?)([a-z-]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>`)
	hrefShape = regexp.MustCompile(`href="([^"]*)"`)
)

// parseHTML reads parse_mode HTML: the tags above, the four named and the numeric character references.
func parseHTML(src string) (string, []Entity, *apiError) {
	var (
		out  strings.Builder
		open []Entity
		tags []string
		done []Entity
		at   int // UTF-16 units written
	)
	write := func(s string) {
		s = html.UnescapeString(s)
		out.WriteString(s)
		at += utf16Len(s)
	}

	for src != "" {
		mark := strings.IndexByte(src, '<')
		if mark < 0 {
			write(src)
			break
		}
		write(src[:mark])
		src = src[mark:]
		match := tagShape.FindStringSubmatch(strings.ToLower(src))
		if match == nil || tagNames[match[2]] == "" {
			return "", nil, bad(fmt.Sprintf("can't parse entities: Unsupported start tag at UTF-16 offset %d", at))
		}
		raw := src[:len(match[0])]
		src = src[len(match[0]):]
		if match[1] == "" {
			entity := Entity{Type: tagNames[match[2]], Offset: at}
			if href := hrefShape.FindStringSubmatch(raw); href != nil && match[2] == "a" {
				entity.URL = html.UnescapeString(href[1])
			}
			open, tags = append(open, entity), append(tags, match[2])
			continue
		}
		last := len(open) - 1
		if last < 0 || tags[last] != match[2] {
			return "", nil, bad(fmt.Sprintf("can't parse entities: Unexpected end tag at UTF-16 offset %d", at))
		}
		entity := open[last]
		open, tags = open[:last], tags[:last]
		if entity.Length = at - entity.Offset; entity.Length > 0 && (entity.Type != "text_link" || entity.URL != "") {
			done = append(done, entity)
		}
	}
	if len(open) > 0 {
		return "", nil, bad(
			fmt.Sprintf("can't parse entities: Can't find end tag corresponding to start tag %q", tags[len(tags)-1]),
		)
	}
	slices.SortStableFunc(done, func(a, b Entity) int { return a.Offset - b.Offset })
	text, list := trim(out.String(), done)

	return text, list, nil
}
