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

// Priors are the weights that are shipped, by what there is to judge by: they serve a base that has not been
// fitted, or that has too few phrasings to be, and every fit starts from them.
type Priors [len(situations)]weights

// situation is what there is to judge by beside the words.
type situation int

const (
	softmaxed situation = 1 << iota // a softmax
	vectored                        // vectors of an embedder
	measured                        // a cross-validation of the base's own
)

var situations = [...]struct{ name, about string }{
	0:                               {"0", "serves before a fit, and large bases of titles alone"},
	softmaxed:                       {"softmaxed", "serves bases of titles alone"},
	vectored:                        {"vectored", "serves before a fit, with vectors"},
	softmaxed | vectored:            {"softmaxed | vectored", "serves bases of titles alone, with vectors"},
	measured:                        {"measured", "starts the fit of large bases"},
	measured | softmaxed:            {"measured | softmaxed", "starts fits"},
	measured | vectored:             {"measured | vectored", "starts the fit of large bases with vectors"},
	measured | softmaxed | vectored: {"measured | softmaxed | vectored", "starts fits with vectors"},
}

// Every lesson counts as so many questions, however many it has.
const lessonWeight = 1000

// LearnPriors fits the weights on all lessons together: the questions given, and, of bases with
// phrasings, their cross-validation. The bases need an embedder.
func LearnPriors(ctx context.Context, lessons []Lesson) (Priors, error) {
	var p Priors
	for by := range p {
		var all []example

		for _, l := range lessons {
			if l.Questions != nil && situation(by)&measured != 0 {
				continue // a fit starts from what bases with phrasings have in common
			}
			xs, err := l.examples(ctx, situation(by))
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
		p[by] = fitLogit(all, weights{}, weights{}, 1)
	}

	return p, nil
}

func (l *Lesson) examples(ctx context.Context, by situation) ([]example, error) {
	vectors := l.Base.index.embedded
	if by&vectored == 0 {
		vectors = nil
	}
	kinds := learnerKinds{softmax: by&softmaxed != 0, discriminant: by&vectored != 0}
	if l.Questions == nil {
		return crossed(ctx, l.Base.sources(), vectors, kinds, nil)
	}
	x := newIndex(l.Base.sources(), func() *embedded { return vectors })
	if err := x.learn(ctx, kinds); err != nil {
		return nil, err
	}
	var s scratch
	var out []example

	for i, q := range l.Questions {
		text := x.read(q)
		e := x.look(&text, &s, func(uint32) bool { return true })
		right := slices.IndexFunc(e.candidates, func(c candidate) bool {
			return slices.Contains(l.Expect[i], l.Base.entries[l.Base.doc[c.doc]].ID)
		})
		k := inScope
		if len(l.Expect[i]) == 0 {
			k = outside
		}
		out = append(out, example{evidence: e, right: right, kind: k, weight: 1})
	}
	out = append(out, x.strange(&s, 0, 1)...)
	weigh(out)

	return out, nil
}

// Source is the Go file that ships p.
func (p Priors) Source() string {
	var b strings.Builder
	b.WriteString(
		"package faq\n\n// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.\nvar shipped = Priors{\n",
	)

	for by, w := range p {
		fmt.Fprintf(
			&b,
			"\t// %s.\n\t%s: {\n\t\tA: %s,\n\t\tU: %s,\n\t\tV: %s,\n\t},\n",
			situations[by].about,
			situations[by].name,
			list(
				candidateNames[:],
				"candidateMeasures",
				w.A[:],
			),
			list(noneNames[:], "noneMeasures", w.U[:]),
			list(noneNames[:], "noneMeasures", w.V[:]),
		)
	}

	return b.String() + "}\n"
}

// The names of the measures, so that the shipped weights stay theirs when others are added.
var (
	candidateNames = [candidateMeasures]string{
		zBM25: "zBM25", zMax: "zMax", zMean: "zMean", zTitle: "zTitle", zAnswer: "zAnswer", zWords: "zWords", zModel: "zModel", zCover: "zCover",
		zPlain: "zPlain", zPlainMean: "zPlainMean", zSoft: "zSoft", zVector: "zVector", zVectorMean: "zVectorMean", zAlike: "zAlike", zAlikeText: "zAlikeText", zAlikeMean: "zAlikeMean", zKind: "zKind",
		zBestBM: "zBestBM", zBestCos: "zBestCos", zBestSoft: "zBestSoft",
	}
	noneNames = [noneMeasures]string{
		gOne: "gOne", gUnknown: "gUnknown", gFar: "gFar", gWeak: "gWeak", gLength: "gLength", gAgree: "gAgree", gSoft: "gSoft", gPlain: "gPlain",
		gCover: "gCover", gVector: "gVector", gAlike: "gAlike", gAlikes: "gAlikes", gKind: "gKind", gRich: "gRich", gStrange: "gStrange",
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
