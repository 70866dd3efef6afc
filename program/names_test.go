package program_test

import (
	"database/sql"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"frontdesk/program/programtest"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

var updateNames = flag.Bool("update", false, "write testdata/names.txt anew")

// prefixed is the form of the names with our prefix: metrics, the cookie and the kinds of metadata at Slack.
var prefixed = regexp.MustCompile(`^frontdesk_[a-z_]+$`)

// TestNames: the names that are stored or published are those of testdata/names.txt. A rename of one breaks stored
// data, clients or dashboards, so it has to show as a difference of that file (go test ./program -run TestNames
// -update writes it).
func TestNames(t *testing.T) {
	names := slices.Concat(tableNames(t), sourceNames(t), apiNames(t))
	slices.Sort(names)
	got := strings.Join(slices.Compact(names), "\n") + "\n"
	const file = "testdata/names.txt"

	if *updateNames {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}

	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("names that are stored or published differ from %s (-listed +found):\n%s", file, diff)
	}
}

// tableNames lists the columns of all tables of a new SQLite database.
func tableNames(t *testing.T) (names []string) {
	t.Helper()
	dsn := storetest.SQLite(t)
	migrated, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := migrated.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()

	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		names = append(names, "column "+table+"."+column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}

	return names
}

// sourceNames lists the JSON and YAML keys in the tags of the product's structs by package, and the names of metrics. It reads
// the sources: types that are stored, such as store's content, are not exported. A key belongs to a package and not to
// a type, for types may be renamed.
func sourceNames(t *testing.T) (names []string) {
	for _, p := range goList(t) {
		if p.forTests() || strings.HasPrefix(p.name, "adapters/fakes/") {
			continue
		}
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Field:
					names = append(names, tagNames(p.name, n.Tag)...)
				case *ast.BasicLit:
					if text, err := strconv.Unquote(n.Value); err == nil && prefixed.MatchString(text) {
						names = append(names, "name "+text)
					}
				}

				return true
			})
		}
	}

	return names
}

// tagNames lists the keys of one field's tag.
func tagNames(folder string, tag *ast.BasicLit) (names []string) {
	if tag == nil {
		return nil
	}
	text, _ := strconv.Unquote(tag.Value)

	for _, kind := range []string{"json", "yaml", "path", "query"} {
		value, ok := reflect.StructTag(text).Lookup(kind)
		if key, _, _ := strings.Cut(value, ","); ok && key != "" && key != "-" {
			names = append(names, kind+" "+folder+" "+value)
		}
	}

	return names
}

// apiNames lists the operations, parameters and properties of the operator API's description.
func apiNames(t *testing.T) (names []string) {
	resp, err := http.Get(programtest.Start(t, siteOnly).Base + "/api/v1/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths      map[string]map[string]any
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}

	for path, operations := range document.Paths {
		for method := range operations {
			names = append(names, "api "+strings.ToUpper(method)+" "+path)
		}
	}

	for name, schema := range document.Components.Schemas {
		for property := range schema.Properties {
			names = append(names, "api "+name+"."+property)
		}
	}

	return names
}
