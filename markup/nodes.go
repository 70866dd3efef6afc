package markup

// Node is one node of the tree for web clients. A client builds its page from the tree without parsing HTML. docs/widget-protocol.md
// lists the types.
type Node struct {
	T     string `json:"t"`
	V     string `json:"v,omitempty"`     // text of text and pre
	Lang  string `json:"lang,omitempty"`  // language of pre
	Start int    `json:"start,omitempty"` // first number of ol
	Href  string `json:"href,omitempty"`  // address of a: http, https, mailto or tel
	C     []Node `json:"c,omitempty"`
}

// Nodes returns the document as a tree. Text never holds markup. Line breaks are nodes.
func (d *Doc) Nodes() []Node { return nodeBlocks(d.blocks) }

func nodeBlocks(blocks []*block) []Node {
	var out []Node

	for _, bl := range blocks {
		switch bl.kind {
		case paragraph:
			out = append(out, Node{T: "p", C: nodeRuns(bl.runs)})
		case heading:
			out = append(out, Node{T: "h", C: nodeRuns(bl.runs)})
		case code:
			text := ""
			for _, r := range bl.runs {
				text += r.text
			}
			out = append(out, Node{T: "pre", Lang: bl.language, V: text})
		case rule:
			out = append(out, Node{T: "hr"})
		case quote:
			out = append(out, Node{T: "blockquote", C: nodeBlocks(bl.children)})
		case list:
			n := Node{T: "ul", C: nodeBlocks(bl.children)}
			if bl.ordered {
				n.T, n.Start = "ol", bl.start
			}
			out = append(out, n)
		case item:
			out = append(out, nodeItem(bl))
		}
	}

	return out
}

// nodeItem puts no paragraph around the first text of an item. The lists of support answers are tight, and a paragraph inside an item would
// add space.
func nodeItem(bl *block) Node {
	node := Node{T: "li"}
	rest := bl.children
	if len(rest) > 0 && rest[0].kind == paragraph {
		node.C = nodeRuns(rest[0].runs)
		rest = rest[1:]
	}
	node.C = append(node.C, nodeBlocks(rest)...)

	return node
}

func nodeRuns(runs []run) []Node {
	var flow flat
	for _, r := range runs {
		flow.append(r.text, span{style: r.style, link: r.link})
	}
	w := &nodeWriter{content: flow.text, path: []Node{{}}}
	nest(flow.spans, nodeMarks, w)

	return w.path[0].C
}

func nodeMarks(sp span) []mark {
	var out []mark
	if sp.link != nil {
		out = append(out, mark{kind: "link", value: sp.link.url, box: sp.link})
	}

	return append(out, styleMarks(sp.style)...)
}

// nodeTags names the node of each style.
var nodeTags = map[string]string{"bold": "strong", "italic": "em", "strikethrough": "del", "code": "code"}

// nodeWriter builds the tree during nest. path is the path from the root to the current node.
type nodeWriter struct {
	content []rune
	path    []Node
}

func (w *nodeWriter) open(style mark) {
	n := Node{T: nodeTags[style.kind]}
	if style.kind == "link" {
		n = Node{T: "a", Href: style.value}
	}
	w.path = append(w.path, n)
}

func (w *nodeWriter) close(mark) {
	last := len(w.path) - 1
	n := w.path[last]
	w.path = w.path[:last]
	w.add(n)
}

func (w *nodeWriter) add(n Node) {
	top := &w.path[len(w.path)-1]
	top.C = append(top.C, n)
}

func (w *nodeWriter) text(sp span) {
	line := w.content[sp.from:sp.to]
	for from, i := 0, 0; i <= len(line); i++ {
		if i < len(line) && line[i] != '\n' {
			continue
		}
		if i > from {
			w.add(Node{T: "text", V: string(line[from:i])})
		}
		if i < len(line) {
			w.add(Node{T: "br"})
		}
		from = i + 1
	}
}
