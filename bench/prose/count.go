package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Vague words and pronouns, as whole words in any case. A vague word stands for a thing without a name.
var (
	vague    = regexp.MustCompile(`(?i)\b(what|whatever|whoever|nobody|somebody)\b`)
	pronouns = regexp.MustCompile(
		`(?i)\b(it|its|itself|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|` +
			`who|whom|whose|which|something|anything|everything|nothing)\b`,
	)
	word = regexp.MustCompile(`[A-Za-z][A-Za-z']*`)
)

// prose has the figures of the comments and of the widths of lines.
type prose struct {
	words, vague, pronouns int
	wideCode, wideProse    []place
	vagueAt, pronounsAt    []place
}

// counts adds up the figures of the files of a module. The front ends have prose of their own.
type counts struct {
	prose
	front prose

	functionLines, blank int // lines inside functions of product code, and the blank lines among the lines
	exported, documented int
	assignments          []place // assignments of more than three values
	names                nameCount
}

// count walks the Go files and the scripts of a module, except hidden folders, node_modules, dist and testdata. Tests count for prose and
// width, not for paragraphs.
func count(root string) (report, error) {
	total := &counts{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			hidden := strings.HasPrefix(name, ".") && path != root
			if name == "node_modules" || name == "testdata" || name == "dist" || hidden {
				return filepath.SkipDir
			}

			return nil
		}
		switch {
		case filepath.Ext(name) == ".go":
			return total.file(path)
		case scripts[filepath.Ext(name)]:
			return total.front.script(path)
		}

		return nil
	})
	if err != nil {
		return report{}, err
	}

	return total.report(), nil
}

func (c *counts) file(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, path, data, parser.ParseComments)
	if err != nil {
		return err
	}
	if ast.IsGenerated(tree) {
		return nil
	}

	lines := strings.Split(string(data), "\n")
	c.comments(set, tree)
	c.width(path, lines)
	if !strings.HasSuffix(path, "_test.go") {
		c.shape(set, tree, lines)
		c.exports(tree)
	}

	return nil
}

// comments counts the words of comments.
func (c *counts) comments(set *token.FileSet, tree *ast.File) {
	for _, group := range tree.Comments {
		c.sentence(set.Position(group.Pos()).String(), group.Text())
	}
}

// sentence counts the words of one comment.
func (c *prose) sentence(at, text string) {
	c.words += len(word.FindAllString(text, -1))
	vagueWords := len(vague.FindAllString(text, -1))
	c.vague += vagueWords
	pronounWords := len(pronouns.FindAllString(text, -1))
	c.pronouns += pronounWords
	here := place{at: at, text: strings.Join(strings.Fields(text), " ")}
	if vagueWords > 0 {
		c.vagueAt = append(c.vagueAt, here)
	}
	if pronounWords > 0 {
		c.pronounsAt = append(c.pronounsAt, here)
	}
}

// Width limits of lines in columns. A tab counts four columns. A prose line contains only a comment.
const (
	codeWidth  = 120
	proseWidth = 140
)

var onlyComment = regexp.MustCompile(`^\s*(//|/\*|\*|<!--)`)

func (c *prose) width(path string, lines []string) {
	for i, line := range lines {
		columns := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))

		at := place{at: path + ":" + itoa(i+1), text: itoa(columns) + " columns"}
		switch comment := onlyComment.MatchString(line); {
		case comment && columns > proseWidth:
			c.wideProse = append(c.wideProse, at)
		case !comment && columns > codeWidth:
			c.wideCode = append(c.wideCode, at)
		}
	}
}

// shape counts paragraphs, names and assignments of functions.
func (c *counts) shape(set *token.FileSet, tree *ast.File, lines []string) {
	for _, decl := range tree.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Body == nil {
			continue
		}

		first, last := set.Position(fn.Body.Lbrace).Line, set.Position(fn.Body.Rbrace).Line
		for n := first + 1; n < last; n++ {
			c.functionLines++
			if strings.TrimSpace(lines[n-1]) == "" {
				c.blank++
			}
		}
		c.declared(set, fn)
	}
}

func (c *counts) declared(set *token.FileSet, fn *ast.FuncDecl) {
	c.namesOf(set, fn)
	ast.Inspect(fn, func(node ast.Node) bool {
		if assign, ok := node.(*ast.AssignStmt); ok && len(assign.Rhs) > 3 {
			c.assignments = append(
				c.assignments,
				place{at: set.Position(assign.Pos()).String(), text: itoa(len(assign.Rhs)) + " values"},
			)
		}

		return true
	})
}

// exports counts exported names of the package level, and the exported names with a comment.
func (c *counts) exports(tree *ast.File) {
	for _, decl := range tree.Decls {
		switch typed := decl.(type) {
		case *ast.FuncDecl:
			if typed.Name.IsExported() && (typed.Recv == nil || exportedReceiver(typed.Recv)) {
				c.export(typed.Doc != nil)
			}
		case *ast.GenDecl:
			for _, spec := range typed.Specs {
				c.spec(typed, spec)
			}
		}
	}
}

func (c *counts) spec(group *ast.GenDecl, spec ast.Spec) {
	switch typed := spec.(type) {
	case *ast.TypeSpec:
		if typed.Name.IsExported() {
			c.export(group.Doc != nil || typed.Doc != nil || typed.Comment != nil)
		}
	case *ast.ValueSpec:
		if typed.Names[0].IsExported() {
			c.export(group.Doc != nil || typed.Doc != nil || typed.Comment != nil)
		}
	}
}

func (c *counts) export(documented bool) {
	c.exported++
	if documented {
		c.documented++
	}
}

func exportedReceiver(list *ast.FieldList) bool {
	kind := list.List[0].Type
	if star, ok := kind.(*ast.StarExpr); ok {
		kind = star.X
	}
	if index, ok := kind.(*ast.IndexExpr); ok {
		kind = index.X
	}
	name, ok := kind.(*ast.Ident)

	return ok && name.IsExported()
}
