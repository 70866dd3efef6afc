package faq

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// jsonRows reads one JSON object a line; empty lines are skipped. A broken line is named and
// the next one is read.
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
		p := newJSONText(bytes.TrimRight(line, "\r\n"), number)
		r, err := p.row()
		if err == nil {
			if rest := p.start(); rest < len(p.text) {
				err = jsonError{rest, "json_second_object"}
			}
		}
		if err != nil {
			offset, why := p.fault(err, "json_broken_line")
			l.failBecause(p.at(offset), "", why)
			continue
		}
		rows = append(rows, r)
	}

	return rows
}

// jsonList reads a list of JSON objects. What follows a break of the grammar is not read.
func (l *loader) jsonList(data []byte) []row {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	p := newJSONText(data, 1)
	rows, err := p.rows(func(done int) { l.step("reading", done, len(data)) })
	if err != nil {
		offset, why := p.fault(err, "json_open_list")
		l.failBecause(p.at(offset), "", why)
	}

	return rows
}

func (p *jsonText) rows(progress func(done int)) ([]row, error) {
	var rows []row
	start := p.start()
	if open, err := p.decoder.Token(); err != nil {
		return nil, err
	} else if open != json.Delim('[') {
		return nil, jsonError{start, "json_want_list"}
	}

	for p.decoder.More() {
		r, err := p.row()
		if err != nil {
			return rows, err
		}
		if rows = append(rows, r); len(rows)%stride == 0 {
			progress(p.start())
		}
	}
	if _, err := p.decoder.Token(); err != nil {
		return rows, err
	}
	if rest := p.start(); rest < len(p.text) {
		return rows, jsonError{rest, "json_after_list"}
	}

	return rows, nil
}

// jsonText reads a text token by token, which is the only way to keep the columns.
type jsonText struct {
	text    []byte
	decoder *json.Decoder

	first  int      // number of its first line
	known  position // of the byte at offset, the last that was asked for
	offset int
}

func newJSONText(text []byte, line int) *jsonText {
	p := &jsonText{text: text, first: line, known: position{line, 1}, decoder: json.NewDecoder(bytes.NewReader(text))}
	p.decoder.UseNumber()

	return p
}

// jsonError is a fault of the text that the decoder does not know; offset is in bytes.
type jsonError struct {
	offset int
	code   string
}

func (e jsonError) Error() string { return because(e.code).String() }

// fault says where in the text an error is, in bytes, and what to say about it; short is what to
// say if the text ends too early.
func (p *jsonText) fault(err error, short string) (int, reason) {
	var own jsonError
	switch {
	case errors.As(err, &own):
		return own.offset, because(own.code)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return len(p.text), because(short)
	}

	return p.start(), because("json_syntax", "detail", strings.TrimPrefix(err.Error(), "json: "))
}

// at is where the byte at an offset stands. It counts on from the last place, as a list of
// entries is one long text.
func (p *jsonText) at(offset int) position {
	offset = max(0, min(offset, len(p.text)))
	if offset < p.offset {
		p.offset, p.known = 0, position{p.first, 1}
	}
	p.known = p.known.after(p.text[p.offset:offset])
	p.offset = offset

	return p.known
}

// after is the place behind a text that begins at p.
func (p position) after(text []byte) position {
	if n := bytes.Count(text, []byte("\n")); n > 0 {
		p.line += n
		p.column = 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	p.column += utf8.RuneCount(text)

	return p
}

// start is the offset of the token that comes next.
func (p *jsonText) start() int {
	at := int(p.decoder.InputOffset())
	for at < len(p.text) && strings.IndexByte(" \t\r\n:,", p.text[at]) >= 0 {
		at++
	}

	return at
}

func (p *jsonText) row() (row, error) {
	start := p.start()
	r := row{at: p.at(start)}
	open, err := p.decoder.Token()
	if err != nil {
		return row{}, err
	}
	if open != json.Delim('{') {
		return row{}, jsonError{start, "json_want_object"}
	}

	for p.decoder.More() {
		f := field{at: p.at(p.start())}
		name, err := p.decoder.Token()
		if err != nil {
			return row{}, err
		}
		f.name, _ = name.(string) // the decoder takes nothing else for a key
		if f.value, err = p.value(); err != nil {
			return row{}, err
		}
		r.fields = append(r.fields, f)
	}
	_, err = p.decoder.Token()

	return r, err
}

func (p *jsonText) value() (value, error) {
	v := value{at: p.at(p.start())}
	t, err := p.decoder.Token()
	if err != nil {
		return v, err
	}
	switch t := t.(type) {
	case string:
		v.kind, v.text = "text", t
	case bool:
		v.kind, v.on = "true or false", t
	case json.Number:
		v.kind = "number"
	case nil:
		v.kind = "nothing"
	case json.Delim:
		if t == '[' {
			v.kind = "list"
			return p.list(v)
		}
		v.kind = "map"

		return v, p.skip()
	}

	return v, nil
}

func (p *jsonText) list(v value) (value, error) {
	for p.decoder.More() {
		at := p.at(p.start())
		t, err := p.decoder.Token()
		if err != nil {
			return v, err
		}
		item := value{at: at}
		switch t := t.(type) {
		case string:
			item.kind, item.text = "text", t
		case bool:
			item.kind = "true or false"
		case json.Number:
			item.kind = "number"
		case nil:
			item.kind = "nothing"
		case json.Delim:
			item.kind = "list or map"
			if err := p.skip(); err != nil {
				return v, err
			}
		}
		v.list = append(v.list, item)
	}
	_, err := p.decoder.Token()

	return v, err
}

// skip reads to the end of a list or map that was just opened.
func (p *jsonText) skip() error {
	for depth := 1; depth > 0; {
		t, err := p.decoder.Token()
		if err != nil {
			return err
		}

		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}

	return nil
}
