package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestShortNames: a one-letter name counts only in a scope of more than five lines, and not with a usual name or as the index of a loop.
func TestShortNames(t *testing.T) {
	const long = "\n\t_ = 1\n\t_ = 2\n\t_ = 3\n\t_ = 4\n\t_ = 5\n"

	for source, want := range map[string][]string{
		"func f(a, name int) {" + long + "}":                                {"a"},
		"func f(a int) {\n\t_ = a\n}":                                       nil,
		"func f() (r error) {" + long + "\treturn\n}":                       {"r"},
		"func (s server) f() {" + long + "}":                                nil,
		"func f[V any](value V) {" + long + "}":                             nil,
		"func f(w http.ResponseWriter, r *http.Request) {" + long + "}":     nil,
		"func f(r io.Reader) {" + long + "}":                                {"r"},
		"func f() {\n\tfor i, v := range list {" + long + "\t}\n}":          {"v"},
		"func f() {\n\tfor i, n := 0, 1; i < n; i++ {" + long + "\t}\n}":    {"n"},
		"func f() {\n\tif x := 1; x > 0 {" + long + "\t}\n}":                {"x"},
		"func f() {\n\tswitch x := y.(type) {\n\tcase int:" + long + "}\n}": {"x"},
		"func f() {\n\tgo func(c int) {" + long + "\t}(1)\n}":               {"c"},
		"func f() {\n\tvar b []byte" + long + "}":                           {"b"},
		"func f() {" + long + "\tz := 1\n\t_ = z\n}":                        nil,
	} {
		path := filepath.Join(t.TempDir(), "source.go")
		if err := os.WriteFile(path, []byte("package source\n\n"+source+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		total := &counts{}
		if err := total.file(path); err != nil {
			t.Fatal(err)
		}

		var got []string
		for _, found := range total.names.places() {
			name, _, _ := strings.Cut(found.text, ",")
			got = append(got, name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s\ngot %v, want %v", source, got, want)
		}
	}
}
