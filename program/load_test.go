package program_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// source is all of our Go code in the form of the type checker: the product, the tests and the module bench. Each package is checked
// once, together with the package's inner tests. A type is therefore the same object at every mention. Foreign packages come from the
// export data of the compiler.
type source struct {
	files *token.FileSet
	// packages by import path. The path of a test outside its package has "_test" at the end.
	packages map[string]*checked
	exports  map[string]string // files of the compiler, by import path
	others   types.Importer
}

// checked is one of our packages.
type checked struct {
	listed
	inBench bool
	paths   []string    // paths of the files
	syntax  []*ast.File // in the same order
	types   *types.Package
	info    *types.Info
}

// listed is a package in the output of the go command.
type listed struct {
	Dir, ImportPath, Export            string
	Standard                           bool
	GoFiles, TestGoFiles, XTestGoFiles []string
}

// allSource checks our code once for all tests.
var allSource = sync.OnceValues(loadSource)

// load returns our code.
func load(t *testing.T) *source {
	t.Helper()
	s, err := allSource()
	if err != nil {
		t.Fatal(err)
	}

	return s
}

func loadSource() (*source, error) {
	s := &source{files: token.NewFileSet(), packages: map[string]*checked{}, exports: map[string]string{}}

	s.others = importer.ForCompiler(s.files, "gc", s.export)
	for _, dir := range []string{"..", "../bench"} {
		if err := s.list(dir); err != nil {
			return nil, err
		}
	}

	for _, path := range slices.Sorted(maps.Keys(s.packages)) {
		if _, err := s.Import(path); err != nil {
			return nil, err
		}
	}

	return s, nil
}

// list finds the packages of one module, and the export data of the imported foreign packages.
func (s *source) list(dir string) error {
	own, err := goListIn(dir, "./...")
	if err != nil {
		return err
	}

	foreign := map[string]bool{}

	for _, p := range own {
		inside := &checked{listed: p, inBench: dir != ".."}
		outside := &checked{listed: p, inBench: inside.inBench}
		outside.ImportPath += "_test"
		err := errors.Join(
			s.parse(inside, foreign, slices.Concat(p.GoFiles, p.TestGoFiles)),
			s.parse(outside, foreign, p.XTestGoFiles),
		)
		if err != nil {
			return err
		}
	}

	list, err := goListIn(dir, append([]string{"-export", "-deps"}, slices.Sorted(maps.Keys(foreign))...)...)
	for _, p := range list {
		if s.exports[p.ImportPath] == "" {
			s.exports[p.ImportPath] = p.Export
		}
	}

	return err
}

// goListIn asks the go command for packages.
func goListIn(dir string, args ...string) (list []listed, err error) {
	fields := "-json=Dir,ImportPath,Export,Standard,GoFiles,TestGoFiles,XTestGoFiles"
	cmd := exec.Command("go", append([]string{"list", fields}, args...)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w\n%s", dir, err, stderr.String())
	}

	for dec := json.NewDecoder(bytes.NewReader(out)); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			return nil, err
		}
		list = append(list, p)
	}

	return list, nil
}

// parse reads the files of a package and notes the imported foreign packages.
func (s *source) parse(p *checked, foreign map[string]bool, names []string) error {
	if len(names) == 0 {
		return nil
	}

	for _, name := range names {
		path := filepath.Join(p.Dir, name)
		file, err := parser.ParseFile(s.files, path, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			return err
		}

		p.paths, p.syntax = append(p.paths, path), append(p.syntax, file)
		for _, i := range file.Imports {
			if path := strings.Trim(i.Path.Value, `"`); !isOurs(path) && path != "unsafe" {
				foreign[path] = true
			}
		}
	}
	s.packages[p.ImportPath] = p

	return nil
}

// isOurs reports whether an import path is one of our packages.
func isOurs(path string) bool { return path == "frontdesk" || strings.HasPrefix(path, "frontdesk/") }

// Import checks one of our packages after the package's imports. A foreign package is read from the export data of the compiler.
func (s *source) Import(path string) (*types.Package, error) {
	p := s.packages[path]
	switch {
	case path == "unsafe":
		return types.Unsafe, nil
	case p == nil:
		return s.others.Import(path)
	case p.types != nil:
		return p.types, nil
	case p.info != nil:
		return nil, fmt.Errorf(
			"%s: a test inside it imports a package whose test inside imports it: move one of them outside",
			path,
		)
	}

	p.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Instances:  map[*ast.Ident]types.Instance{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	c := types.Config{Importer: s, GoVersion: "go1.26"}
	pkg, err := c.Check(path, s.files, p.syntax, p.info)
	p.types = pkg

	return pkg, err
}

// export opens the export data of a package.
func (s *source) export(path string) (io.ReadCloser, error) {
	if s.exports[path] == "" {
		return nil, fmt.Errorf("%s: the go command has not listed it", path)
	}

	return os.Open(s.exports[path])
}

// isTest reports whether a file is a test file.
func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }

// forTests reports whether only tests import a package.
func (p *checked) forTests() bool {
	return p.inBench || strings.HasSuffix(p.ImportPath, "test") ||
		strings.HasPrefix(p.ImportPath, "frontdesk/simulation")
}

// each calls a function for every file of our packages.
func (s *source) each(fn func(p *checked, path string, file *ast.File)) {
	for _, name := range slices.Sorted(maps.Keys(s.packages)) {
		p := s.packages[name]
		for i, path := range p.paths {
			fn(p, short(path), p.syntax[i])
		}
	}
}

// product calls a function for every file of the product.
func (s *source) product(fn func(p *checked, path string, file *ast.File)) {
	s.each(func(p *checked, path string, file *ast.File) {
		if !p.forTests() && !isTest(path) {
			fn(p, path, file)
		}
	})
}

// short is a path below the folder of the module.
func short(path string) string {
	root, err := filepath.Abs("..")
	if err != nil {
		return path
	}

	return strings.TrimPrefix(path, root+string(filepath.Separator))
}

// at is a place in the source, as "folder/file.go:12".
func (s *source) at(pos token.Pos) string {
	place := s.files.Position(pos)
	return fmt.Sprintf("%s:%d", short(place.Filename), place.Line)
}

// object finds a name in one of our packages. A missing name fails the test, because the test would check no code without the name.
func (s *source) object(t *testing.T, pkg, name string) types.Object {
	t.Helper()
	found := s.packages["frontdesk/"+pkg].types.Scope().Lookup(name)
	if found == nil {
		t.Fatalf("package %s has no %s any more: this test must learn its new name", pkg, name)
	}

	return found
}
