package faq

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// yamlPiece is the approximate size of a parsed piece in bytes. The syntax tree of a text is tens of
// times larger than the text.
const yamlPiece = 1 << 18

// yamlRows reads a list of entries in pieces. Each piece begins at an item of the list. A quoted text
// may hold a line like an item, so a piece may be invalid YAML. In such a case the whole text is read
// at once.
func (l *loader) yamlRows(data []byte) []row {
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // the parser counts some "\r\n" twice
	var rows []row

	before, line := len(l.errors), 0
	for next := 0; next < len(data); {
		l.step("reading", next, len(data))
		end := next + itemStart(data[next:], yamlPiece)
		piece := &yamlText{loader: l, before: line}
		some, ok := piece.rows(data[next:end])
		if !ok && end-next < len(data) {
			l.errors = l.errors[:before]
			rows, _ = (&yamlText{loader: l}).rows(data)

			return rows
		}
		rows = append(rows, some...)
		line += bytes.Count(data[next:end], []byte("\n"))
		next = end
	}

	return rows
}

// itemStart returns the start of the first list item after a number of bytes, or the end of data.
func itemStart(data []byte, after int) int {
	if after >= len(data) {
		return len(data)
	}
	if n := bytes.Index(data[after:], []byte("\n- ")); n >= 0 {
		return after + n + 1
	}

	return len(data)
}

// yamlText is a file or a piece of a file. before is the number of preceding lines.
type yamlText struct {
	*loader
	before int
}

// rows reads the syntax tree instead of decoding into structs. Only the tree has the line of every
// value, and only the tree allows one run to report all faults. ok is false if the text is not YAML.
func (l *yamlText) rows(data []byte) (rows []row, ok bool) {
	defer func() {
		// The parser is third-party code and reads uploaded files, so a panic is possible.
		if r := recover(); r != nil {
			l.fail(position{line: 1 + l.before, column: 1}, "", "yaml_unreadable", "detail", r)
			rows, ok = nil, false
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.syntax(err)
		return nil, false
	}

	for _, doc := range file.Docs {
		if doc.Body != nil {
			rows = append(rows, l.document(doc.Body)...)
		}
	}

	return rows, true
}

func (l *yamlText) syntax(err error) {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		l.fail(l.tokenPosition(syntax.Token), "", "yaml_syntax", "detail", syntax.Message)
		return
	}
	l.fail(position{line: 1 + l.before, column: 1}, "", "yaml_syntax", "detail", err)
}

func (l *yamlText) tokenPosition(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{line: 1 + l.before, column: 1}
	}

	return position{line: t.Position.Line + l.before, column: t.Position.Column}
}

func (l *yamlText) document(body ast.Node) []row {
	switch n := body.(type) {
	case *ast.SequenceNode:
		return l.list(n)
	case *ast.MappingNode:
		return l.entries(n.Values)
	case *ast.MappingValueNode:
		return l.entries([]*ast.MappingValueNode{n})
	case *ast.NullNode, *ast.CommentGroupNode:
		return nil
	}
	l.fail(l.nodePosition(body), "", "yaml_want_entries")

	return nil
}

func (l *yamlText) entries(values []*ast.MappingValueNode) []row {
	var rows []row

	for _, v := range values {
		if name := keyName(v); name != "entries" {
			l.fail(l.tokenPosition(v.Key.GetToken()), name, "yaml_top_field")
			continue
		}
		switch list := v.Value.(type) {
		case *ast.SequenceNode:
			rows = append(rows, l.list(list)...)
		case *ast.NullNode:
		default:
			l.fail(l.nodePosition(v.Value), "entries", "yaml_want_list")
		}
	}

	return rows
}

func (l *yamlText) list(n *ast.SequenceNode) []row {
	var rows []row

	for _, item := range n.Values {
		var values []*ast.MappingValueNode
		switch m := item.(type) {
		case *ast.MappingNode:
			values = m.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{m}
		default:
			l.fail(l.nodePosition(item), "", "yaml_want_entry")
			continue
		}

		r := row{at: l.nodePosition(item)}
		for i, v := range values {
			at := l.tokenPosition(v.Key.GetToken())
			if i == 0 {
				r.at = at
			}
			r.fields = append(r.fields, field{name: keyName(v), at: at, value: l.value(v.Value, at)})
		}
		rows = append(rows, r)
	}

	return rows
}

func keyName(v *ast.MappingValueNode) string {
	if s, ok := v.Key.(*ast.StringNode); ok {
		return s.Value
	}

	return v.Key.String()
}

func (l *yamlText) nodePosition(n ast.Node) position {
	if n == nil {
		return position{line: 1 + l.before, column: 1}
	}

	return l.tokenPosition(n.GetToken())
}

// value reads a value. The position of a block text or an empty value is the position of the key,
// because the parser gives the position of the bar or no position.
func (l *yamlText) value(n ast.Node, key position) value {
	v := value{at: l.nodePosition(n)}
	switch n := n.(type) {
	case *ast.StringNode:
		v.kind, v.text = "text", n.Value
	case *ast.LiteralNode:
		v.kind, v.text, v.at = "text", n.Value.Value, key
	case *ast.BoolNode:
		v.kind, v.on = "true or false", n.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		v.kind = "number"
	case *ast.SequenceNode:
		v.kind = "list"
		for _, item := range n.Values {
			v.list = append(v.list, l.value(item, l.nodePosition(item)))
		}
	case nil, *ast.NullNode:
		v.kind, v.at = "nothing", key
	case *ast.MappingNode, *ast.MappingValueNode:
		v.kind = "map"
	default: // Anchors, aliases and tags are refused: a short text must not expand to a long text.
		v.kind = fmt.Sprintf("YAML %s, which is not supported here", n.Type())
	}

	return v
}
