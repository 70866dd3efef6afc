package faq

import (
	"context"
	"math"
	"slices"
)

// Fit is what a base has learnt from its own phrasings. It is immutable, and serves the base it
// was made from as well as that base after a few changes: terms and entries that are new since
// are found by the other measures.
type Fit struct {
	base     uint64 // Base.Hash of what it was made from
	weights  weights
	measured bool // the weights are fitted to the base's own questions
	learners *learners
	rows     []graded // of the cross-validation, surest first; none if there was too little to go by
	quality  Quality
}

const (
	// Questions with a known answer that cross-validation needs; with fewer the shipped
	// weights serve.
	fitLeast = 40
	// Parts of the examples that are graded in turn, by weights fitted to the others: weights look better on what they were fitted to.
	gradedParts = 3
)

// graded is a question of the cross-validation: how sure the engine was, and was it right.
type graded struct {
	P       float64 // of the likeliest entry; 0 if it may not be the answer
	Right   bool
	Three   float64 // probability that the right entry is among the three likeliest; 0 if they may not be offered
	InThree bool
	None    Nothing
	Kind    kind
	Weight  float64
}

// Quality is what cross-validation says of a fit.
type Quality struct {
	Questions int     // asked whose entry was there
	Top1      float64 // share of them whose entry came first
}

// Quality is zero if there was too little to go by.
func (f *Fit) Quality() Quality { return f.quality }

// WorseThan reports whether this fit is clearly worse than an older one: by more than two
// points and two standard errors of the share of questions whose entry comes first. Such a
// refit should be refused.
func (f *Fit) WorseThan(old *Fit) bool {
	a, b := f.quality, old.quality
	if a.Questions == 0 || b.Questions == 0 {
		return false
	}
	lost := b.Top1 - a.Top1
	variance := a.Top1*(1-a.Top1)/float64(a.Questions) + b.Top1*(1-b.Top1)/float64(b.Questions)

	return lost > 0.02 && lost*lost > 4*variance
}

// Fit learns from the base's own phrasings. It takes from milliseconds to seconds, the base can
// be searched meanwhile. progress, if not nil, is called from the same goroutine with the steps
// done. The only error is the context's.
func (b *Base) Fit(ctx context.Context, progress func(done, of int)) (*Fit, error) {
	f := &Fit{base: b.Hash()}
	var err error
	if f.learners, err = b.index.fitLearners(ctx, b.docHashes(), learnerKinds{softmax: true, discriminant: b.index.rich >= discriminantRich}); err != nil {
		return nil, err
	}
	by := b.situation()
	if f.learners.softmax != nil {
		by |= softmaxed
	}
	f.weights = shipped[by]
	sources := b.sources()
	var examples []example
	texts := askable(sources)
	if texts >= fitLeast {
		if examples, err = crossed(ctx, sources, b.index.embedded, f.learners.kinds(), progress); err != nil {
			return nil, err
		}
	}
	known := 0

	for _, x := range examples {
		if x.kind == inScope {
			known++
		}
	}
	if known >= fitLeast && texts >= len(sources) {
		// With fewer the entries that have phrasings do not stand for those that have none.
		f.measured = true
		f.measure(examples, shipped[by|measured], precision(known, float64(b.index.rich)))
	} else if known >= fitLeast {
		f.grade(examples, &f.weights)
	}
	if known >= fitLeast {
		f.conclude()
	}

	return f, ctx.Err()
}

// measure fits the weights to the examples, and grades them.
func (f *Fit) measure(examples []example, prior weights, precision float64) {
	f.weights = fitLogit(examples, prior, prior, precision)

	part := len(examples)/gradedParts + 1
	for i := 0; i < len(examples); i += part {
		end := min(i+part, len(examples))
		w := fitLogit(slices.Concat(examples[:i], examples[end:]), prior, f.weights, precision)
		f.grade(examples[i:end], &w)
	}
}

// situation is what there is to judge by without a fit.
func (b *Base) situation() situation {
	if b.index.vectors.size > 0 {
		return vectored
	}

	return 0
}

// precision is how firmly the shipped weights are held: 1/variance of the normal distribution around
// each. Few questions, and few texts an entry (their logarithm is given), hold them more firmly than their number alone would: such a base loses a
// good part of an entry's texts with each that it is asked, and looks worse than it is.
func precision(questions int, rich float64) float64 {
	return (1 + 1000/float64(questions)) * (1 + math.Exp(6*(thinTexts-rich)))
}

// discriminantRich is the logarithm of the texts of an entry, on average, from which a discriminant is learnt: with fewer it knows the few entries that
// have several, and draws questions to these.
var discriminantRich = float32(math.Log(3))

// thinTexts is the logarithm of 6.5 texts an entry.
const thinTexts = 1.87

// askable counts the texts that can be asked of a base without them.
func askable(sources []source) int {
	n := 0

	for _, s := range sources {
		if len(s.phrasings) > 0 {
			n += 1 + len(s.phrasings)
		}
	}

	return n
}

// With is the base with what a fit has learnt; nil forgets it.
func (b *Base) With(f *Fit) *Base {
	out, x := *b, *b.index
	x.learnt = nil
	if f != nil {
		x.learnt = f.learners.bind(&x, b.docHashes())
	}
	out.index, out.fit = &x, f
	out.settle()

	return &out
}

func (b *Base) sources() []source {
	out := make([]source, len(b.doc))
	for i, at := range b.doc {
		out[i] = sourceOf(&b.entries[at])
		out[i].group = b.group[out[i].id]
	}

	return out
}

// grade notes how weights do in the cross-validation.
func (f *Fit) grade(examples []example, w *weights) {
	for i := range examples {
		x := &examples[i]
		g := graded{Weight: 1, Kind: x.kind}
		if x.kind != inScope {
			g.Weight = x.weight
		}
		order, p, none := x.order(w)

		g.None = none
		for n, k := range order[:min(len(order), maxHits)] {
			g.Three += p[k]
			g.InThree = g.InThree || k == x.right
			if n == 0 {
				g.P, g.Right = p[k], k == x.right
			}
		}
		if cover := x.cover(order); !cover.answers() {
			g.P = 0
			if !cover.offers() {
				g.Three = 0
			}
		}
		f.rows = append(f.rows, g)
	}
}

// conclude sums up the grades.
func (f *Fit) conclude() {
	right := 0.0

	for _, g := range f.rows {
		if g.Kind == inScope {
			f.quality.Questions++
			if g.Right {
				right++
			}
		}
	}
	f.quality.Top1 = right / float64(f.quality.Questions)
	surestFirst(f.rows)
}
