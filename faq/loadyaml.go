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

// yamlRows reads the syntax tree instead of decoding into structs: only the tree knows the
// line of everything, and it lets one run name all faults.
func (l *loader) yamlRows(data []byte) (rows []row) {
	defer func() {
		// The parser is not ours and reads files that people upload.
		if r := recover(); r != nil {
			l.fail(position{1, 1}, "", "cannot be read as YAML: %v", r)
			rows = nil
		}
	}()
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // the parser counts some of them twice
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.yamlSyntax(err)
		return nil
	}
	for _, doc := range file.Docs {
		if doc.Body != nil {
			rows = append(rows, l.yamlDocument(doc.Body)...)
		}
	}
	return rows
}

func (l *loader) yamlSyntax(err error) {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		l.fail(tokenPosition(syntax.Token), "", "%s", syntax.Message)
		return
	}
	l.fail(position{1, 1}, "", "%v", err)
}

func tokenPosition(t *token.Token) position {
	if t == nil || t.Position == nil {
		return position{1, 1}
	}
	return position{t.Position.Line, t.Position.Column}
}

func (l *loader) yamlDocument(body ast.Node) []row {
	switch n := body.(type) {
	case *ast.SequenceNode:
		return l.yamlList(n)
	case *ast.MappingNode:
		return l.yamlEntries(n.Values)
	case *ast.MappingValueNode:
		return l.yamlEntries([]*ast.MappingValueNode{n})
	case *ast.NullNode, *ast.CommentGroupNode:
		return nil
	}
	l.fail(nodePosition(body), "", "expected a list of entries")
	return nil
}

func (l *loader) yamlEntries(values []*ast.MappingValueNode) []row {
	var rows []row
	for _, v := range values {
		if name := keyName(v); name != "entries" {
			l.fail(tokenPosition(v.Key.GetToken()), name, "unknown field; expected a list of entries, or \"entries:\" above it")
			continue
		}
		switch list := v.Value.(type) {
		case *ast.SequenceNode:
			rows = append(rows, l.yamlList(list)...)
		case *ast.NullNode:
		default:
			l.fail(nodePosition(v.Value), "entries", "expected a list")
		}
	}
	return rows
}

func (l *loader) yamlList(n *ast.SequenceNode) []row {
	var rows []row
	for _, item := range n.Values {
		var values []*ast.MappingValueNode
		switch m := item.(type) {
		case *ast.MappingNode:
			values = m.Values
		case *ast.MappingValueNode:
			values = []*ast.MappingValueNode{m}
		default:
			l.fail(nodePosition(item), "", "expected an entry with id, lang, question and answer")
			continue
		}
		r := row{at: nodePosition(item)}
		for i, v := range values {
			at := tokenPosition(v.Key.GetToken())
			if i == 0 {
				r.at = at
			}
			r.fields = append(r.fields, field{name: keyName(v), at: at, value: yamlValue(v.Value, at)})
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

func nodePosition(n ast.Node) position {
	if n == nil {
		return position{1, 1}
	}
	return tokenPosition(n.GetToken())
}

// yamlValue reads a value; a block text and an empty one are placed at their key, as the parser
// places them at the bar or nowhere.
func yamlValue(n ast.Node, key position) value {
	v := value{at: nodePosition(n)}
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
			v.list = append(v.list, yamlValue(item, nodePosition(item)))
		}
	case nil, *ast.NullNode:
		v.kind, v.at = "nothing", key
	case *ast.MappingNode, *ast.MappingValueNode:
		v.kind = "map"
	default: // anchors, aliases, tags: one text must not be able to become many
		v.kind = fmt.Sprintf("YAML %s, which is not supported here", n.Type())
	}
	return v
}
