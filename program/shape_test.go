package program_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// writer is a method with one permitted calling file.
type writer struct {
	method string // name and parameter types
	file   string // the permitted file
	tests  bool   // tests may call the method, too
	rule   string // the correct way
}

// writers are the methods that append to a timeline, set a timer, or publish a hint.
var writers = []writer{
	{
		method: "Append(*chat.Conversation, *chat.Entry)",
		file:   "timeline/verbs.go",
		rule:   "use a verb of timeline.Timeline",
	},
	{method: "SetTimer(chat.Timer)", file: "timeline/timers.go", rule: "use timeline.Timeline.Timer"},
	{
		method: "DropTimer(chat.Subject, chat.TimerName)",
		file:   "timeline/timers.go",
		rule:   "use timeline.Timeline.Cancel",
	},
	{
		method: "TakeTimer(chat.Timer)",
		file:   "timeline/timers.go",
		rule:   "use timeline.Timeline.Take or timeline.Door.Drop",
	},
	{
		method: "Publish(chat.Hint)",
		file:   "timeline/hint.go",
		tests:  true,
		rule:   "a change of a timeline hints by itself",
	},
}

// signature is a method's name with the parameter types, in the form of writers.
func signature(f *types.Func) string {
	var params []string
	for v := range f.Signature().Params().Variables() {
		params = append(params, types.TypeString(v.Type(), (*types.Package).Name))
	}

	return fmt.Sprintf("%s(%s)", f.Name(), strings.Join(params, ", "))
}

// TestOneFileWrites: one file appends to timelines, one file writes timers, and one file publishes hints. The test checks every mention
// of such a method of the store's transaction and of any interface, in product, tests and bench.
func TestOneFileWrites(t *testing.T) {
	s := load(t)
	callers := map[string][]string{} // files by method
	s.each(func(p *checked, path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			x, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			f, ok := p.info.Uses[x.Sel].(*types.Func)
			if !ok || f.Signature().Recv() == nil {
				return true
			}

			i := slices.IndexFunc(writers, func(w writer) bool { return w.method == signature(f) })
			if i < 0 || writers[i].tests && (isTest(path) || p.forTests()) {
				return true
			}
			w := writers[i]
			callers[w.method] = append(callers[w.method], path)
			if path != w.file {
				t.Errorf("%s calls %s: only %s may: %s", s.at(x.Pos()), w.method, w.file, w.rule)
			}

			return true
		})
	})

	for _, w := range writers {
		calls := callers[w.method]
		files := slices.Compact(slices.Sorted(slices.Values(calls)))
		t.Logf("%s: %d calls in %d files: %s", w.method, len(calls), len(files), strings.Join(files, ", "))
		if !slices.Contains(files, w.file) {
			t.Errorf("%s does not call %s any more: adapt the table of this test", w.file, w.method)
		}
	}
}

// readsWording reports whether a file may read the key of one of our own texts. Such a file shows the text in a language, or reads
// entries from before the field Purpose.
func readsWording(p *checked, path string) bool {
	return p.ImportPath == "frontdesk/texts" || p.ImportPath == "frontdesk/console" || path == "store/legacy.go"
}

// TestNoLogicOnTextKeys: no code decides by the dictionary key of a text. The entry's Purpose and references give the meaning.
func TestNoLogicOnTextKeys(t *testing.T) {
	s := load(t)
	wording, ok := s.object(t, "chat", "Wording").Type().Underlying().(*types.Struct)
	if !ok {
		t.Fatal("chat.Wording is not a struct any more: adapt this test")
	}

	reads := map[bool]int{} // counts of permitted and forbidden reads
	s.each(func(p *checked, path string, file *ast.File) {
		if isTest(path) {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			x, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			selected := p.info.Selections[x]
			if selected == nil || !slices.Contains(slices.Collect(wording.Fields()), fieldOf(selected)) {
				return true
			}

			lawful := readsWording(p, path)
			reads[lawful]++
			if !lawful {
				t.Errorf(
					"%s reads chat.Wording.%s: decide by Purpose and Refs; "+
						"only texts, console and store/legacy.go read a text's key",
					s.at(x.Pos()),
					x.Sel.Name,
				)
			}

			return true
		})
	})
	t.Logf("%d reads of text keys outside texts, console and store/legacy.go, %d inside", reads[false], reads[true])
	if reads[true] == 0 {
		t.Error("nothing reads a text's key: this test looks at the wrong type")
	}
}

// fieldOf is the selected field of an expression. A selected method gives nil.
func fieldOf(s *types.Selection) *types.Var {
	field, _ := s.Obj().(*types.Var)
	return field
}

const (
	methodsMost = 9 // methods of an interface, including the methods of embedded interfaces
	portMost    = 14
)

// largerInterfaces may have more methods than methodsMost.
var largerInterfaces = map[string]int{
	// timeline.Tx is the whole port of the store for the only writer of conversations.
	"timeline.Tx": portMost,
}

// TestSmallInterfaces: our interfaces have few methods. A second implementation is therefore cheap, and a reader sees the used methods.
func TestSmallInterfaces(t *testing.T) {
	s := load(t)
	methods, places := map[string]int{}, map[string]token.Pos{}
	s.product(func(p *checked, path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			name, of := declaredInterface(p, n)
			if of != nil {
				methods[name], places[name] = of.NumMethods(), n.Pos()
			}

			return true
		})
	})

	for name, n := range methods {
		if most := cmp.Or(largerInterfaces[name], methodsMost); n > most {
			t.Errorf(
				"%s: interface %s has %d methods, more than %d: split it by what its callers do",
				s.at(places[name]),
				name,
				n,
				most,
			)
		}
	}

	for name := range largerInterfaces {
		if methods[name] <= methodsMost {
			t.Errorf("%s has %d methods: take it out of largerInterfaces", name, methods[name])
		}
	}

	largest := slices.SortedFunc(maps.Keys(methods), func(a, b string) int {
		return cmp.Or(methods[b]-methods[a], strings.Compare(a, b))
	})
	for _, name := range largest[:5] {
		t.Logf("%2d methods: %s", methods[name], name)
	}
	t.Logf("of %d interfaces", len(methods))
}

// declaredInterface returns the interface in a declaration or in place. Constraints without possible values, and the empty interface,
// have no methods.
func declaredInterface(p *checked, n ast.Node) (name string, of *types.Interface) {
	switch n := n.(type) {
	case *ast.TypeSpec:
		of, _ = p.info.Defs[n.Name].Type().Underlying().(*types.Interface)
		name = p.types.Name() + "." + n.Name.Name
	case *ast.Field:
		if lit, ok := n.Type.(*ast.InterfaceType); ok {
			of, _ = p.info.Types[lit].Type.(*types.Interface)
		}
		name = fmt.Sprintf("%s (without a name, at %d)", p.types.Name(), n.Pos())
	}

	return name, of
}

// TestChatHoldsNounsOnly: package chat imports none of our packages and no package with I/O. Package chat declares no interface of a
// store, a transaction or a bus, because an interface lives with the calling package.
func TestChatHoldsNounsOnly(t *testing.T) {
	s := load(t)

	p := s.packages["frontdesk/chat"]
	for _, file := range p.syntax {
		for _, i := range file.Imports {
			path := strings.Trim(i.Path.Value, `"`)
			if isOurs(path) || slices.Contains([]string{"context", "database/sql", "net", "net/http", "os"}, path) {
				t.Errorf("%s: chat imports %s: it holds nouns only", s.at(i.Pos()), path)
			}
		}

		ast.Inspect(file, func(n ast.Node) bool {
			if name, of := declaredInterface(p, n); of != nil && of.NumMethods() > 0 {
				t.Errorf("%s: chat declares interface %s: declare it where its methods are called", s.at(n.Pos()), name)
			}

			return true
		})
	}
	t.Logf("chat has %d files", len(p.syntax))
}

// assembled are types that only package program builds.
var assembled = map[string][]string{"dialog": {"Engine"}, "handoff": {"Verbs"}, "adapters": {"FileFetcher"}}

// TestOneAssembly: the program builds the bot, the desk and the fetcher in one place. A test starts the same program with programtest.
func TestOneAssembly(t *testing.T) {
	s := load(t)
	made := map[types.Object]int{}

	for pkg, names := range assembled {
		for _, name := range names {
			made[s.object(t, pkg, name)] = 0
		}
	}

	s.each(func(p *checked, path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			of := madeBy(p, n)
			if _, watched := made[of]; !watched {
				return true
			}
			if p.ImportPath == "frontdesk/program" && !isTest(path) {
				made[of]++
				return true
			}
			t.Errorf(
				"%s makes a %s.%s by hand: start the program with programtest",
				s.at(n.Pos()),
				of.Pkg().Name(),
				of.Name(),
			)

			return true
		})
	})

	for of, n := range made {
		t.Logf("%s.%s is made in %d place of package program and nowhere else", of.Pkg().Name(), of.Name(), n)
		if n != 1 {
			t.Errorf("package program makes %s.%s in %d places, not in one", of.Pkg().Name(), of.Name(), n)
		}
	}
}

// madeBy returns the type of a value that the code makes by a composite literal, by new or by a variable.
func madeBy(p *checked, n ast.Node) types.Object {
	var expr ast.Expr
	switch n := n.(type) {
	case *ast.CompositeLit:
		expr = n
	case *ast.ValueSpec:
		expr = n.Type
	case *ast.CallExpr:
		if made, ok := n.Fun.(*ast.Ident); ok && len(n.Args) == 1 && p.info.Uses[made] == types.Universe.Lookup("new") {
			expr = n.Args[0]
		}
	}

	if expr == nil {
		return nil
	}
	named, ok := p.info.Types[expr].Type.(*types.Named)
	if !ok {
		return nil
	}

	return named.Obj()
}
