package faq

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
)

const (
	folds = 6
	// Folds that are asked side by side: a fit is done sooner, and leaves room for those who ask meanwhile.
	foldsAtOnce = 2
	// The share of questions that no entry answers, until there is something to go by.
	expectedNone = 0.18
	// Of these, the share that is about something else altogether.
	expectedFar = 0.3
	// The share of the cross-validation's questions that get typing errors, so that the fit
	// knows what customers' typing does to the measures.
	noisyShare = 0.12
	// Questions asked in one fold; of larger bases a part is asked, in one fold alone.
	askedMost = 1000
)

// example is a query whose entry is known: right is its place among the candidates, -1 if it
// is none of them.
type example struct {
	evidence
	right  int
	kind   kind
	weight float64
}

// kind says whether and why a question has no answer.
type kind uint8

const (
	inScope kind = iota
	near         // its entry was left out
	far          // of the background
	outside      // near or far
)

// crossed asks a base its own texts: in turn, some texts and some whole entries are left out
// and then asked for. What belongs to an entry left out is answered by none: a question about
// the same trade that this base cannot answer. kinds are the learners that the whole base has: a fold is smaller, and might afford others; progress may be nil.
func crossed(
	ctx context.Context,
	sources []source,
	embedded *embedded,
	kinds learnerKinds,
	progress func(done, of int),
) ([]example, error) {
	texts := 0
	for _, s := range sources {
		texts += 1 + len(s.phrasings)
	}
	turns := folds
	if texts > folds*askedMost {
		turns = 1
	}
	var out []example

	for turn := 0; turn < turns; turn += foldsAtOnce {
		var beside sync.WaitGroup

		var xs [foldsAtOnce][]example
		for i := range min(foldsAtOnce, turns-turn) {
			beside.Go(
				func() { xs[i] = crossedFold(ctx, sources, embedded, kinds, turn+i, max(folds, texts/askedMost)) },
			)
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

// held is a text that is asked of a base without it.
type held struct {
	text string
	doc  int // among the documents of that base; -1 = its entry was left out
}

// leaveOut takes every n-th entry and every n-th text of the others out of the sources.
func leaveOut(sources []source, turn, n int) (rest []source, out []held) {
	for doc, s := range sources {
		texts := append([]string{s.title}, s.phrasings...)
		if s.group%n == turn {
			for _, t := range texts {
				out = append(out, held{t, -1})
			}
			continue
		}
		kept := source{group: s.group, id: s.id, tags: s.tags, answer: s.answer}

		for i, t := range texts {
			switch {
			case len(texts) > 1 && (i+doc)%n == turn:
				out = append(out, held{t, len(rest)})
			case i == 0:
				kept.title = t
			default:
				kept.phrasings = append(kept.phrasings, t)
			}
		}
		rest = append(rest, kept)
	}

	return rest, out
}

// crossedFold is one turn. It is of no use when the context has ended.
func crossedFold(ctx context.Context, sources []source, vectors *embedded, kinds learnerKinds, turn, n int) []example {
	rest, ask := leaveOut(sources, turn, n)
	x := newIndex(rest, func() *embedded { return vectors })
	if x.learn(ctx, kinds) != nil {
		return nil
	}
	random := rand.New(rand.NewPCG(1, uint64(turn)))
	var out []example
	var s scratch

	for _, q := range ask {
		if random.Float64() < noisyShare {
			q.text = mistype(q.text, random)
		}
		text := x.read(q.text)
		e := x.look(&text, &s, func(uint32) bool { return true })
		right := slices.IndexFunc(e.candidates, func(c candidate) bool { return int(c.doc) == q.doc })
		k := inScope
		if q.doc < 0 {
			k = near
		}
		out = append(out, example{evidence: e, right: right, kind: k, weight: 1})
		if ctx.Err() != nil {
			return nil
		}
	}

	return append(out, x.strange(&s, turn, n)...)
}

// strange asks the background questions of one turn.
func (x *index) strange(s *scratch, turn, n int) []example {
	var out []example

	for i, q := range background {
		if i%n != turn {
			continue
		}
		text := x.read(q)
		e := x.look(&text, s, func(uint32) bool { return true })
		if len(e.candidates) > 0 && e.candidates[e.leader(zCover)].z[zCover] < familiar {
			out = append(out, example{evidence: e, right: -1, kind: far})
		}
	}

	return out
}

// learn fits the learners, in place.
func (x *index) learn(ctx context.Context, kinds learnerKinds) error {
	docs := make([]uint64, len(x.docRow)-1)
	for i := range docs {
		docs[i] = uint64(i)
	}
	l, err := x.fitLearners(ctx, docs, kinds)
	if err == nil {
		x.learnt = l.bind(x, docs)
	}

	return err
}

// weigh gives the questions that none answers the share that is expected of them.
func weigh(examples []example) {
	var n [outside + 1]float64
	for _, x := range examples {
		n[x.kind]++
	}
	none := n[inScope] * expectedNone / (1 - expectedNone)
	shareFar := expectedFar
	if n[near]+n[outside] == 0 {
		shareFar = 1
	}

	for i := range examples {
		x := &examples[i]
		switch {
		case x.kind == far:
			x.weight = none * shareFar / n[far]
		case x.kind != inScope && n[far] == 0:
			x.weight = none / n[x.kind]
		case x.kind != inScope:
			x.weight = none * (1 - expectedFar) / n[x.kind]
		case x.right < 0:
			// Its entry was not even a candidate. Half of a case for "none": the answer is
			// wrong whichever is given, but not because there is none.
			x.weight = 0.5
		default:
			x.weight = 1
		}
	}
}

// mistype makes one typing error in eight letters, at least one.
func mistype(text string, random *rand.Rand) string {
	r := []rune(text)
	for range max(1, len(r)/8) {
		if len(r) < 2 {
			break
		}

		i := random.IntN(len(r) - 1)
		switch random.IntN(4) {
		case 0:
			r = slices.Delete(r, i, i+1)
		case 1:
			r = slices.Insert(r, i, r[i])
		case 2:
			r[i], r[i+1] = r[i+1], r[i]
		default:
			r[i] = r[random.IntN(len(r))]
		}
	}

	return string(r)
}
