package faq

// lexicon lets every word of a question be compared with every word of an entry: "refund" is
// not "money back", but near it. It holds the stems of the rows.
type lexicon struct {
	start  []uint32  // by row, and one more: of its stems
	stems  []uint32  // ids of index.words, each once a row
	place  []int32   // by id: of the vector of the word that had the stem first; -1 = none
	weight []float32 // by id: rarity, less for what names no subject
}

// unlike is the cosine from which words begin to count as near.
const unlike = 0.3

// newLexicon is nil without vectors of words.
func (x *index) newLexicon(rows []rowText, e *embedded) *lexicon {
	if e == nil || e.words == nil || len(rows) > gramRowsMost {
		return nil
	}

	l := &lexicon{
		start:  make([]uint32, 1, len(rows)+1),
		place:  make([]int32, len(x.words.idf)),
		weight: make([]float32, len(x.words.idf)),
	}
	for i := range l.place {
		l.place[i] = -1
	}
	last := make([]int, len(x.words.idf)) // the row that had a stem last, plus 1

	for i := range rows {
		r := &rows[i]
		for k, h := range r.stems {
			id := x.words.ids[h]
			if last[id] == i+1 {
				continue
			}
			last[id] = i + 1
			l.stems = append(l.stems, id)
			if l.place[id] < 0 {
				l.weight[id] = x.weight(r, k)
				if at, ok := e.words.number[textHash(r.words[k])]; ok {
					l.place[id] = at
				}
			}
		}
		l.start = append(l.start, uint32(len(l.stems)))
	}

	return l
}

// aligned is the working memory of comparing the words of one query.
type aligned struct {
	vectors [][]float32 // by word; nil = nothing is known of it
	ids     []int32     // by word: of its stem; -1 = the base has it not
	weights []float32
	total   float32
	subject []float32 // by word: its weight in the subject of the query
	named   float32   // the sum
	seen    []int32   // by stem: 1 + where its nearness to each word stands
	near    []float32 // 0 to 1
	row     []float32 // by word: nearest stem of the row at hand
	doc     []float32 // the same, of the document
}

// align prepares to compare the words of q.
func (x *index) align(q *rowText, a *aligned) {
	n := len(q.words)
	a.vectors, a.ids, a.weights, a.total = a.vectors[:0], a.ids[:0], zeroed(a.weights, n), 0
	a.subject, a.named = zeroed(a.subject, n), 0
	a.seen, a.near = zeroed(a.seen, len(x.lexicon.place)), a.near[:0]

	a.row, a.doc = zeroed(a.row, n), zeroed(a.doc, n)
	for i, word := range q.words {
		a.vectors = append(a.vectors, x.embedded.words.of(word))
		a.ids = append(a.ids, -1)
		if id, ok := x.words.ids[q.stems[i]]; ok {
			a.ids[i] = int32(id)
		}
		a.weights[i] = x.weight(q, i)
		a.total += a.weights[i]
		a.subject[i] = x.subject(q, i)
		a.named += a.subject[i]
	}
}

// nearness is that of a stem to each word of the query.
func (x *index) nearness(stem uint32, a *aligned) []float32 {
	n := len(a.weights)
	if at := a.seen[stem]; at > 0 {
		return a.near[at-1:][:n]
	}
	at := len(a.near)
	a.seen[stem] = int32(at) + 1
	var v []float32
	if p := x.lexicon.place[stem]; p >= 0 {
		v = x.embedded.words.at(p)
	}

	for i, q := range a.vectors {
		var s float32

		switch {
		case a.ids[i] == int32(stem):
			s = 1
		case q != nil && v != nil:
			s = max(0, (dot(q, v)-unlike)/(1-unlike))
		}
		a.near = append(a.near, s)
	}

	return a.near[at:]
}

// alike measures a document: the share of the query that it says, in its words or in near ones; the same of the query's subject, and once more with nearness squared;
// and, of its nearest text and of the mean of three, the harmonic mean of the share of the query that the text
// says and of the text that the query says.
func (x *index) alike(d uint32, a *aligned) (said, held, closely, text, three float32) {
	var top [3]float32
	texts := 0
	clear(a.doc)

	for row := x.docRow[d]; row < x.docRow[d+1]; row++ {
		clear(a.row)
		var back, all float32

		for _, stem := range x.lexicon.stems[x.lexicon.start[row]:x.lexicon.start[row+1]] {
			var best float32
			for i, s := range x.nearness(stem, a) {
				best = max(best, s)
				a.row[i] = max(a.row[i], s)
			}
			back += x.lexicon.weight[stem] * best
			all += x.lexicon.weight[stem]
		}

		var share float32
		for i, s := range a.row {
			share += a.weights[i] * s
			a.doc[i] = max(a.doc[i], s)
		}
		if x.rowSort[row] == answerText {
			continue
		}
		texts++
		if share > 0 && back > 0 {
			share, back = share/a.total, back/all
			insert(&top, 2*share*back/(share+back))
		}
	}

	for i, s := range a.doc {
		said += a.weights[i] * s
		held += a.subject[i] * s
		closely += a.subject[i] * s * s
	}

	return said / a.total, held / a.named, closely / a.named, top[0], mean(top, texts)
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var p, q, r, s float32 // four sums keep the processor busy

	i := 0
	for ; i+4 <= len(a); i += 4 {
		x, y := a[i:i+4:i+4], b[i:i+4:i+4]
		p += x[0] * y[0]
		q += x[1] * y[1]
		r += x[2] * y[2]
		s += x[3] * y[3]
	}

	for ; i < len(a); i++ {
		p += a[i] * b[i]
	}

	return p + q + r + s
}
