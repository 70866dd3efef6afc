package bugs_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// root is the top of the repository, relative to the package.
const root = "../.."

// patch is one seeded bug.
type patch struct {
	name  string   // name of the file
	about string   // the mistake
	peers string   // projects with the same mistake
	pkg   string   // package of the failing test
	run   string   // the test's -run expression
	args  []string // more arguments for the test's program
	env   []string
	says  string // text of the failing test
	needs string // a program, "" for none
	edits []edit
}

// edit replaces a text that occurs exactly once in a file.
type edit struct{ file, old, new string }

func parse(name, text string) (p patch, err error) {
	p.name = name
	var file string
	about, rest, _ := strings.Cut(text, "\n")
	p.about = about

	for line := range strings.Lines(rest) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); file == "" && ok {
			if err := p.head(key, value); err != nil {
				return p, err
			}
			continue
		}
		at, isFile := strings.CutPrefix(line, "--- ")

		last := len(p.edits) - 1
		switch {
		case isFile:
			file = strings.TrimSpace(at)
		case line == "@@\n" && file != "":
			p.edits = append(p.edits, edit{file: file})
		case strings.TrimSpace(line) == "" && (last < 0 || line == "\n"):
		case last < 0:
			return p, fmt.Errorf("%s: %q stands before the first hunk", name, line)
		case line[0] == ' ':
			p.edits[last].old += line[1:]
			p.edits[last].new += line[1:]
		case line[0] == '-':
			p.edits[last].old += line[1:]
		case line[0] == '+':
			p.edits[last].new += line[1:]
		default:
			return p, fmt.Errorf("%s: %q is no line of a hunk", name, line)
		}
	}
	if p.about == "" || p.peers == "" || p.pkg == "" || p.run == "" || p.says == "" || len(p.edits) == 0 {
		return p, fmt.Errorf("%s: the mistake, Peers, Test, Says and at least one hunk are needed", name)
	}

	return p, nil
}

func (p *patch) head(key, value string) error {
	switch key {
	case "Peers":
		p.peers = value
	case "Test":
		p.pkg, p.run, _ = strings.Cut(value, " ")
	case "Args":
		p.args = strings.Fields(value)
	case "Env":
		p.env = strings.Fields(value)
	case "Says":
		p.says = value
	case "Needs":
		p.needs = value
	default:
		return fmt.Errorf("%s: unknown line %q in the head", p.name, key)
	}

	return nil
}

// patches reads all patches, in the order of their names.
func patches(t *testing.T) (list []patch) {
	t.Helper()
	files, err := filepath.Glob("*.patch")
	if err != nil || len(files) == 0 {
		t.Fatal("no patches: ", err)
	}

	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		p, err := parse(strings.TrimSuffix(f, ".patch"), string(text))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}

	return list
}

// apply returns the patched files by name. A hunk that does not fit exactly once is stale.
func (p patch) apply(read func(file string) (string, error)) (map[string]string, error) {
	out := map[string]string{}
	for i, e := range p.edits {
		text, ok := out[e.file]
		if !ok {
			var err error
			if text, err = read(e.file); err != nil {
				return nil, fmt.Errorf("%s: %w", p.name, err)
			}
		}
		if n := strings.Count(text, e.old); n != 1 || e.old == "" {
			return nil, fmt.Errorf(
				"%s is stale: the old text of hunk %d stands %d times in %s:\n%s",
				p.name,
				i+1,
				n,
				e.file,
				e.old,
			)
		}
		out[e.file] = strings.Replace(text, e.old, e.new, 1)
	}

	return out, nil
}

// overlay writes the patched files and the JSON for the compiler, and returns the name of the JSON file.
func (p patch) overlay(t *testing.T) string {
	t.Helper()
	files, err := p.apply(func(file string) (string, error) {
		text, err := os.ReadFile(filepath.Join(root, file))
		return string(text), err
	})
	if err != nil {
		t.Fatal(err)
	}
	dir, replace := t.TempDir(), map[string]string{}

	for name, text := range files {
		from, err := filepath.Abs(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[from] = to
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, list, 0o600); err != nil {
		t.Fatal(err)
	}

	return name
}

// TestPatchesFit is the quick check: every hunk fits exactly once. TestPatchesFit runs with -short, too.
func TestPatchesFit(t *testing.T) {
	for _, p := range patches(t) {
		p.overlay(t)
	}
}

func TestStalePatchIsRefused(t *testing.T) {
	p, err := parse(
		"x",
		"The mistake.\nPeers: a: b\nTest: ./p ^T$/^s$\nSays: wrong\n\n"+
			"--- a.go\n@@\n one\n-two\n+three\n@@\n-four\n+five\n",
	)
	if err != nil || p.pkg != "./p" || p.run != "^T$/^s$" || p.peers != "a: b" {
		t.Fatalf("%+v, %v", p, err)
	}

	for text, want := range map[string]string{
		"one\ntwo\nfour\n":        "",
		"one\nother\nfour\n":      "hunk 1",
		"one\ntwo\n":              "hunk 2",
		"one\ntwo\nfour\nfour\n":  "hunk 2",
		"one\ntwo\none\ntwo\nx\n": "hunk 1",
	} {
		got, err := p.apply(func(string) (string, error) { return text, nil })
		if want == "" && (err != nil || got["a.go"] != "one\nthree\nfive\n") ||
			want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q becomes %q, %v", text, got, err)
		}
	}
	if _, err := parse("x", "The mistake.\nTset: ./p T\n"); err == nil ||
		!slices.Contains(strings.Fields(err.Error()), `"Tset"`) {
		t.Errorf("a misspelt head: %v", err)
	}
}
