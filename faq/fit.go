package faq

import (
	"context"
	"math"
	"slices"
	"strings"
)

// Fit holds the weights learnt from a base's own phrasings. A Fit is immutable. A Fit serves the base
// of the fit, and also the same base after a few changes: the other measures find the new terms and
// entries.
type Fit struct {
	base     uint64 // Base.Hash of the base of the fit
	weights  weights
	measured bool // the weights are fitted to the questions of the base
	learners *learners
	// rows of the cross-validation, the highest P first; empty if the base has too few questions
	rows    []graded
	quality Quality
}

const (
	// Minimum number of questions with a known answer for a cross-validation. With fewer questions the
	// shipped weights serve.
	minFitQuestions = 40
	// Number of parts of the examples. Each part is graded by weights fitted to the other parts,
	// because weights look better on their own examples.
	gradedParts = 3
)

// graded is a question of the cross-validation with the engine's probabilities and the outcome.
type graded struct {
	P     float64 // probability of the likeliest entry; 0 if the entry may not be the answer
	Right bool
	// probability that the right entry is among the three likeliest; 0 if the three may not be offered
	Three   float64
	InThree bool
	None    Nothing
	Kind    kind
	Weight  float64
}

// Quality is the result of the cross-validation of a fit.
type Quality struct {
	Questions int     // questions with an entry in the base of the fold
	Top1      float64 // share of the questions with the right entry in first place
}

// Quality returns the quality of the fit. The quality is zero if the base has too few questions.
func (f *Fit) Quality() Quality { return f.quality }

// WorseThan reports whether the fit is clearly worse than an older fit. The limit is two points and
// two standard errors of the share of questions with the right entry in first place. A worse refit
// should be refused.
func (f *Fit) WorseThan(old *Fit) bool {
	fresh, stored := f.quality, old.quality
	if fresh.Questions == 0 || stored.Questions == 0 {
		return false
	}
	lost := stored.Top1 - fresh.Top1
	variance := fresh.Top1*(1-fresh.Top1)/float64(fresh.Questions) +
		stored.Top1*(1-stored.Top1)/float64(stored.Questions)

	return lost > 0.02 && lost*lost > 4*variance
}

// Fit learns from the base's own phrasings. Fit takes from milliseconds to seconds; the base can be
// searched during the fit. progress may be nil. Otherwise the same goroutine calls progress with the
// number of finished steps. The only possible error is the error of the context.
func (b *Base) Fit(ctx context.Context, progress func(done, of int)) (*Fit, error) {
	fit := &Fit{base: b.Hash()}
	kinds := learnerKinds{softmax: true, discriminant: b.index.logTexts >= minDiscriminantLogTexts}

	var err error
	if fit.learners, err = b.index.fitLearners(ctx, b.docHashes(), kinds); err != nil {
		return nil, err
	}
	by := b.situation()
	if fit.learners.softmax != nil {
		by |= softmaxed
	}
	fit.weights = shipped[by]
	sources := b.sources()
	var examples []example
	if askable(sources) >= minFitQuestions {
		kinds := fit.learners.kinds()
		examples, err = crossValidate(ctx, sources, b.index.thesaurus, b.index.embedded, kinds, progress)
		if err != nil {
			return nil, err
		}
	}
	known := 0

	for _, x := range examples {
		if x.kind == inScope {
			known++
		}
	}
	if known >= minFitQuestions && !b.index.titlesOnly() {
		// In a base of few phrasings the entries with phrasings are not typical of the other entries.
		fit.measured = true
		fit.measure(examples, shipped[by|measured], precision(known, float64(b.index.logTexts)))
	} else if known >= minFitQuestions {
		fit.grade(examples, &fit.weights) // for the quality alone
	}
	if known >= minFitQuestions {
		fit.conclude()
	}

	return fit, ctx.Err()
}

// measure fits the weights to the examples and grades the examples.
func (f *Fit) measure(examples []example, prior weights, precision float64) {
	f.weights = fitLogit(examples, prior, prior, precision)

	part := len(examples)/gradedParts + 1
	for i := 0; i < len(examples); i += part {
		end := min(i+part, len(examples))
		w := fitLogit(slices.Concat(examples[:i], examples[end:]), prior, f.weights, precision)
		f.grade(examples[i:end], &w)
	}
}

// situation returns the inputs available without a fit.
func (b *Base) situation() situation {
	if b.index.vectors.size > 0 {
		return vectored
	}

	return 0
}

// precision returns the strength of the pull towards the shipped weights: 1/variance of the normal
// distribution around each weight. Few questions give a high precision. Few texts an entry (rich is
// the logarithm of the number) raise the precision further. Each question of the cross-validation
// takes away a large part of the entry's texts, so a base with few texts looks worse in the
// cross-validation than in use.
func precision(questions int, rich float64) float64 {
	return (1 + 1000/float64(questions)) * (1 + math.Exp(6*(logFewTexts-rich)))
}

// minDiscriminantLogTexts is the logarithm of the mean number of texts an entry necessary for a discriminant.
// With fewer texts the discriminant knows only the few entries with several texts, and pulls questions
// to the known entries.
var minDiscriminantLogTexts = float32(math.Log(3))

// logFewTexts is the logarithm of 6.5 texts an entry.
const logFewTexts = 1.87

// askable counts the texts that a fold can leave out and ask.
func askable(sources []source) int {
	total := 0

	for _, s := range sources {
		if len(s.phrasings) > 0 {
			total += 1 + len(s.phrasings)
		}
	}

	return total
}

// With returns the base with the weights of a fit. Nil removes the fit.
func (b *Base) With(fit *Fit) *Base {
	out, copied := *b, *b.index
	copied.models = nil
	if fit != nil {
		copied.models = fit.learners.bind(&copied, b.docHashes())
	}
	out.index, out.fit = &copied, fit
	out.settle()

	return &out
}

// sources lists the documents of the base. A large base compares answers as a whole: more rows would cost the grams and the word vectors
// of all rows.
func (b *Base) sources() []source {
	out := make([]source, len(b.doc))
	rows := 0

	for i, at := range b.doc {
		out[i] = sourceOf(&b.entries[at])
		out[i].group = b.group[out[i].id]
		rows += 1 + len(out[i].phrasings) + len(out[i].answer)
	}
	if rows <= maxGramRows {
		return out
	}

	for i := range out {
		out[i].answer = []string{strings.Join(out[i].answer, "")}
	}

	return out
}

// grade records the results of weights in the cross-validation.
func (f *Fit) grade(examples []example, fitted *weights) {
	for i := range examples {
		trial := &examples[i]
		grading := graded{Weight: 1, Kind: trial.kind}
		if trial.kind != inScope {
			grading.Weight = trial.weight
		}
		order, chances, none := trial.order(fitted)

		grading.None = none
		for place, at := range order[:min(len(order), maxHits)] {
			grading.Three += chances[at]
			grading.InThree = grading.InThree || at == trial.right
			if place == 0 {
				grading.P, grading.Right = chances[at], at == trial.right
			}
		}
		if cover := trial.cover(order); !cover.answers() {
			grading.P = 0
			if !cover.offers() {
				grading.Three = 0
			}
		}
		f.rows = append(f.rows, grading)
	}
}

// conclude computes the quality from the grades.
func (f *Fit) conclude() {
	right := 0.0

	for _, grading := range f.rows {
		if grading.Kind == inScope {
			f.quality.Questions++
			if grading.Right {
				right++
			}
		}
	}
	f.quality.Top1 = right / float64(f.quality.Questions)
	surestFirst(f.rows)
}
