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
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		p := &jsonLine{line: bytes.TrimRight(line, "\r\n"), number: number}
		p.decoder = json.NewDecoder(bytes.NewReader(p.line))
		p.decoder.UseNumber()
		r, err := p.row()
		if err != nil {
			offset, reason := p.fault(err)
			l.fail(p.at(offset), "", "%s", reason)
			continue
		}
		rows = append(rows, r)
	}
	return rows
}

// jsonLine reads one line token by token, which is the only way to keep the columns.
type jsonLine struct {
	line    []byte
	number  int
	decoder *json.Decoder
}

// lineError is a fault of the line that the decoder does not know; offset is in bytes.
type lineError struct {
	offset int
	reason string
}

func (e lineError) Error() string { return e.reason }

// fault says where in the line an error is, in bytes, and what to say about it.
func (p *jsonLine) fault(err error) (int, string) {
	var own lineError
	switch {
	case errors.As(err, &own):
		return own.offset, own.reason
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return len(p.line), "not a whole JSON object; each line must hold one"
	}
	return p.start(), strings.TrimPrefix(err.Error(), "json: ")
}

func (p *jsonLine) at(offset int) position {
	offset = max(0, min(offset, len(p.line)))
	return position{p.number, 1 + utf8.RuneCount(p.line[:offset])}
}

// start is the offset of the token that comes next.
func (p *jsonLine) start() int {
	at := int(p.decoder.InputOffset())
	for at < len(p.line) && strings.IndexByte(" \t\r:,", p.line[at]) >= 0 {
		at++
	}
	return at
}

func (p *jsonLine) row() (row, error) {
	start := p.start()
	r := row{at: p.at(start)}
	open, err := p.decoder.Token()
	if err != nil {
		return row{}, err
	}
	if open != json.Delim('{') {
		return row{}, lineError{start, "expected an object {...}"}
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
	if _, err := p.decoder.Token(); err != nil {
		return row{}, err
	}
	if rest := p.start(); rest < len(p.line) {
		return row{}, lineError{rest, "more text after the object; each line must hold one entry"}
	}
	return r, nil
}

func (p *jsonLine) value() (value, error) {
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

func (p *jsonLine) list(v value) (value, error) {
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
func (p *jsonLine) skip() error {
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
