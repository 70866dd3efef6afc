package faq

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonRows reads one JSON object a line. Empty lines are skipped. A broken line is reported, and
// reading continues with the next line.
func (l *loader) jsonRows(data []byte) []row {
	var rows []row

	number, done := 0, 0
	for line := range bytes.Lines(data) {
		if number++; number%stride == 0 {
			l.step("reading", done, len(data))
		}
		done += len(line)
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		reader := newJSONText(bytes.TrimRight(line, "\r\n"), number)
		parsed, err := reader.row()
		if err == nil {
			if rest := reader.start(); rest < len(reader.text) {
				err = jsonError{offset: rest, code: "json_second_object"}
			}
		}
		if err != nil {
			offset, why := reader.fault(err, "json_broken_line")
			l.failWith(reader.at(offset), "", why)
			continue
		}
		rows = append(rows, parsed)
	}

	return rows
}

// jsonList reads a list of JSON objects. Reading stops at the first syntax error.
func (l *loader) jsonList(data []byte) []row {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	reader := newJSONText(data, 1)
	rows, err := reader.rows(func(done int) { l.step("reading", done, len(data)) })
	if err != nil {
		offset, why := reader.fault(err, "json_open_list")
		l.failWith(reader.at(offset), "", why)
	}

	return rows
}

func (p *jsonText) rows(progress func(done int)) ([]row, error) {
	var rows []row
	start := p.start()
	if open, err := p.decoder.Token(); err != nil {
		return nil, err
	} else if open != json.Delim('[') {
		return nil, jsonError{offset: start, code: "json_want_list"}
	}

	for p.decoder.More() {
		parsed, err := p.row()
		if err != nil {
			return rows, err
		}
		if rows = append(rows, parsed); len(rows)%stride == 0 {
			progress(p.start())
		}
	}
	if _, err := p.decoder.Token(); err != nil {
		return rows, err
	}
	if rest := p.start(); rest < len(p.text) {
		return rows, jsonError{offset: rest, code: "json_after_list"}
	}

	return rows, nil
}

// jsonText reads a text token by token. Only the token reader gives the columns.
type jsonText struct {
	text    []byte
	decoder *json.Decoder

	first  int      // number of its first line
	known  position // position of the byte at offset, a cache for the last request
	offset int
}

func newJSONText(text []byte, line int) *jsonText {
	reader := &jsonText{
		text:    text,
		first:   line,
		known:   position{line: line, column: 1},
		decoder: json.NewDecoder(bytes.NewReader(text)),
	}
	reader.decoder.UseNumber()

	return reader
}

// jsonError is a fault unknown to the decoder. offset is in bytes.
type jsonError struct {
	offset int
	code   string
}

func (e jsonError) Error() string { return newReason(e.code).String() }

// fault returns the byte offset of an error in the text, and the reason. short is the code for a text
// with a missing end.
func (p *jsonText) fault(err error, short string) (int, reason) {
	var own jsonError
	switch {
	case errors.As(err, &own):
		return own.offset, newReason(own.code)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return len(p.text), newReason(short)
	}

	return p.start(), newReason("json_syntax", "detail", strings.TrimPrefix(err.Error(), "json: "))
}

// at returns the position of the byte at an offset. Counting continues from the last position, because
// a list of entries is one long text.
func (p *jsonText) at(offset int) position {
	offset = max(0, min(offset, len(p.text)))
	if offset < p.offset {
		p.offset, p.known = 0, position{line: p.first, column: 1}
	}
	p.known = p.known.after(p.text[p.offset:offset])
	p.offset = offset

	return p.known
}

// after returns the position after a text that begins at p.
func (p position) after(text []byte) position {
	if n := bytes.Count(text, []byte("\n")); n > 0 {
		p.line += n
		p.column = 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	p.column += utf8.RuneCount(text)

	return p
}

// start returns the offset of the next token.
func (p *jsonText) start() int {
	at := int(p.decoder.InputOffset())
	for at < len(p.text) && strings.IndexByte(" \t\r\n:,", p.text[at]) >= 0 {
		at++
	}

	return at
}

func (p *jsonText) row() (row, error) {
	start := p.start()
	parsed := row{at: p.at(start)}
	open, err := p.decoder.Token()
	if err != nil {
		return row{}, err
	}
	if open != json.Delim('{') {
		return row{}, jsonError{offset: start, code: "json_want_object"}
	}

	for p.decoder.More() {
		given := field{at: p.at(p.start())}
		name, err := p.decoder.Token()
		if err != nil {
			return row{}, err
		}
		given.name, _ = name.(string) // the decoder accepts only strings as keys
		if given.value, err = p.value(); err != nil {
			return row{}, err
		}
		parsed.fields = append(parsed.fields, given)
	}
	_, err = p.decoder.Token()

	return parsed, err
}

func (p *jsonText) value() (value, error) {
	content := value{at: p.at(p.start())}
	token, err := p.decoder.Token()
	if err != nil {
		return content, err
	}
	switch typed := token.(type) {
	case string:
		content.kind, content.text = "text", typed
	case bool:
		content.kind, content.on = "true or false", typed
	case json.Number:
		content.kind = "number"
	case nil:
		content.kind = "nothing"
	case json.Delim:
		if typed == '[' {
			content.kind = "list"
			return p.list(content)
		}
		content.kind = "map"

		return content, p.skip()
	}

	return content, nil
}

func (p *jsonText) list(content value) (value, error) {
	for p.decoder.More() {
		at := p.at(p.start())
		token, err := p.decoder.Token()
		if err != nil {
			return content, err
		}
		item := value{at: at}
		switch typed := token.(type) {
		case string:
			item.kind, item.text = "text", typed
		case bool:
			item.kind = "true or false"
		case json.Number:
			item.kind = "number"
		case nil:
			item.kind = "nothing"
		case json.Delim:
			item.kind = "list or map"
			if err := p.skip(); err != nil {
				return content, err
			}
		}
		content.list = append(content.list, item)
	}
	_, err := p.decoder.Token()

	return content, err
}

// skip reads to the end of a list or map after the opening bracket.
func (p *jsonText) skip() error {
	for depth := 1; depth > 0; {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}

		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}

	return nil
}
