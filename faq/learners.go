package faq

import "context"

// learners are models of the documents of the base of a fit. Each document is a column.
type learners struct {
	columns      []uint64      // documents, as docHash
	softmax      *softmax      // nil if the base is too large
	discriminant *discriminant // nil if the base has no vectors, has too few texts, or is too large
}

// learnerKinds selects the learners to fit.
type learnerKinds struct{ softmax, discriminant bool }

func (l *learners) kinds() learnerKinds {
	return learnerKinds{softmax: l.softmax != nil, discriminant: l.discriminant != nil}
}

// fitLearners fits learners to the documents of the index. docs holds the hashes of the documents.
func (x *index) fitLearners(ctx context.Context, docs []uint64, kinds learnerKinds) (*learners, error) {
	learned := &learners{columns: docs}
	var err error
	if kinds.softmax {
		if learned.softmax, err = x.fitSoftmax(ctx); err != nil {
			return nil, err
		}
	}
	if kinds.discriminant {
		learned.discriminant, err = x.fitDiscriminant(ctx)
	}

	return learned, err
}

// bound connects learners with an index. The index may have changed since the fit. New terms and
// documents are unknown to the learners. Removed documents are never asked for.
type bound struct {
	*learners
	number []int32 // by term of the index: feature of the softmax; -1 = none
	column []int32 // by document of the index; -1 = none
}

// bind finds the features and columns of l in the index. docs holds the hashes of the documents.
func (l *learners) bind(over *index, docs []uint64) *bound {
	out := &bound{learners: l, column: make([]int32, len(docs))}
	if l.softmax != nil {
		out.number = l.softmax.bind(over)
	}

	columns := make(map[uint64]int32, len(l.columns))
	for i, h := range l.columns {
		columns[h] = int32(i)
	}

	for d, h := range docs {
		out.column[d] = -1
		if c, ok := columns[h]; ok {
			out.column[d] = c
		}
	}

	return out
}

// byDocument copies probabilities from columns to documents. A document added after the fit gets the
// highest probability, so that the document does not lose; the other measures decide.
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
