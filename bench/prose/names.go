package main

import (
	"cmp"
	"go/ast"
	"go/token"
	"path/filepath"
	"slices"
	"unicode/utf8"
)

// scopeLines is the maximum length of a scope with one-letter names.
const scopeLines = 5

// nameCount counts the names that functions declare. short has the one-letter names in scopes of more than scopeLines lines, by folder.
// Receivers, type parameters, the indexes i, j and k of loops, and the usual t, b, w and r of tests and HTTP handlers are left out.
type nameCount struct {
	all   int
	short map[string][]place
}

// namesOf counts the names of a function.
func (c *counts) namesOf(set *token.FileSet, fn *ast.FuncDecl) {
	v := &nameVisitor{counts: c, set: set}
	v.fields(fn.Type, fn)
	ast.Walk(v.within(fn), fn.Body)
}

// nameVisitor walks a function. scope is the innermost node that ends the scope of a declared name.
type nameVisitor struct {
	counts *counts
	set    *token.FileSet
	scope  ast.Node
}

func (v *nameVisitor) within(scope ast.Node) *nameVisitor {
	return &nameVisitor{counts: v.counts, set: v.set, scope: scope}
}

// Visit implements ast.Visitor.
func (v *nameVisitor) Visit(node ast.Node) ast.Visitor {
	switch typed := node.(type) {
	case *ast.FuncLit:
		v.fields(typed.Type, typed)
		return v.within(typed)
	case *ast.RangeStmt:
		inner := v.within(typed)
		if typed.Tok == token.DEFINE {
			inner.declare(typed.Key, true)
			inner.declare(typed.Value, false)
		}

		return inner
	case *ast.ForStmt:
		return &loopVisitor{nameVisitor: v.within(typed), init: typed.Init}
	case *ast.BlockStmt, *ast.IfStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.CaseClause, *ast.CommClause:
		return v.within(typed)
	case *ast.AssignStmt:
		v.assigned(typed, false)
	case *ast.ValueSpec:
		for _, name := range typed.Names {
			v.declare(name, false)
		}
	}

	return v
}

// loopVisitor visits the parts of a for statement. The names of init are indexes of the loop.
type loopVisitor struct {
	*nameVisitor
	init ast.Stmt
}

// Visit implements ast.Visitor.
func (v *loopVisitor) Visit(node ast.Node) ast.Visitor {
	if assign, ok := node.(*ast.AssignStmt); ok && node == v.init {
		v.assigned(assign, true)
		return v.nameVisitor
	}

	return v.nameVisitor.Visit(node)
}

func (v *nameVisitor) assigned(assign *ast.AssignStmt, index bool) {
	if assign.Tok != token.DEFINE {
		return
	}
	for _, left := range assign.Lhs {
		v.declare(left, index)
	}
}

// fields declares the parameters and results of a function.
func (v *nameVisitor) fields(kind *ast.FuncType, fn ast.Node) {
	inner := v.within(fn)
	for _, list := range []*ast.FieldList{kind.Params, kind.Results} {
		if list == nil {
			continue
		}
		for _, field := range list.List {
			for _, name := range field.Names {
				if !usual(name.Name, field.Type) {
					inner.declare(name, false)
				}
			}
		}
	}
}

// usual reports whether a parameter has the usual one-letter name of its type.
func usual(name string, kind ast.Expr) bool {
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	selected, ok := kind.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := selected.X.(*ast.Ident)
	if !ok {
		return false
	}

	switch from.Name + "." + selected.Sel.Name {
	case "testing.T", "rapid.T":
		return name == "t"
	case "testing.B":
		return name == "b"
	case "http.ResponseWriter":
		return name == "w"
	case "http.Request":
		return name == "r"
	}

	return false
}

// declare counts a declared name. index means the name is an index of a loop.
func (v *nameVisitor) declare(expr ast.Expr, index bool) {
	name, ok := expr.(*ast.Ident)
	if !ok || name.Name == "_" {
		return
	}

	names := &v.counts.names
	names.all++
	if utf8.RuneCountInString(name.Name) > 1 || index && slices.Contains([]string{"i", "j", "k"}, name.Name) {
		return
	}
	at := v.set.Position(name.Pos())
	lines := v.set.Position(v.scope.End()).Line - at.Line
	if lines <= scopeLines {
		return
	}

	if names.short == nil {
		names.short = map[string][]place{}
	}
	folder := filepath.Dir(at.Filename)
	found := place{at: at.String(), text: name.Name + ", " + itoa(lines) + " lines"}
	names.short[folder] = append(names.short[folder], found)
}

// folders lists the folders with one-letter names in long scopes, the folder with the most names first.
func (n nameCount) folders() []place {
	var list []place
	for folder, places := range n.short {
		list = append(list, place{at: folder, text: itoa(len(places)) + " names"})
	}

	slices.SortFunc(list, func(one, other place) int {
		return cmp.Or(
			cmp.Compare(len(n.short[other.at]), len(n.short[one.at])),
			cmp.Compare(one.at, other.at),
		)
	})

	return list
}

// places lists every one-letter name in a long scope, folder by folder.
func (n nameCount) places() []place {
	var list []place
	for _, folder := range n.folders() {
		list = append(list, n.short[folder.at]...)
	}

	return list
}
