package main

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	// The first letter is the meaning. All texts also have a common part.
	embed := func(text string) vector {
		var v vector
		v[0] = 5
		v[1+int(text[0]-'a')] = 1

		return v
	}
	base := []entry{
		{ID: "1", Question: "a"},
		{ID: "2", Question: "b", Phrasings: []string{"c"}},
		{ID: "3", Question: "d"},
	}
	cases := []question{
		{"a", []string{"1"}}, {"c", []string{"2"}}, {"b", []string{"3", "2"}}, {"d", []string{"1"}}, {"a", nil},
	}
	top1, top3 := nearest(embed, base, cases)
	if top1 != .75 || top3 != 1 {
		t.Errorf("%v and %v", top1, top3)
	}
}

func TestSourcesDraw(t *testing.T) {
	c := &corpus{ids: map[string]int32{}}
	lines := strings.Split("a b\tc\na b\td\ne\tf\n\tg", "\n")
	pairs := readers["pair"](c, "pairs", lines)
	groups := readers["grp"](c, "groups", []string{"1\ta", "1\tb", "2\tc"})
	running := readers["mono"](c, "running", []string{"a b c", "d e", "", "f"})
	if pairs.size != 3 || groups.size != 2 || running.size != 2 {
		t.Fatalf("%d pairs, %d of groups, %d running", pairs.size, groups.size, running.size)
	}

	s := newSampler()
	for range 100 {
		p := pairs.draw(&defaults, s.rand)
		if same := p.meaning == 0; same != (len(p.a) == 2) {
			t.Errorf("meaning %d of %v", p.meaning, p.a)
		}
		if p := groups.draw(&defaults, s.rand); p.a[0] == p.b[0] {
			t.Error("a text with itself")
		}
		if p := running.draw(&defaults, s.rand); len(p.a) == 0 || len(p.b) == 0 || p.meaning >= 0 {
			t.Errorf("%v", p)
		}
	}
}

func TestMistypeChangesLittle(t *testing.T) {
	s := newSampler()

	for range 200 {
		for _, w := range []string{"refund", "возврат"} {
			if n := len([]rune(s.mistype(w))) - len([]rune(w)); n < -1 || n > 1 {
				t.Errorf("%q grows by %d", w, n)
			}
		}
	}

	for _, w := range []string{"42", "no", "@fr chat"} {
		if got := s.mistype(w); got != w {
			t.Errorf("%q became %q", w, got)
		}
	}
}
