package faq

import "context"

// learners know the documents of the base that they were fitted to, as columns.
type learners struct {
	columns      []uint64      // documents, as docHash
	softmax      *softmax      // nil: base too large
	discriminant *discriminant // nil: no vectors, too few texts, or base too large
}

// learnerKinds are those that are wanted.
type learnerKinds struct{ softmax, discriminant bool }

func (l *learners) kinds() learnerKinds { return learnerKinds{l.softmax != nil, l.discriminant != nil} }

// fitLearners learns the documents of the index, which have the given hashes.
func (x *index) fitLearners(ctx context.Context, docs []uint64, k learnerKinds) (*learners, error) {
	l := &learners{columns: docs}
	var err error
	if k.softmax {
		if l.softmax, err = x.fitSoftmax(ctx); err != nil {
			return nil, err
		}
	}
	if k.discriminant {
		l.discriminant, err = x.fitDiscriminant(ctx)
	}

	return l, err
}

// bound is learners beside an index, which may have changed since they were fitted: terms and
// documents that are new are unknown to them, those that are gone are never asked for.
type bound struct {
	*learners
	number []int32 // feature of the softmax, by term of the index; -1 = none
	column []int32 // by document of the index; -1 = none
}

// bind finds the features and columns of l in the index, whose documents have the given hashes.
func (l *learners) bind(x *index, docs []uint64) *bound {
	b := &bound{learners: l, column: make([]int32, len(docs))}
	if l.softmax != nil {
		b.number = l.softmax.bind(x)
	}

	columns := make(map[uint64]int32, len(l.columns))
	for i, h := range l.columns {
		columns[h] = int32(i)
	}

	for d, h := range docs {
		b.column[d] = -1
		if c, ok := columns[h]; ok {
			b.column[d] = c
		}
	}

	return b
}

// byDocument spreads probabilities by column over the documents. One that is new since the fit is not to
// lose by that: it gets the highest, and the other measures decide.
func (b *bound) byDocument(columns, out []float32) []float32 {
	out = zeroed(out, len(b.column))

	var top float32
	for _, p := range columns {
		top = max(top, p)
	}

	for d, c := range b.column {
		out[d] = top
		if c >= 0 {
			out[d] = columns[c]
		}
	}

	return out
}
