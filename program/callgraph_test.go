package program_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// graph has the calls between the functions of the product. A mention without a call counts as a call. A method of one of our interfaces
// stands for the same method of each of our implementations. The graph cannot follow a function value. Calls of function values in fields
// are listed separately.
type graph struct {
	source   *source
	bodies   []*body
	declared map[*types.Func]*body
	concrete []*types.Named // types of the product that may implement an interface
}

// body is a function of the product, with or without a name. A body includes the inner functions without a name.
type body struct {
	name   string
	takes  []types.Type // receiver and parameters
	calls  []call
	fields []field
	waits  []token.Pos // places that wait for a channel
}

// call is a mention of a function at a place.
type call struct {
	to *types.Func
	at token.Pos
}

// field is a call of a function value in a field.
type field struct {
	name string // such as dialog.Engine.Online
	at   token.Pos
}

// newGraph reads the whole product.
func newGraph(s *source) *graph {
	g := &graph{source: s, declared: map[*types.Func]*body{}}
	s.product(func(p *checked, path string, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				named, ok := p.info.Defs[n.Name].Type().(*types.Named)
				if ok && !types.IsInterface(named) && named.TypeParams() == nil {
					g.concrete = append(g.concrete, named)
				}
			case *ast.FuncDecl:
				if f := p.info.Defs[n.Name].(*types.Func); n.Body != nil {
					g.declared[f] = g.add(p, plainName(f), f.Signature(), n.Body)
				}
			case *ast.FuncLit:
				g.add(p, "the function at "+s.at(n.Pos()), p.info.Types[n].Type.(*types.Signature), n.Body)
			}

			return true
		})
	})

	return g
}

// add reads one function.
func (g *graph) add(p *checked, name string, of *types.Signature, block *ast.BlockStmt) *body {
	b := &body{name: name}
	if of.Recv() != nil {
		b.takes = append(b.takes, of.Recv().Type())
	}

	for v := range of.Params().Variables() {
		b.takes = append(b.takes, v.Type())
	}

	ast.Inspect(block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if f, ok := p.info.Uses[n].(*types.Func); ok {
				b.calls = append(b.calls, call{to: f.Origin(), at: n.Pos()})
			}
		case *ast.CallExpr:
			if x, ok := n.Fun.(*ast.SelectorExpr); ok {
				if s := p.info.Selections[x]; s != nil && s.Kind() == types.FieldVal {
					b.fields = append(b.fields, field{name: fieldName(s), at: n.Pos()})
				}
			}
		}

		return true
	})
	b.waits = waits(p, block)
	g.bodies = append(g.bodies, b)

	return b
}

// waits lists the places of a function that wait for a channel. A select with a default does not wait.
func waits(p *checked, block *ast.BlockStmt) (list []token.Pos) {
	within := map[ast.Node]bool{} // cases of selects
	ast.Inspect(block, func(n ast.Node) bool {
		if within[n] {
			return false
		}

		switch n := n.(type) {
		case *ast.SelectStmt:
			waits := true

			for _, c := range n.Body.List {
				comm := c.(*ast.CommClause).Comm
				waits = waits && comm != nil
				within[comm] = comm != nil
			}
			if waits {
				list = append(list, n.Pos())
			}
		case *ast.SendStmt:
			list = append(list, n.Pos())
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				list = append(list, n.Pos())
			}
		case *ast.RangeStmt:
			if _, is := p.info.Types[n.X].Type.Underlying().(*types.Chan); is {
				list = append(list, n.Pos())
			}
		}

		return true
	})

	return list
}

// targets are the possible functions of a call: the function itself, or all implementations of the method.
func (g *graph) targets(f *types.Func) []*types.Func {
	recv := f.Signature().Recv()
	if recv == nil || f.Pkg() == nil || !isOurs(f.Pkg().Path()) || !types.IsInterface(recv.Type()) {
		return []*types.Func{f}
	}

	list := []*types.Func{f}

	of := recv.Type().Underlying().(*types.Interface)
	for _, named := range g.concrete {
		if !types.Implements(types.NewPointer(named), of) {
			continue
		}
		found, _, _ := types.LookupFieldOrMethod(types.NewPointer(named), true, f.Pkg(), f.Name())
		if m, ok := found.(*types.Func); ok && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}

	return list
}

// step is one call on a path from another function.
type step struct {
	body *body
	from *step
}

// path names the functions on the way.
func (s *step) path() string {
	var names []string
	for ; s != nil; s = s.from {
		names = append(names, s.body.name)
	}
	slices.Reverse(names)

	return strings.Join(names, " > ")
}

// walk visits every function that is reachable from the functions of begin. walk visits each function once, by a shortest path. walk does
// not enter the functions of end.
func (g *graph) walk(begin func(*body) bool, end func(*types.Func) bool, visit func(*step)) {
	var queue []*step
	seen := map[*body]bool{}

	for _, b := range g.bodies {
		if begin(b) {
			seen[b] = true
			queue = append(queue, &step{body: b})
		}
	}

	for len(queue) > 0 {
		s := queue[0]
		queue = queue[1:]
		visit(s)

		for _, c := range s.body.calls {
			for _, f := range g.targets(c.to) {
				if next := g.declared[f]; next != nil && !seen[next] && !end(f) {
					seen[next] = true
					queue = append(queue, &step{body: next, from: s})
				}
			}
		}
	}
}

// plainName is a function's name with the path of the function's package below the module, such as (*store.Tx).Append.
func plainName(f *types.Func) string { return strings.ReplaceAll(f.FullName(), "frontdesk/", "") }

// fieldName is a field's name with the names of the package and of the selected type.
func fieldName(s *types.Selection) string {
	of := types.TypeString(deref(s.Recv()), (*types.Package).Name)
	of, _, _ = strings.Cut(of, "[")

	return of + "." + s.Obj().Name()
}

// deref is the type behind a pointer.
func deref(t types.Type) types.Type {
	if p, ok := t.(*types.Pointer); ok {
		return p.Elem()
	}

	return t
}

// receiver is the name of the receiver's type. A plain function has "".
func receiver(f *types.Func) string {
	if recv := f.Signature().Recv(); recv != nil {
		if named, ok := deref(recv.Type()).(*types.Named); ok {
			return named.Obj().Name()
		}
	}

	return ""
}
