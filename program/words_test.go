package program_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// permitted are identifiers that contain a retired word and stay. A name is "folder name"; "folder *" stands for all
// names of a folder.
var permitted = []struct {
	reason string
	names  []string
}{
	{"the fakes speak the words of the services that they play", []string{"adapters/fakes/*"}},
	{"the word has its plain meaning there", plainWords},
	{"stored name: a table, a column, a JSON key, an API field or a config key has this name", storedWords},
	{"next: exported or in wide use", laterWords},
}

// plainWords use a retired word for another thing: the words of a text, an HTTP error's detail, a small limit, a lock that is held.
var plainWords = []string{
	"faq *",
	"faq/encoder *",
	"faq/score *",
	"markup *",
	"adapters KeepUpload",
	"adapters held",
	"adapters/adaptertest Press",
	"adapters/adaptertest PressAgain",
	"adapters/adaptertest pressTwice",
	"adapters/slack detail",
	"adapters/slack smallCallLimit",
	"adapters/slack words",
	"adapters/telegram answerPress",
	"adapters/telegram press",
	"adapters/telegram smallCallLimit",
	"adapters/telegram words",
	"adapters/webchat keep",
	"adapters/webchat listed",
	"adapters/webchat words",
	"config words",
	"console Press",
	"console detail",
	"console detailOutput",
	"console detailShape",
	"console keep",
	"dialog pressDrop",
	"dialog pressLang",
	"dialog pressNo",
	"dialog pressNone",
	"dialog pressSolved",
	"dialog pressWait",
	"dialog pressPerson",
	"dialog pressPick",
	"dialog pressYes",
	"dialog quietMost",
	"dialog smallTalk",
	"dialog trySmallTalk",
	"handoff Words",
	"handoff words",
	"knowledge KeepFit",
	"knowledge KeepVectors",
	"knowledge Words",
	"knowledge words",
	"program held",
	"program whileHeld",
	"program/programtest Press",
	"store KeepFit",
	"store KeepUpload",
	"store KeepVectors",
	"store Press",
	"store held",
	"store quiet",
	"store scanListed",
	"survey ReadPress",
	"survey words",
}

// storedWords mirror a name that is stored or published.
var storedWords = []string{
	"chat Asked",
	"chat AskedAt",
	"chat InPress",
	"chat Press",
	"chat PurposePress",
	"chat ReasonAsked",
	"config QuietTime",
	"console Detail",
	"console Lessons",
	"console Pulled",
	"console decideLesson",
	"console lessonInput",
	"console lessonShape",
	"console lessons",
	"console lessonsOutput",
	"console pulled",
	"knowledge Asked",
	"knowledge Judged",
	"knowledge Lesson",
	"knowledge Lessons",
	"knowledge Taught",
	"knowledge asked",
	"knowledge askedByOne",
	"knowledge askedMost",
	"knowledge judgedMost",
	"knowledge lesson",
	"knowledge taught",
	"report Asked",
	"report asked",
	"store Asked",
	"store Detail",
	"store Judged",
	"store Lesson",
	"store Lessons",
	"store asked",
	"store askedKept",
	"store taught",
}

// laterWords wait for a commit of their own.
var laterWords = []string{
	"adapters Detail",
	"adapters/adaptertest asked",
	"adapters/adaptertest words",
	"adapters/adaptertest wordsOnce",
	"adapters/webchat asked",
	"chat LastWords",
	"chat PurposeSmallTalk",
	"chat SameWords",
	"cmd/frontdesk Judged",
	"cmd/frontdesk Quiet",
	"cmd/frontdesk Taught",
	"cmd/frontdesk asked",
	"cmd/frontdesk judged",
	"cmd/frontdesk taught",
	"console Words",
	"dialog Asked",
	"dialog Lessons",
	"dialog Words",
	"dialog asked",
	"dialog learnt",
	"dialog turnWords",
	"dialog words",
	"dialog wordsOf",
	"handoff Lessons",
	"program Detail",
	"program keeper",
	"program/programtest Listed",
	"store keeper",
}

// camel are the words of an identifier.
var camel = regexp.MustCompile(`[A-Z]+[a-z0-9]*|[a-z0-9]+`)

// retiredWords reads the column "old" of the table in CONTRIBUTING.md, section "Words".
func retiredWords(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Words\n")
	section, _, _ = strings.Cut(section, "\n## ")
	retired := map[string]string{}

	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.HasPrefix(cells[1], "--") || strings.TrimSpace(cells[1]) == "old" {
			continue
		}
		for word := range strings.SplitSeq(cells[1], ",") {
			retired[strings.TrimSpace(word)] = strings.TrimSpace(cells[2])
		}
	}
	if len(retired) < 10 {
		t.Fatalf("CONTRIBUTING.md lists %d retired words, want 10 or more", len(retired))
	}

	return retired
}

// declared calls fn with each name that a file declares.
func declared(f *ast.File, fn func(*ast.Ident)) {
	ast.Inspect(f, func(n ast.Node) bool {
		var names []ast.Expr

		switch n := n.(type) {
		case *ast.FuncDecl:
			fn(n.Name)
		case *ast.TypeSpec:
			fn(n.Name)
		case *ast.Field:
			for _, id := range n.Names {
				fn(id)
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				fn(id)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				names = n.Lhs
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				names = []ast.Expr{n.Key, n.Value}
			}
		}

		for _, e := range names {
			if id, ok := e.(*ast.Ident); ok {
				fn(id)
			}
		}

		return true
	})
}

// isPermitted reports whether the list of exceptions has a name of a folder.
func isPermitted(folder, name string) bool {
	for _, p := range permitted {
		if slices.ContainsFunc(p.names, func(pattern string) bool {
			ok, err := filepath.Match(pattern, folder+" "+name)
			return ok && err == nil || strings.HasSuffix(pattern, "/*") &&
				strings.HasPrefix(folder, pattern[:len(pattern)-1])
		}) {
			return true
		}
	}

	return false
}

// TestRetiredWords: no identifier of the product contains a word that CONTRIBUTING.md has retired.
func TestRetiredWords(t *testing.T) {
	retired := retiredWords(t)

	for _, p := range goList(t) {
		for _, file := range append(slices.Clone(p.GoFiles), p.IgnoredGoFiles...) {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			f, err := parser.ParseFile(set, filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			declared(f, func(id *ast.Ident) {
				for _, word := range camel.FindAllString(id.Name, -1) {
					if instead, ok := retired[strings.ToLower(word)]; ok && !isPermitted(p.name, id.Name) {
						t.Errorf("%s: %s has the retired word %q: say %s (CONTRIBUTING.md, Words)",
							set.Position(id.Pos()), id.Name, strings.ToLower(word), instead)
					}
				}
			})
		}
	}
}
