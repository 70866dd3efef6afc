package faq

// lexicon compares every word of a question with every word of an entry. "refund" and "money back" are
// different words but near in meaning. The lexicon holds the stems of the rows.
type lexicon struct {
	start  []uint32  // by row, plus one end mark: first place in stems
	stems  []uint32  // ids of index.words; each id occurs once a row
	place  []int32   // by id: place of the vector of the first word with the stem; -1 = none
	weight []float32 // by id: rarity; lower for words without a subject
}

// minNearCosine is the cosine above which two words count as near.
const minNearCosine = 0.3

// newLexicon returns nil if the base has no word vectors.
func (x *index) newLexicon(rows []rowText, e *embedded) *lexicon {
	if e == nil || e.words == nil || len(rows) > maxGramRows {
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
	last := make([]int, len(x.words.idf)) // by stem: the last row with the stem, plus 1

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

// aligned is the working memory for comparing the words of one query.
type aligned struct {
	vectors [][]float32 // by word; nil = the word is unknown
	ids     []int32     // by word: id of the stem; -1 = the base does not have the stem
	weights []float32
	total   float32
	subject []float32 // by word: weight of the word in the subject of the query
	named   float32   // sum of subject
	seen    []int32   // by stem: 1 + the start of the stem's values in near
	nearest []float32 // by word: nearness of the nearest stem of all measured documents
	near    []float32 // 0 to 1
	row     []float32 // by word: nearness of the nearest stem of the current row
	doc     []float32 // by word: nearness of the nearest stem of the current document
}

// align prepares the comparison of the words of q.
func (x *index) align(q *rowText, a *aligned) {
	n := len(q.words)
	a.vectors, a.ids = a.vectors[:0], a.ids[:0]
	a.weights, a.total = zeroed(a.weights, n), 0
	a.subject, a.named = zeroed(a.subject, n), 0
	a.seen, a.near = zeroed(a.seen, len(x.lexicon.place)), a.near[:0]

	a.row, a.doc, a.nearest = zeroed(a.row, n), zeroed(a.doc, n), zeroed(a.nearest, n)
	for i, word := range q.words {
		var v []float32
		if i < q.plain {
			v = x.embedded.words.of(word)
		}
		a.vectors = append(a.vectors, v)
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

// nearness returns how near a stem is to each word of the query.
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
			s = max(0, (dot(q, v)-minNearCosine)/(1-minNearCosine))
		}
		a.near = append(a.near, s)
	}

	return a.near[at:]
}

// likeWords compares a query with a document by the same words and by near words.
type likeWords struct {
	said    float32 // share of the query expressed by the document
	held    float32 // share of the query's subject expressed by the document
	closely float32 // held with every nearness squared
	// Harmonic mean of the share of the query expressed by the nearest question and the share of the
	// question expressed by the query.
	text   float32
	three  float32 // mean of text over the three nearest questions
	answer float32 // text for the nearest sentence of the answer
}

// alike measures a document.
func (x *index) alike(d uint32, a *aligned) (out likeWords) {
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
		mutual := float32(0)
		if share > 0 && back > 0 {
			share, back = share/a.total, back/all
			mutual = 2 * share * back / (share + back)
		}
		if x.rowSort[row] == answerText {
			out.answer = max(out.answer, mutual)
			continue
		}
		texts++
		insert(&top, mutual)
	}

	for i, s := range a.doc {
		a.nearest[i] = max(a.nearest[i], s)
		out.said += a.weights[i] * s / a.total
		out.held += a.subject[i] * s / a.named
		out.closely += a.subject[i] * s * s / a.named
	}
	out.text, out.three = top[0], mean(top, texts)

	return out
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var p, q, r, s float32 // Four independent sums let the processor work in parallel.

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
