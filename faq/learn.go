package faq

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Lesson is a training set for the shipped weights: a base with questions and their entries.
type Lesson struct {
	Base      *Base
	Questions []string
	Expect    [][]string // by question: ids of the entries; none = no entry answers the question
}

// Priors are the shipped weights, by situation. The shipped weights serve a base before the fit and a
// base with too few phrasings for a fit. Every fit starts from the shipped weights.
type Priors [len(situations)]weights

// situation is the set of inputs available beside the words.
type situation int

const (
	softmaxed situation = 1 << iota // there is a softmax
	vectored                        // there are vectors of an embedder
	measured                        // there is a cross-validation of the base
)

var situations = [...]struct{ name, about string }{
	0:                               {"0", "serve before a fit, and for large bases of titles only"},
	softmaxed:                       {"softmaxed", "serve bases of titles only"},
	vectored:                        {"vectored", "serve before a fit, with vectors"},
	softmaxed | vectored:            {"softmaxed | vectored", "serve bases of titles only, with vectors"},
	measured:                        {"measured", "start the fit of large bases"},
	measured | softmaxed:            {"measured | softmaxed", "start fits"},
	measured | vectored:             {"measured | vectored", "start the fit of large bases with vectors"},
	measured | softmaxed | vectored: {"measured | softmaxed | vectored", "start fits with vectors"},
}

// lessonWeight is the total weight of a training set, in questions. The number of questions of the set
// does not matter.
const lessonWeight = 1000

// LearnPriors fits the weights to all training sets together: to the given questions, and to the
// cross-validation of bases with phrasings. The bases need an embedder.
func LearnPriors(ctx context.Context, lessons []Lesson) (Priors, error) {
	var priors Priors
	for by := range priors {
		var all []example

		for _, lesson := range lessons {
			if lesson.Questions != nil && situation(by)&measured != 0 {
				continue // Only bases with phrasings serve as the start of fits.
			}
			xs, err := lesson.weighed(ctx, situation(by))
			if err != nil {
				return Priors{}, err
			}
			all = append(all, xs...)
		}
		priors[by] = fitLogit(all, weights{}, weights{}, 1)
	}

	return priors, nil
}

// LeaveOneOut returns, for every wanted training set, the set's base with weights learnt from all other sets. The other sets get nil. A
// wanted set has questions. The bases must have titles and answers alone. The figures of these bases show the engine on
// the page of an unknown company.
func LeaveOneOut(ctx context.Context, lessons []Lesson, wanted func(at int) bool) ([]*Base, error) {
	by := softmaxed | vectored
	examples := make([][]example, len(lessons))

	for i := range lessons {
		var err error
		if examples[i], err = lessons[i].weighed(ctx, by); err != nil {
			return nil, err
		}
	}

	out := make([]*Base, len(lessons))
	for i := range lessons {
		if !wanted(i) {
			continue
		}
		fit, err := lessons[i].Base.Fit(ctx, nil)
		if err != nil {
			return nil, err
		}
		others := slices.Concat(slices.Concat(examples[:i]...), slices.Concat(examples[i+1:]...))
		fit.weights = fitLogit(others, weights{}, shipped[by], 1)
		out[i] = lessons[i].Base.With(fit)
	}

	return out, nil
}

// weighed returns the examples of a training set with the total weight lessonWeight.
func (l *Lesson) weighed(ctx context.Context, by situation) ([]example, error) {
	xs, err := l.examples(ctx, by)

	var total float64
	for _, x := range xs {
		total += x.weight
	}

	for i := range xs {
		xs[i].weight *= lessonWeight / total
	}

	return xs, err
}

func (l *Lesson) examples(ctx context.Context, by situation) ([]example, error) {
	vectors := l.Base.index.embedded
	if by&vectored == 0 {
		vectors = nil
	}
	kinds := learnerKinds{softmax: by&softmaxed != 0, discriminant: by&vectored != 0}
	if l.Questions == nil {
		return crossValidate(ctx, l.Base.sources(), l.Base.index.thesaurus, vectors, kinds, nil)
	}
	built := newIndex(l.Base.sources(), l.Base.index.thesaurus, func() *embedded { return vectors })
	if err := built.learn(ctx, kinds); err != nil {
		return nil, err
	}
	var work scratch
	var out []example

	for i, asking := range l.Questions {
		text := built.read(asking)
		found := built.measureQuery(&text, &work, func(uint32) bool { return true })
		right := slices.IndexFunc(found.candidates, func(c candidate) bool {
			return slices.Contains(l.Expect[i], l.Base.entries[l.Base.doc[c.doc]].ID)
		})
		k := inScope
		if len(l.Expect[i]) == 0 {
			k = outside
		}
		out = append(out, example{evidence: found, right: right, kind: k, weight: 1})
	}
	out = append(out, built.askBackground(&work, 0, 1)...)
	weigh(out)

	return out, nil
}

// Source returns the Go file with p as the shipped weights.
func (p Priors) Source() string {
	var out strings.Builder
	out.WriteString(
		"package faq\n\n// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.\nvar shipped = Priors{\n",
	)

	for by, prior := range p {
		fmt.Fprintf(
			&out,
			"\t// The weights %s.\n\t%s: {\n\t\tA: %s,\n\t\tU: %s,\n\t\tV: %s,\n\t},\n",
			situations[by].about,
			situations[by].name,
			list(candidateNames[:], "candidateMeasures", prior.A[:]),
			list(noneNames[:], "noneMeasures", prior.U[:]),
			list(noneNames[:], "noneMeasures", prior.V[:]),
		)
	}

	return out.String() + "}\n"
}

// Names of the measures. The shipped weights are written with names, so new measures do not move old
// weights.
var (
	candidateNames = [candidateMeasures]string{
		bm25Share:          "bm25Share",
		nearestText:        "nearestText",
		nearestThree:       "nearestThree",
		questionSimilarity: "questionSimilarity",
		answerSimilarity:   "answerSimilarity",
		nearestTextByWords: "nearestTextByWords",
		languageModel:      "languageModel",
		coverage:           "coverage",
		plainNearestText:   "plainNearestText",
		plainNearestThree:  "plainNearestThree",
		softmaxLogP:        "softmaxLogP",
		cosineNearestText:  "cosineNearestText",
		cosineNearestThree: "cosineNearestThree",
		nearWordShare:      "nearWordShare",
		mutualNearestText:  "mutualNearestText",
		mutualNearestThree: "mutualNearestThree",
		discriminantLogP:   "discriminantLogP",
		cosineAnswer:       "cosineAnswer",
		mutualAnswer:       "mutualAnswer",
		aspectHeld:         "aspectHeld",
		aspectMissing:      "aspectMissing",
		bestByBM25:         "bestByBM25",
		bestBySimilarity:   "bestBySimilarity",
		bestBySoftmax:      "bestBySoftmax",
	}
	noneNames = [noneMeasures]string{
		constantTerm:           "constantTerm",
		unknownShare:           "unknownShare",
		missingSimilarity:      "missingSimilarity",
		missingBM25:            "missingBM25",
		logWords:               "logWords",
		leadersAgree:           "leadersAgree",
		topSoftmaxLogP:         "topSoftmaxLogP",
		missingPlainSimilarity: "missingPlainSimilarity",
		missingCoverage:        "missingCoverage",
		missingCosine:          "missingCosine",
		missingNearWords:       "missingNearWords",
		missingMutual:          "missingMutual",
		topDiscriminantLogP:    "topDiscriminantLogP",
		logTextsPerEntry:       "logTextsPerEntry",
		unknownTimesTexts:      "unknownTimesTexts",
		strangestWord:          "strangestWord",
		strangeTimesTexts:      "strangeTimesTexts",
	}
)

// list returns an array literal with one weight a line, in the layout of gofmt. Zero weights are left
// out.
func list(names []string, size string, values []float64) string {
	width := 0
	for i, x := range values {
		if x != 0 {
			width = max(width, len(names[i]))
		}
	}

	var out strings.Builder
	for i, x := range values {
		if x != 0 {
			fmt.Fprintf(&out, "\t\t\t%-*s %.3f,\n", width+1, names[i]+":", x)
		}
	}

	return fmt.Sprintf("[%s]float64{\n%s\t\t}", size, out.String())
}
