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
func (x *index) newLexicon(rows []rowText, embeddings *embedded) *lexicon {
	if embeddings == nil || embeddings.words == nil || len(rows) > maxGramRows {
		return nil
	}

	built := &lexicon{
		start:  make([]uint32, 1, len(rows)+1),
		place:  make([]int32, len(x.words.idf)),
		weight: make([]float32, len(x.words.idf)),
	}
	for i := range built.place {
		built.place[i] = -1
	}
	last := make([]int, len(x.words.idf)) // by stem: the last row with the stem, plus 1

	for i := range rows {
		text := &rows[i]
		for k, hash := range text.stems {
			id := x.words.ids[hash]
			if last[id] == i+1 {
				continue
			}
			last[id] = i + 1
			built.stems = append(built.stems, id)
			if built.place[id] < 0 {
				built.weight[id] = x.weight(text, k)
				if at, ok := embeddings.words.number[textHash(text.words[k])]; ok {
					built.place[id] = at
				}
			}
		}
		built.start = append(built.start, uint32(len(built.stems)))
	}

	return built
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

// align prepares the comparison of the words of the query.
func (x *index) align(query *rowText, alignment *aligned) {
	count := len(query.words)
	alignment.vectors, alignment.ids = alignment.vectors[:0], alignment.ids[:0]
	alignment.weights, alignment.total = zeroed(alignment.weights, count), 0
	alignment.subject, alignment.named = zeroed(alignment.subject, count), 0
	alignment.seen, alignment.near = zeroed(alignment.seen, len(x.lexicon.place)), alignment.near[:0]

	alignment.row, alignment.doc = zeroed(alignment.row, count), zeroed(alignment.doc, count)
	alignment.nearest = zeroed(alignment.nearest, count)
	for i, word := range query.words {
		var direction []float32
		if i < query.plain {
			direction = x.embedded.words.of(word)
		}
		alignment.vectors = append(alignment.vectors, direction)
		alignment.ids = append(alignment.ids, -1)
		if id, ok := x.words.ids[query.stems[i]]; ok {
			alignment.ids[i] = int32(id)
		}
		alignment.weights[i] = x.weight(query, i)
		alignment.total += alignment.weights[i]
		alignment.subject[i] = x.subject(query, i)
		alignment.named += alignment.subject[i]
	}
}

// nearness returns how near a stem is to each word of the query.
func (x *index) nearness(stem uint32, alignment *aligned) []float32 {
	count := len(alignment.weights)
	if at := alignment.seen[stem]; at > 0 {
		return alignment.near[at-1:][:count]
	}
	at := len(alignment.near)
	alignment.seen[stem] = int32(at) + 1
	var direction []float32
	if p := x.lexicon.place[stem]; p >= 0 {
		direction = x.embedded.words.at(p)
	}

	for i, wanted := range alignment.vectors {
		var closeness float32

		switch {
		case alignment.ids[i] == int32(stem):
			closeness = 1
		case wanted != nil && direction != nil:
			closeness = max(0, (dot(wanted, direction)-minNearCosine)/(1-minNearCosine))
		}
		alignment.near = append(alignment.near, closeness)
	}

	return alignment.near[at:]
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
func (x *index) alike(doc uint32, alignment *aligned) (out likeWords) {
	var top [3]float32
	texts := 0
	clear(alignment.doc)

	for row := x.docRow[doc]; row < x.docRow[doc+1]; row++ {
		clear(alignment.row)
		var back, all float32

		for _, stem := range x.lexicon.stems[x.lexicon.start[row]:x.lexicon.start[row+1]] {
			var best float32
			for i, s := range x.nearness(stem, alignment) {
				best = max(best, s)
				alignment.row[i] = max(alignment.row[i], s)
			}
			back += x.lexicon.weight[stem] * best
			all += x.lexicon.weight[stem]
		}

		var share float32
		for i, s := range alignment.row {
			share += alignment.weights[i] * s
			alignment.doc[i] = max(alignment.doc[i], s)
		}
		mutual := float32(0)
		if share > 0 && back > 0 {
			share, back = share/alignment.total, back/all
			mutual = 2 * share * back / (share + back)
		}
		if x.rowSort[row] == answerText {
			out.answer = max(out.answer, mutual)
			continue
		}
		texts++
		insert(&top, mutual)
	}

	for i, s := range alignment.doc {
		alignment.nearest[i] = max(alignment.nearest[i], s)
		out.said += alignment.weights[i] * s / alignment.total
		out.held += alignment.subject[i] * s / alignment.named
		out.closely += alignment.subject[i] * s * s / alignment.named
	}
	out.text, out.three = top[0], mean(top, texts)

	return out
}

func dot(one, other []float32) float32 {
	other = other[:len(one)]
	var first, second, third, fourth float32 // Four independent sums let the processor work in parallel.

	next := 0
	for ; next+4 <= len(one); next += 4 {
		x, y := one[next:next+4:next+4], other[next:next+4:next+4]
		first += x[0] * y[0]
		second += x[1] * y[1]
		third += x[2] * y[2]
		fourth += x[3] * y[3]
	}

	for ; next < len(one); next++ {
		first += one[next] * other[next]
	}

	return first + second + third + fourth
}
