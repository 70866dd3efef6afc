package faq

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
)

const (
	folds = 6
	// Number of folds computed in parallel. Two folds shorten a fit and leave processor time for
	// searches during the fit.
	foldsAtOnce = 2
	// Expected share of questions without an answer, before any traffic was seen.
	expectedNone = 0.18
	// Expected share of questions about other subjects among the questions without an answer.
	expectedFar = 0.3
	// Share of the questions of the cross-validation with added typing errors. The errors show the fit
	// how customers' typing changes the measures.
	noisyShare = 0.12
	// Maximum number of questions in one fold. For larger bases a single fold asks a part of the
	// questions.
	maxFoldQuestions = 1000
)

// example is a query with a known entry. right is the position of the entry among the candidates, or
// -1 if the entry is not a candidate.
type example struct {
	evidence
	right  int
	kind   kind
	weight float64
}

// kind tells whether a question has an answer, and the reason if not.
type kind uint8

const (
	inScope kind = iota
	near         // the entry of the question was left out
	far          // a background question
	outside      // near or far
)

// crossValidate runs the cross-validation of a base. Each fold leaves out some texts and some whole entries,
// and then asks the base the left-out texts. A text of a left-out entry has no answer: such a text
// serves as a question about the same trade without an answer in the base. kinds are the learners of
// the whole base: a fold is smaller and could afford more learners. progress may be nil.
func crossValidate(
	ctx context.Context,
	sources []source,
	thesaurus *Thesaurus,
	embedded *embedded,
	kinds learnerKinds,
	progress func(done, of int),
) ([]example, error) {
	texts := 0
	for _, s := range sources {
		texts += 1 + len(s.phrasings)
	}
	turns := folds
	if texts > folds*maxFoldQuestions {
		turns = 1
	}
	var out []example

	for turn := 0; turn < turns; turn += foldsAtOnce {
		var beside sync.WaitGroup

		var xs [foldsAtOnce][]example
		for i := range min(foldsAtOnce, turns-turn) {
			beside.Go(func() {
				xs[i] = crossValidateFold(ctx, sources, thesaurus, embedded, kinds, turn+i,
					max(folds, texts/maxFoldQuestions))
			})
		}
		beside.Wait()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out = append(out, slices.Concat(xs[:]...)...)
		if progress != nil {
			progress(min(turn+foldsAtOnce, turns), turns+1)
		}
	}
	weigh(out)

	return out, nil
}

// leftOutText is a left-out text. The fold asks a base without the text.
type leftOutText struct {
	text string
	doc  int // document number in the base of the fold; -1 = the entry was left out
}

// leaveOut removes one of rounds entries from the sources, and one of rounds texts of the other entries.
func leaveOut(sources []source, turn, rounds int) (rest []source, out []leftOutText) {
	for doc, origin := range sources {
		texts := append([]string{origin.title}, origin.phrasings...)
		if origin.group%rounds == turn {
			for _, t := range texts {
				out = append(out, leftOutText{text: t, doc: -1})
			}
			continue
		}
		kept := origin
		kept.title, kept.phrasings = "", nil

		for i, text := range texts {
			switch {
			case len(texts) > 1 && (i+doc)%rounds == turn:
				out = append(out, leftOutText{text: text, doc: len(rest)})
			case i == 0:
				kept.title = text
			default:
				kept.phrasings = append(kept.phrasings, text)
			}
		}
		rest = append(rest, kept)
	}

	return rest, out
}

// crossValidateFold computes one fold. The result is invalid after the context has ended.
func crossValidateFold(
	ctx context.Context,
	sources []source,
	thesaurus *Thesaurus,
	vectors *embedded,
	kinds learnerKinds,
	turn, rounds int,
) []example {
	rest, ask := leaveOut(sources, turn, rounds)
	built := newIndex(rest, thesaurus, func() *embedded { return vectors })
	if built.learn(ctx, kinds) != nil {
		return nil
	}
	random := rand.New(rand.NewPCG(1, uint64(turn)))
	var out []example
	var work scratch

	for _, absent := range ask {
		if random.Float64() < noisyShare {
			absent.text = mistype(absent.text, random)
		}
		text := built.read(absent.text)
		found := built.measureQuery(&text, &work, func(uint32) bool { return true })
		right := slices.IndexFunc(found.candidates, func(c candidate) bool { return int(c.doc) == absent.doc })
		scope := inScope
		if absent.doc < 0 {
			scope = near
		}
		out = append(out, example{evidence: found, right: right, kind: scope, weight: 1})
		if ctx.Err() != nil {
			return nil
		}
	}

	return append(out, built.askBackground(&work, turn, rounds)...)
}

// askBackground asks the background questions of one fold.
func (x *index) askBackground(work *scratch, turn, rounds int) []example {
	var out []example

	for i, asking := range background {
		if i%rounds != turn {
			continue
		}
		text := x.read(asking)
		e := x.measureQuery(&text, work, func(uint32) bool { return true })
		if len(e.candidates) > 0 && e.candidates[e.bestBy(coverage)].measures[coverage] < maxBackgroundCoverage {
			out = append(out, example{evidence: e, right: -1, kind: far})
		}
	}

	return out
}

// learn fits the learners of the index, in place.
func (x *index) learn(ctx context.Context, kinds learnerKinds) error {
	docs := make([]uint64, len(x.docRow)-1)
	for i := range docs {
		docs[i] = uint64(i)
	}
	learned, err := x.fitLearners(ctx, docs, kinds)
	if err == nil {
		x.models = learned.bind(x, docs)
	}

	return err
}

// weigh scales the weights of the questions without an answer to the expected shares.
func weigh(examples []example) {
	var counts [outside + 1]float64
	for _, x := range examples {
		counts[x.kind]++
	}
	none := counts[inScope] * expectedNone / (1 - expectedNone)
	shareFar := expectedFar
	if counts[near]+counts[outside] == 0 {
		shareFar = 1
	}

	for i := range examples {
		trial := &examples[i]
		switch {
		case trial.kind == far:
			trial.weight = none * shareFar / counts[far]
		case trial.kind != inScope && counts[far] == 0:
			trial.weight = none / counts[trial.kind]
		case trial.kind != inScope:
			trial.weight = none * (1 - expectedFar) / counts[trial.kind]
		case trial.right < 0:
			// The right entry was not even a candidate. The example counts half as "none": every
			// possible answer is wrong, although the base has an entry.
			trial.weight = 0.5
		default:
			trial.weight = 1
		}
	}
}

// mistype makes one typing error in every eight letters, and at least one.
func mistype(text string, random *rand.Rand) string {
	letters := []rune(text)
	for range max(1, len(letters)/8) {
		if len(letters) < 2 {
			break
		}

		at := random.IntN(len(letters) - 1)
		switch random.IntN(4) {
		case 0:
			letters = slices.Delete(letters, at, at+1)
		case 1:
			letters = slices.Insert(letters, at, letters[at])
		case 2:
			letters[at], letters[at+1] = letters[at+1], letters[at]
		default:
			letters[at] = letters[random.IntN(len(letters))]
		}
	}

	return string(letters)
}
