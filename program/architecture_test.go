package program_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport lists which of our packages each may import; see docs/architecture.md. Test files are free.
var mayImport = map[string][]string{
	"chat":                    {},
	"faq":                     {},
	"faq/score":               {},
	"faq/encoder":             {},
	"markup":                  {},
	"report":                  {},
	"assets":                  {},
	"texts":                   {"chat"},
	"embedding":               {},
	"survey":                  {"chat", "texts"},
	"handoff":                 {"chat", "survey"},
	"dialog":                  {"chat", "faq", "handoff", "survey", "texts"},
	"adapters":                {"chat", "markup"},
	"adapters/telegram":       {"adapters", "chat", "markup"},
	"adapters/slack":          {"adapters", "chat", "markup"},
	"adapters/webchat":        {"adapters", "adapters/webchat/widget", "assets", "chat", "markup", "survey"},
	"adapters/webchat/widget": {},
	"adapters/fakes/fault":    {},
	"adapters/fakes/page":     {"adapters/fakes/fault"},
	"adapters/fakes/telegram": {"adapters/fakes/fault", "adapters/fakes/page"},
	"adapters/fakes/slack":    {"adapters/fakes/fault", "adapters/fakes/page"},
	"adapters/adaptertest":    {"adapters", "adapters/fakes/fault", "bus", "chat", "dialog", "faq", "handoff", "store", "survey", "texts"},
	"knowledge":               {"chat", "embedding", "faq", "faq/encoder"},
	"store":                   {"chat", "faq", "handoff", "knowledge", "report", "survey"},
	"store/storetest":         {},
	"bus":                     {"chat"},
	"simulation":              {},
	"simulation/bugs":         {},
	"console":                 {"assets", "chat", "console/app", "faq", "handoff", "knowledge", "markup", "report", "store", "survey"},
	"console/app":             {},
	"examples/site":           {},
	"":                        {},
	"config":                  {"", "adapters", "chat"},
	"program":                 {"*"},
	"program/programtest":     {"chat", "config", "console", "program", "store"},
	"cmd/frontdesk":           {"*"},
}

func TestWhoMayImportWhom(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,GoFiles", "frontdesk/...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for dec.More() {
		var p struct {
			ImportPath       string
			Imports, GoFiles []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "frontdesk"), "/")
		allowed, known := mayImport[name]
		if !known {
			t.Errorf("package %q has no row in mayImport: say what it may import", name)
			continue
		}
		for _, i := range p.Imports {
			ours, is := strings.CutPrefix(i, "frontdesk")
			if !is {
				if i == "testing" && len(p.GoFiles) > 0 && !strings.HasSuffix(name, "test") {
					t.Errorf("%s imports testing: product code carries no tests", name)
				}
				continue
			}
			ours = strings.TrimPrefix(ours, "/")
			if !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*") {
				t.Errorf("%s may not import %s", name, ours)
			}
		}
	}
}

// TestNoClockInPurePackages: time arrives as an argument there.
func TestNoClockInPurePackages(t *testing.T) {
	for _, name := range []string{"chat", "faq", "dialog", "handoff", "survey", "report"} {
		cmd := exec.Command("grep", "-rnE", `time\.(Now|Since|Until)\(`, "--include=*.go", "--exclude=*_test.go", name)
		cmd.Dir = ".."
		if out, _ := cmd.CombinedOutput(); len(out) > 0 {
			t.Errorf("%s reads the clock:\n%s", name, out)
		}
	}
}
