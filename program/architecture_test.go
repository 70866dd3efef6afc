package program_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"frontdesk/program"
)

// mayImport lists the permitted imports between our packages; see docs/architecture.md. Test files may import any package.
var mayImport = map[string][]string{
	"chat":                    {},
	"faq":                     {"faq/wordform"},
	"faq/score":               {"faq"},
	"faq/encoder":             {"faq/wordform"},
	"faq/wordform":            {},
	"markup":                  {},
	"report":                  {},
	"assets":                  {},
	"texts":                   {"chat"},
	"embedding":               {},
	"timeline":                {"chat"},
	"survey":                  {"chat", "texts", "timeline"},
	"handoff":                 {"chat", "survey", "texts", "timeline"},
	"dialog":                  {"chat", "faq", "survey", "texts", "timeline"},
	"adapters":                {"chat", "markup", "timeline"},
	"adapters/telegram":       {"adapters", "chat", "markup"},
	"adapters/slack":          {"adapters", "chat"},
	"adapters/webchat":        {"adapters", "adapters/webchat/widget", "assets", "chat", "markup", "survey"},
	"adapters/webchat/widget": {},
	"adapters/fakes/fault":    {},
	"adapters/fakes/page":     {"adapters/fakes/fault"},
	"adapters/fakes/telegram": {"adapters/fakes/fault", "adapters/fakes/page"},
	"adapters/fakes/slack":    {"adapters/fakes/fault", "adapters/fakes/page"},
	"adapters/adaptertest": {
		"adapters",
		"adapters/fakes/fault",
		"chat",
		"config",
		"dialog",
		"handoff",
		"program",
		"program/programtest",
		"store",
		"texts",
		"timeline",
	},
	"knowledge":       {"chat", "embedding", "faq", "faq/encoder"},
	"store":           {"chat", "faq", "knowledge", "report"},
	"store/storetest": {},
	"bus":             {"chat"},
	"simulation":      {},
	"simulation/bugs": {},
	"console": {
		"assets",
		"chat",
		"console/app",
		"faq",
		"handoff",
		"knowledge",
		"markup",
		"report",
		"store",
	},
	"console/app":         {},
	"console/contract":    {"console"},
	"examples/site":       {},
	"":                    {},
	"config":              {"", "adapters", "chat"},
	"program":             {"*"},
	"program/programtest": {"adapters", "chat", "config", "console", "program", "store"},
	"cmd/frontdesk": {
		"",
		"adapters/fakes/slack",
		"adapters/fakes/telegram",
		"adapters/slack",
		"adapters/telegram",
		"adapters/webchat",
		"chat",
		"config",
		"console",
		"dialog",
		"faq",
		"faq/encoder",
		"faq/score",
		"faq/wordform",
		"knowledge",
		"program",
		"report",
		"store",
		"texts",
	},
}

// ours is one of our packages in the output of the go command.
type ours struct {
	name             string // path below the module, "" for the top
	Dir, ImportPath  string
	Imports, GoFiles []string
	IgnoredGoFiles   []string // files of other build tags
}

// goList lists all packages of the module.
func goList(t *testing.T) (list []ours) {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=Dir,ImportPath,Imports,GoFiles,IgnoredGoFiles", "frontdesk/...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}

	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p ours
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		p.name = strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "frontdesk"), "/")
		list = append(list, p)
	}

	return list
}

// forTests reports whether only tests import the package.
func (p ours) forTests() bool { return strings.HasSuffix(p.name, "test") }

// TestWhoMayImportWhom: every import between our packages is in the table. The table permits no unused import.
func TestWhoMayImportWhom(t *testing.T) {
	for _, p := range goList(t) {
		allowed, known := mayImport[p.name]
		if !known {
			t.Errorf("package %q has no row in mayImport: list the permitted imports", p.name)
			continue
		}

		used := map[string]bool{}

		for _, i := range p.Imports {
			if i == "testing" && len(p.GoFiles) > 0 && !p.forTests() {
				t.Errorf("%s imports testing: product code carries no tests", p.name)
			}
			name, is := strings.CutPrefix(i, "frontdesk")
			if !is {
				continue
			}
			name = strings.TrimPrefix(name, "/")
			used[name] = true
			if !slices.Contains(allowed, name) && !slices.Contains(allowed, "*") {
				t.Errorf("%s may not import %s", p.name, name)
			}
		}

		for _, name := range allowed {
			if name != "*" && !used[name] {
				t.Errorf("%s does not import %s: take the permission out of mayImport", p.name, name)
			}
		}
	}
}

// TestNobodyNamesTheWholeStore: a package with a need for the store declares an interface with the few called methods. Only the store
// itself, the program and tests name the types with all methods.
func TestNobodyNamesTheWholeStore(t *testing.T) {
	for _, p := range goList(t) {
		if p.name == "store" || p.name == "program" || p.forTests() {
			continue
		}

		for _, file := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			if !strings.HasSuffix(file, "_test.go") {
				namesStore(t, filepath.Join(p.Dir, file))
			}
		}
	}
}

// namesStore reports the places in a file that name store.DB or store.Tx.
func namesStore(t *testing.T, path string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}

	local := ""

	for _, i := range file.Imports {
		if i.Path.Value == `"frontdesk/store"` {
			local = "store"
			if i.Name != nil {
				local = i.Name.Name
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := s.X.(*ast.Ident)
		if ok && local != "" && x.Name == local && (s.Sel.Name == "DB" || s.Sel.Name == "Tx") {
			at := files.Position(n.Pos())
			t.Errorf("%s names store.%s: declare an interface with the methods that are needed", at, s.Sel.Name)
		}

		return true
	})
}

// TestNoChannelTypeByName: the core asks for a channel's Traits, never for the channel's type.
func TestNoChannelTypeByName(t *testing.T) {
	for _, p := range goList(t) {
		if strings.HasPrefix(p.name, "adapters/") {
			continue
		}

		for _, file := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			makesFakes := p.name == "cmd/frontdesk" && file == "demo.go"
			if !makesFakes && !strings.HasSuffix(file, "_test.go") {
				namesChannelType(t, filepath.Join(p.Dir, file))
			}
		}
	}
}

// namesChannelType reports the places in a file that use the name of a channel type as a value.
func namesChannelType(t *testing.T, path string) {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}

	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}

		for _, k := range program.Kinds() {
			if lit.Value == strconv.Quote(k.Type) {
				at := files.Position(n.Pos())
				t.Errorf("%s tests or makes a channel by its type %s: ask adapters.Traits", at, lit.Value)
			}
		}

		return true
	})
}

// TestNoClockInPurePackages: in pure packages time arrives as an argument.
func TestNoClockInPurePackages(t *testing.T) {
	for _, name := range []string{"chat", "timeline", "faq", "dialog", "handoff", "survey", "report"} {
		cmd := exec.Command("grep", "-rnE", `time\.(Now|Since|Until)\(`, "--include=*.go", "--exclude=*_test.go", name)
		cmd.Dir = ".."
		if out, _ := cmd.CombinedOutput(); len(out) > 0 {
			t.Errorf("%s reads the clock:\n%s", name, out)
		}
	}
}
