package bugs_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of bugs into the document")

const (
	document   = root + "/docs/reliability.md"
	tableBegin = "<!-- go test ./simulation/bugs -run TestTable -update -->\n"
	tableEnd   = "<!-- end -->\n"
)

// TestTable compares the table of docs/reliability.md with the patches.
func TestTable(t *testing.T) {
	var b strings.Builder
	b.WriteString("| | bug | caught by |\n| --- | --- | --- |\n")

	for _, p := range patches(t) {
		number, _, _ := strings.Cut(p.name, "-")
		name := strings.NewReplacer("^", "", "$", "", "_", " ").Replace(p.run)
		fmt.Fprintf(
			&b,
			"| %s | %s | `%s` %s |\n",
			number,
			strings.TrimSuffix(p.about, "."),
			strings.TrimPrefix(p.pkg, "./"),
			name,
		)
	}
	text, err := os.ReadFile(document)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	_, after, end := strings.Cut(rest, tableEnd)
	if !ok || !end {
		t.Fatalf("%s has no place for the table: %s...%s", document, tableBegin, tableEnd)
	}
	want := before + tableBegin + b.String() + tableEnd + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("the table in %s is old: go test ./simulation/bugs -run TestTable -update", document)
	}
	if err := os.WriteFile(document, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
