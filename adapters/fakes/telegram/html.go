package telegram

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

var tagNames = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler",
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
		i := strings.IndexByte(src, '<')
		if i < 0 {
			write(src)
			break
		}
		write(src[:i])
		src = src[i:]
		m := tagShape.FindStringSubmatch(strings.ToLower(src))
		if m == nil || tagNames[m[2]] == "" {
			return "", nil, bad(fmt.Sprintf("can't parse entities: Unsupported start tag at UTF-16 offset %d", at))
		}
		raw := src[:len(m[0])]
		src = src[len(m[0]):]
		if m[1] == "" {
			e := Entity{Type: tagNames[m[2]], Offset: at}
			if href := hrefShape.FindStringSubmatch(raw); href != nil && m[2] == "a" {
				e.URL = html.UnescapeString(href[1])
			}
			open, tags = append(open, e), append(tags, m[2])
			continue
		}
		last := len(open) - 1
		if last < 0 || tags[last] != m[2] {
			return "", nil, bad(fmt.Sprintf("can't parse entities: Unexpected end tag at UTF-16 offset %d", at))
		}
		e := open[last]
		open, tags = open[:last], tags[:last]
		if e.Length = at - e.Offset; e.Length > 0 && (e.Type != "text_link" || e.URL != "") {
			done = append(done, e)
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
