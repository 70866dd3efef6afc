package faq

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Lesson is a base to learn the shipped weights from, with questions whose entries are known.
type Lesson struct {
	Base      *Base
	Questions []string
	Expect    [][]string // ids, by question; none = no entry answers it
}

// Priors are the weights that are shipped: they serve a base that has not been fitted, or that
// has too few phrasings to be, and every fit starts from them.
type Priors struct{ fitted, plain weights }

// Every lesson counts as so many questions, however many it has.
const lessonWeight = 1000

// LearnPriors fits the weights on all lessons together: the questions given, and, of bases with
// phrasings, their cross-validation.
func LearnPriors(ctx context.Context, lessons []Lesson) (Priors, error) {
	var p Priors
	for _, fitted := range []bool{true, false} {
		var all []example
		for _, l := range lessons {
			xs, err := l.examples(ctx, fitted)
			if err != nil {
				return Priors{}, err
			}
			var total float64
			for _, x := range xs {
				total += x.weight
			}
			for i := range xs {
				xs[i].weight *= lessonWeight / total
			}
			all = append(all, xs...)
		}
		if w := fitLogit(all, weights{}, 1); fitted {
			p.fitted = w
		} else {
			p.plain = w
		}
	}
	return p, nil
}

func (l *Lesson) examples(ctx context.Context, fitted bool) ([]example, error) {
	if l.Questions == nil {
		return crossed(ctx, l.Base.sources(), nil, fitted, nil)
	}
	x := *l.Base.index
	x.softmax = nil
	if fitted {
		if err := x.learn(ctx); err != nil {
			return nil, err
		}
	}
	var s scratch
	var out []example
	for i, q := range l.Questions {
		text := x.read(q)
		e := x.look(&text, &s, func(uint32) bool { return true })
		right := slices.IndexFunc(e.candidates, func(c candidate) bool {
			return slices.Contains(l.Expect[i], l.Base.entries[l.Base.doc[c.doc]].ID)
		})
		out = append(out, example{evidence: e, right: right, inScope: len(l.Expect[i]) > 0, weight: 1})
	}
	out = append(out, x.strange(&s, 0, 1)...)
	weigh(out)
	return out, nil
}

// Source is the Go file that ships p.
func (p Priors) Source() string {
	var b strings.Builder
	b.WriteString("package faq\n\n// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.\nvar (\n")
	for _, w := range []struct {
		name, about string
		weights
	}{{"shippedFitted", "serve a base with a softmax, and start its fit", p.fitted}, {"shippedPlain", "serve a base without", p.plain}} {
		fmt.Fprintf(&b, "\t// %s %s.\n\t%s = weights{\n\t\tA: %s,\n\t\tU: %s,\n\t}\n", w.name, w.about, w.name, list(candidateNames[:], "candidateMeasures", w.A[:]), list(noneNames[:], "noneMeasures", w.U[:]))
	}
	return b.String() + ")\n"
}

// The names of the measures, so that the shipped weights stay theirs when others are added.
var (
	candidateNames = [candidateMeasures]string{
		zBM25: "zBM25", zMax: "zMax", zMean: "zMean", zTitle: "zTitle", zAnswer: "zAnswer", zWords: "zWords", zModel: "zModel", zCover: "zCover",
		zPlain: "zPlain", zPlainMean: "zPlainMean", zSoft: "zSoft", zVector: "zVector", zVectorMean: "zVectorMean",
		zBestBM: "zBestBM", zBestCos: "zBestCos", zBestSoft: "zBestSoft",
	}
	noneNames = [noneMeasures]string{
		gOne: "gOne", gUnknown: "gUnknown", gFar: "gFar", gWeak: "gWeak", gLength: "gLength", gAgree: "gAgree", gSoft: "gSoft", gPlain: "gPlain",
		gCover: "gCover", gVector: "gVector", gRich: "gRich", gStrange: "gStrange",
	}
)

func list(names []string, size string, v []float64) string {
	var parts []string
	for i, x := range v {
		if x != 0 {
			parts = append(parts, fmt.Sprintf("%s: %.3f", names[i], x))
		}
	}
	return fmt.Sprintf("[%s]float64{%s}", size, strings.Join(parts, ", "))
}
