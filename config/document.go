package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"frontdesk/adapters"
)

// document is a parsed YAML file. A document collects mistakes with their places.
type document struct {
	name  string
	file  *ast.File
	kinds []adapters.Kind
	bad   []string
}

func parseDocument(name string, data []byte, kinds []adapters.Kind) (*document, error) {
	file, err := parser.ParseBytes(data, 0)
	doc := &document{name: name, file: file, kinds: kinds}
	if err != nil {
		return nil, doc.decodeError(err)
	}

	return doc, nil
}

// err returns all mistakes so far, one a line, or nil.
func (d *document) err() error {
	if len(d.bad) == 0 {
		return nil
	}

	return errors.New(strings.Join(d.bad, "\n"))
}

// decode reads the whole file into a value. The library panics on a few texts that are no configuration, such as a tag without a value.
func (d *document) decode(data []byte, into any) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: this YAML cannot be read: %v", d.name, p)
		}
	}()

	if err := yaml.UnmarshalContext(withKinds(d.kinds), data, into); err != nil {
		return d.decodeError(err)
	}

	return nil
}

// decodeError gives an error of the YAML library our form.
func (d *document) decodeError(err error) error {
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		return errors.New(d.place(located.GetToken()) + ": " + located.GetMessage())
	}

	return fmt.Errorf("%s: %w", d.name, err)
}

func (d *document) place(tok *token.Token) string {
	if tok == nil || tok.Position == nil {
		return d.name
	}

	return fmt.Sprintf("%s:%d:%d", d.name, tok.Position.Line, tok.Position.Column)
}

// fail notes a mistake at a path. A value outside the file came from the environment or is missing. fail then names the place of the
// parent.
func (d *document) fail(path, format string, args ...any) {
	key := strings.TrimPrefix(path, "$.")
	d.bad = append(d.bad, d.place(d.find(path))+": "+key+": "+fmt.Sprintf(format, args...))
}

func (d *document) find(path string) *token.Token {
	for path != "$" && path != "" {
		if p, err := yaml.PathString(path); err == nil {
			if n, err := p.FilterFile(d.file); err == nil && n != nil {
				return n.GetToken()
			}
		}
		cut := strings.LastIndexAny(path, ".[")
		if cut < 0 {
			break
		}
		path = path[:cut]
	}

	return nil
}

func (d *document) duration(path, text string, least, most time.Duration) {
	value, err := time.ParseDuration(text)
	switch {
	case err != nil:
		d.fail(path, "%q is not a duration: want a number with a unit, such as 500ms, 1s, 30m or 24h", text)
	case value < least || value > most:
		d.fail(path, "%s is out of range: want %s to %s", text, least, most)
	}
}

func (d *document) oneOf(path, text string, allowed ...string) {
	if !slices.Contains(allowed, text) {
		names := slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == "" })
		d.fail(path, "%q: want %s%s", text, strings.Join(names, " or "), nearest(text, names))
	}
}

// checkKeys finds unknown and repeated keys. Each unknown key is reported with the nearest known key.
func (d *document) checkKeys() {
	for _, doc := range d.file.Docs {
		if doc.Body != nil {
			d.walk(doc.Body, reflect.TypeFor[Config](), "")
		}
	}
}

func (d *document) walk(node ast.Node, typed reflect.Type, where string) {
	switch node := node.(type) {
	case *ast.MappingNode:
		if typed.Kind() != reflect.Struct {
			return
		}

		kind := scalar(node, "type")
		for _, v := range node.Values {
			d.walkValue(v, typed, where, kind)
		}
	case *ast.MappingValueNode:
		if typed.Kind() == reflect.Struct {
			d.walkValue(node, typed, where, "")
		}
	case *ast.SequenceNode:
		if typed.Kind() == reflect.Slice {
			for _, v := range node.Values {
				d.walk(v, typed.Elem(), where)
			}
		}
	}
}

func (d *document) walkValue(pair *ast.MappingValueNode, typed reflect.Type, where, kind string) {
	key := pair.Key.String()
	known := d.keysOf(typed, kind)
	at := slices.IndexFunc(known, func(f field) bool { return f.key == key })
	if at < 0 {
		var keys []string
		for _, f := range known {
			keys = append(keys, f.key)
		}
		d.bad = append(
			d.bad,
			fmt.Sprintf("%s: unknown key %q%s%s", d.place(pair.Key.GetToken()), key, where, nearest(key, keys)),
		)

		return
	}
	d.walk(pair.Value, known[at].value, fmt.Sprintf(" in %s", key))
}

// field is a permitted key of a mapping, and the type of the key's value.
type field struct {
	key   string
	value reflect.Type
}

// keysOf lists the keys of a struct. A channel also has the keys of its kind. A channel of an unknown kind has the keys of every kind.
func (d *document) keysOf(typed reflect.Type, kind string) []field {
	list := fieldsOf(typed)
	if typed != reflect.TypeFor[Channel]() {
		return list
	}

	known := slices.Contains(d.types(), kind)
	for _, k := range d.kinds {
		if k.Type == kind || !known {
			list = append(list, fieldsOf(reflect.TypeOf(k.Settings()).Elem())...)
		}
	}

	return list
}

// fieldsOf lists the keys of a struct from the yaml tags.
func fieldsOf(kind reflect.Type) (list []field) {
	for i := range kind.NumField() {
		if tag := kind.Field(i).Tag.Get("yaml"); tag != "" && tag != "-" {
			list = append(list, field{key: tag, value: kind.Field(i).Type})
		}
	}

	return list
}

// types lists the known types of channels.
func (d *document) types() (list []string) {
	for _, k := range d.kinds {
		list = append(list, k.Type)
	}

	return list
}

func scalar(mapping *ast.MappingNode, key string) string {
	for _, pair := range mapping.Values {
		if pair.Key.String() == key {
			if s, ok := pair.Value.(*ast.StringNode); ok {
				return s.Value
			}
		}
	}

	return ""
}

// nearest suggests the known word with the smallest edit distance. Without a near word nearest suggests none.
func nearest(word string, known []string) string {
	best, least := "", 4
	for _, k := range known {
		if n := distance(word, k); n < least && n*2 <= max(len(word), len(k)) {
			best, least = k, n
		}
	}
	if best == "" {
		return ""
	}

	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the Levenshtein distance in bytes. Bytes are enough because keys are ASCII.
func distance(one, other string) int {
	row := make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}

	for i := 1; i <= len(one); i++ {
		before := row[0]
		row[0] = i

		for j := 1; j <= len(other); j++ {
			cost := before
			if one[i-1] != other[j-1] {
				cost++
			}
			before = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}

	return row[len(other)]
}
