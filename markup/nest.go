package markup

import "slices"

// mark is a pair of opening and closing signs around text. value is the address or the language. box separates two neighbours of the same
// kind.
type mark struct {
	kind  string
	value string
	box   any
}

// visitor gets the marks and texts of a walk in order. Every open has a close, and the pairs nest like brackets.
type visitor interface {
	open(mark)
	close(mark)
	text(span)
}

// nest walks the spans. marks lists the marks of a span, outermost first. If marks overlap crosswise, the inner marks are closed and
// opened again.
func nest(spans []span, marks func(span) []mark, walk visitor) {
	var stack []mark
	leave := func(depth int) {
		for i := len(stack) - 1; i >= depth; i-- {
			walk.close(stack[i])
		}
		stack = stack[:depth]
	}

	for _, sp := range spans {
		want := marks(sp)

		depth := 0
		for depth < len(stack) && slices.Contains(want, stack[depth]) {
			depth++
		}
		leave(depth)

		for _, m := range want {
			if !slices.Contains(stack, m) {
				stack = append(stack, m)
				walk.open(m)
			}
		}
		walk.text(sp)
	}
	leave(0)
}

var styleNames = []struct {
	style style
	name  string
}{{bold, "bold"}, {italic, "italic"}, {strike, "strikethrough"}, {mono, "code"}}

// styleMarks lists the marks of a style in a fixed order, code innermost.
func styleMarks(styles style) []mark {
	var out []mark

	for _, n := range styleNames {
		if styles&n.style != 0 {
			out = append(out, mark{kind: n.name})
		}
	}

	return out
}
