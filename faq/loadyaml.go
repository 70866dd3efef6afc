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

func (l *yamlText) tokenPosition(mark *token.Token) position {
	if mark == nil || mark.Position == nil {
		return position{line: 1 + l.before, column: 1}
	}

	return position{line: mark.Position.Line + l.before, column: mark.Position.Column}
}

func (l *yamlText) document(body ast.Node) []row {
	switch node := body.(type) {
	case *ast.SequenceNode:
		return l.list(node)
	case *ast.MappingNode:
		return l.entries(node.Values)
	case *ast.MappingValueNode:
		return l.entries([]*ast.MappingValueNode{node})
	case *ast.NullNode, *ast.CommentGroupNode:
		return nil
	}
	l.fail(l.nodePosition(body), "", "yaml_want_entries")

	return nil
}

func (l *yamlText) entries(values []*ast.MappingValueNode) []row {
	var rows []row

	for _, pair := range values {
		if name := keyName(pair); name != "entries" {
			l.fail(l.tokenPosition(pair.Key.GetToken()), name, "yaml_top_field")
			continue
		}
		switch list := pair.Value.(type) {
		case *ast.SequenceNode:
			rows = append(rows, l.list(list)...)
		case *ast.NullNode:
		default:
			l.fail(l.nodePosition(pair.Value), "entries", "yaml_want_list")
		}
	}

	return rows
}

func (l *yamlText) list(node *ast.SequenceNode) []row {
	var rows []row

	for _, item := range node.Values {
		var values []*ast.MappingValueNode
		switch mapping := item.(type) {
		case *ast.MappingNode:
			values = mapping.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{mapping}
		default:
			l.fail(l.nodePosition(item), "", "yaml_want_entry")
			continue
		}

		parsed := row{at: l.nodePosition(item)}
		for i, pair := range values {
			at := l.tokenPosition(pair.Key.GetToken())
			if i == 0 {
				parsed.at = at
			}
			parsed.fields = append(parsed.fields, field{name: keyName(pair), at: at, value: l.value(pair.Value, at)})
		}
		rows = append(rows, parsed)
	}

	return rows
}

func keyName(pair *ast.MappingValueNode) string {
	if s, ok := pair.Key.(*ast.StringNode); ok {
		return s.Value
	}

	return pair.Key.String()
}

func (l *yamlText) nodePosition(node ast.Node) position {
	if node == nil {
		return position{line: 1 + l.before, column: 1}
	}

	return l.tokenPosition(node.GetToken())
}

// value reads a value. The position of a block text or an empty value is the position of the key,
// because the parser gives the position of the bar or no position.
func (l *yamlText) value(node ast.Node, key position) value {
	content := value{at: l.nodePosition(node)}
	switch typed := node.(type) {
	case *ast.StringNode:
		content.kind, content.text = "text", typed.Value
	case *ast.LiteralNode:
		content.kind, content.text, content.at = "text", typed.Value.Value, key
	case *ast.BoolNode:
		content.kind, content.on = "true or false", typed.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		content.kind = "number"
	case *ast.SequenceNode:
		content.kind = "list"
		for _, item := range typed.Values {
			content.list = append(content.list, l.value(item, l.nodePosition(item)))
		}
	case nil, *ast.NullNode:
		content.kind, content.at = "nothing", key
	case *ast.MappingNode, *ast.MappingValueNode:
		content.kind = "map"
	default: // Anchors, aliases and tags are refused: a short text must not expand to a long text.
		content.kind = fmt.Sprintf("YAML %s, which is not supported here", typed.Type())
	}

	return content
}
