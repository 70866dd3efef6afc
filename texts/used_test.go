package texts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// ownWords are the keys of entries with a text written by people: an answer of the FAQ, and an operator's match. Such keys need no text
// in the files.
var ownWords = []string{"faq", "faq.matched"}

// TestEveryUsedKeyHasText: every key that Go code passes to a Wording, a Choice or Book.Say has a text in every language.
func TestEveryUsedKeyHasText(t *testing.T) {
	book, err := Open("ru", "")
	if err != nil {
		t.Fatal(err)
	}

	used := usedKeys(t)
	for _, must := range []string{"csat.ask", "help", "handover.unknown.online", "choice.none", "unblocked",
		"delivery.resend", "todo.*", "command.*", "widget.bad"} {
		if used[must] == "" {
			t.Errorf("the search does not find that %q is used: %v", must, slices.Sorted(maps.Keys(used)))
		}
	}

	for _, lang := range book.Langs() {
		has := textsOf(t, lang)

		for key, where := range used {
			begin, open := strings.CutSuffix(key, "*")

			begins := func(k string) bool { return strings.HasPrefix(k, begin) }
			switch {
			case slices.Contains(ownWords, key):
			case open && !slices.ContainsFunc(slices.Collect(maps.Keys(has)), begins):
				t.Errorf("%s: no text begins with %q, of %s", lang, begin, where)
			case !open && has[key] == nil:
				t.Errorf("%s: no text for %q, of %s", lang, key, where)
			}
		}
	}
}

func textsOf(t *testing.T, lang string) (has map[string]any) {
	t.Helper()
	data, err := files.ReadFile(lang + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &has); err != nil {
		t.Fatal(err)
	}

	return has
}

// usedKeys finds the keys in the code of the program, each with one place of use. A composed key ends with "*".
func usedKeys(t *testing.T) map[string]string {
	t.Helper()

	used := map[string]string{}
	for dir, files := range sources(t) {
		s := &search{dir: dir, used: used, takes: map[string]int{}}
		// The loop runs again, because a function with a key parameter may stand behind the caller.
		for known := -1; known != len(s.takes); {
			known = len(s.takes)
			for _, f := range files {
				s.file(f)
			}
		}
	}

	return used
}

// leftOut are the folders without code of the program.
var leftOut = []string{"node_modules", "fakes", "adaptertest", "bench", "simulation", ".git"}

// sources parses the module's own code by folder. Tests, fakes and other modules are left out.
func sources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	list := map[string][]*ast.File{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains(leftOut, d.Name()) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}

		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		list[filepath.Dir(path)] = append(list[filepath.Dir(path)], f)

		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	return list
}

// search reads the syntax of one package.
type search struct {
	dir   string
	used  map[string]string
	takes map[string]int // functions with a key parameter, and the position of the parameter
}

func (s *search) file(f *ast.File) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
			s.function(fn.Name.Name, fn.Type, fn.Body)
		}
	}
}

// function reads the body of a function, and the bodies of named functions inside.
func (s *search) function(name string, typ *ast.FuncType, body *ast.BlockStmt) {
	w := words(body)
	key := func(x ast.Expr) { s.key(name, typ, w, x) }
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if fn, ok := n.Rhs[0].(*ast.FuncLit); ok && len(n.Lhs) == 1 {
				if id, ok := n.Lhs[0].(*ast.Ident); ok {
					s.function(id.Name, fn.Type, fn.Body)
					return false
				}
			}
			if sel, ok := n.Lhs[0].(*ast.SelectorExpr); ok && sel.Sel.Name == "Key" {
				key(n.Rhs[0])
			}
		case *ast.CompositeLit:
			if called := nameOf(n.Type); called == "Wording" || called == "Choice" {
				s.literal(n, key)
			} else if list, ok := n.Type.(*ast.ArrayType); ok && nameOf(list.Elt) == "Choice" {
				for _, x := range n.Elts {
					if x, ok := x.(*ast.CompositeLit); ok {
						s.literal(x, key)
					}
				}
			}
		case *ast.CallExpr:
			if at, ok := s.place(n); ok && at < len(n.Args) {
				key(n.Args[at])
			}
		}

		return true
	})
}

// literal reads the key of a literal with named fields.
func (s *search) literal(lit *ast.CompositeLit, key func(ast.Expr)) {
	for _, x := range lit.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok && nameOf(kv.Key) == "Key" {
			key(kv.Value)
		}
	}
}

// place returns the position of the key among the arguments of a call.
func (s *search) place(call *ast.CallExpr) (int, bool) {
	name := nameOf(call.Fun)
	says := name == "Say" && len(call.Args) > 1 || name == "Count" && len(call.Args) == 3
	if _, method := call.Fun.(*ast.SelectorExpr); method && says {
		return 1, true
	}
	at, ok := s.takes[name]

	return at, ok
}

// key notes the key given by an expression: a literal, the literals of a variable, or a parameter of the enclosing function.
func (s *search) key(fn string, typ *ast.FuncType, w map[string][]string, x ast.Expr) {
	switch x := x.(type) {
	case *ast.BasicLit:
		s.found(text(x))
	case *ast.BinaryExpr:
		if lit, ok := x.X.(*ast.BasicLit); ok {
			s.found(text(lit) + "*")
		}
	case *ast.Ident:
		s.found(w[x.Name]...)
		at := 0

		for _, field := range typ.Params.List {
			for _, p := range field.Names {
				if p.Name == x.Name {
					s.takes[fn] = at
				}
				at++
			}
		}
	}
}

func (s *search) found(keys ...string) {
	for _, k := range keys {
		s.used[k] = s.dir
	}
}

// words are the possible values of the variables of a body: each literal assigned to a variable, followed by each literal added to the
// variable.
func words(body *ast.BlockStmt) map[string][]string {
	whole, more := map[string][]string{}, map[string][]string{}
	ast.Inspect(body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 1 {
			return true
		}
		id, named := a.Lhs[0].(*ast.Ident)
		if sum, ok := a.Rhs[0].(*ast.BinaryExpr); ok && named {
			if begin, ok := sum.X.(*ast.BasicLit); ok && begin.Kind == token.STRING {
				whole[id.Name] = append(whole[id.Name], text(begin)+"*")
			}
		}
		if lit, ok := a.Rhs[0].(*ast.BasicLit); ok && named && lit.Kind == token.STRING {
			if a.Tok == token.ADD_ASSIGN {
				more[id.Name] = append(more[id.Name], text(lit))
			} else {
				whole[id.Name] = append(whole[id.Name], text(lit))
			}
		}

		return true
	})

	for name, ends := range more {
		var all []string

		for _, begin := range whole[name] {
			for _, end := range ends {
				all = append(all, begin+end)
			}
		}
		whole[name] = all
	}

	return whole
}

func nameOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}

	return ""
}

func text(lit *ast.BasicLit) string {
	s, _ := strconv.Unquote(lit.Value)
	return s
}
