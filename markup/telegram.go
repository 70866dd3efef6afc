package markup

import "unicode/utf16"

// Entity is a Telegram message entity. Offset and Length are in UTF-16 units of the text. Type is bold, italic, strikethrough, code, pre,
// blockquote or text_link.
type Entity struct {
	Type     string
	Offset   int
	Length   int
	URL      string // of text_link
	Language string // of pre
}

// TelegramPart is one message. Text has at most the requested number of UTF-16 units.
type TelegramPart struct {
	Text     string
	Entities []Entity
}

// maxEntities is Telegram's limit of entities in one message. Telegram ignores further entities (https://core.telegram.org/api/entities),
// so a part ends before the limit.
const maxEntities = 100

// SplitTelegram cuts the message into parts of at most max UTF-16 units (4096 for a message, 1024 for a caption) and at most 100
// entities. The joined parts are the text of Telegram. White space is left out if it would be a part by itself, because Telegram refuses
// empty messages. If possible, a part ends between paragraphs, lines, sentences or words, and outside of entities. An entity longer than
// a part continues in the next part. No character is cut. A single character wider than max is still sent.
//
// The entities of a part are sorted by offset, outer before inner, and nest like brackets. Mail and phone addresses are written out,
// because Telegram links only web addresses.
func (d *Doc) SplitTelegram(max int) []TelegramPart {
	flow := layout(d.blocks, telegramShape)
	ranges := telegramRanges(flow)

	width := make([]int, len(flow.text)+1)
	for i, r := range flow.text {
		width[i+1] = width[i] + utf16.RuneLen(r)
	}
	cut := cutter{text: flow.text, max: max, keep: ranges, size: func(from, to int) int {
		if overlapping(ranges, from, to) > maxEntities {
			return max + 1
		}

		return width[to] - width[from]
	}}

	var parts []TelegramPart
	for _, r := range cut.parts() {
		part := flow.cut(r.from, r.to)
		parts = append(parts, TelegramPart{Text: string(part.text), Entities: telegramEntities(part)})
	}

	return parts
}

func overlapping(ranges []interval, from, to int) int {
	if len(ranges) <= maxEntities {
		return 0
	}
	count := 0

	for _, r := range ranges {
		if r.from < to && r.to > from {
			count++
		}
	}

	return count
}

// telegramMarks follows the nesting rules of the Bot API: code and pre may combine only with a quote.
func telegramMarks(sp span) []mark {
	var out []mark
	if sp.quote != 0 {
		out = append(out, mark{kind: "blockquote", box: sp.quote})
	}

	switch {
	case sp.pre != 0:
		return append(out, mark{kind: "pre", value: sp.language, box: sp.pre})
	case sp.link != nil && isWeb(sp.link.url):
		out = append(out, mark{kind: "text_link", value: sp.link.url, box: sp.link})
		return append(out, styleMarks(sp.style&^mono)...)
	case sp.style&mono != 0:
		return append(out, mark{kind: "code"})
	}

	return append(out, styleMarks(sp.style)...)
}

func telegramEntities(f flat) []Entity {
	v := &entityWriter{content: f.text}
	nest(f.spans, telegramMarks, v)

	return v.entities
}

// entityWriter counts UTF-16 units during the walk.
type entityWriter struct {
	content  []rune
	at       int
	entities []Entity
	opened   []int // indexes into entities
}

func (w *entityWriter) open(style mark) {
	entity := Entity{Type: style.kind, Offset: w.at}
	switch style.kind {
	case "text_link":
		entity.URL = style.value
	case "pre":
		entity.Language = style.value
	}
	w.opened = append(w.opened, len(w.entities))
	w.entities = append(w.entities, entity)
}

func (w *entityWriter) close(mark) {
	last := len(w.opened) - 1
	e := &w.entities[w.opened[last]]
	w.opened = w.opened[:last]
	e.Length = w.at - e.Offset
}

func (w *entityWriter) text(s span) {
	for _, r := range w.content[s.from:s.to] {
		w.at += utf16.RuneLen(r)
	}
}

func telegramRanges(f flat) []interval {
	v := &rangeWriter{}
	nest(f.spans, telegramMarks, v)

	return v.ranges
}

// rangeWriter collects the interval of each mark, in runes.
type rangeWriter struct {
	at     int
	ranges []interval
	opened []int
}

func (w *rangeWriter) open(mark) {
	w.opened = append(w.opened, len(w.ranges))
	w.ranges = append(w.ranges, interval{from: w.at})
}

func (w *rangeWriter) close(mark) {
	last := len(w.opened) - 1
	w.ranges[w.opened[last]].to = w.at
	w.opened = w.opened[:last]
}

func (w *rangeWriter) text(s span) { w.at = s.to }
