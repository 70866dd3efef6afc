package faq

import "math"

// Embedder turns texts into vectors. Texts of the same meaning have near vectors. Embed must be safe
// for concurrent use. Building and fitting a base call Embed with many texts; such a call may be slow.
// A call with one text serves a waiting customer; the embedder should return nil rather than a late
// vector. A nil vector means: the embedder has no vector for the text. All other vectors must have the
// same length in every call.
type Embedder interface {
	Embed(texts []string) [][]float32
	// Name is part of the hash of a fit: another model needs another fit.
	Name() string
}

// WordEmbedder is an Embedder with cheap vectors of single words. The vectors allow a comparison of
// every word of a question with every word of an entry.
type WordEmbedder interface {
	Embedder
	// Words works like Embed for single words in lower case. The vectors have the length of the
	// vectors of Embed.
	Words(words []string) [][]float32
}

// embedded holds the vectors of texts and words. Every index of the same base shares the vectors. The
// mean of all texts is subtracted from each text: a component common to all texts of a base does not
// distinguish the texts.
type embedded struct {
	by     Embedder
	size   int // length of a text's vector; 0 = there is none
	mean   []float32
	number map[uint64]int32 // hash of a text -> place in flat
	flat   []int8           // unit vectors, one after the other, in steps of 1/127
	words  *wordVectors     // nil = no word vectors
}

// wordVectors holds the vectors of the words of a base.
type wordVectors struct {
	by     WordEmbedder
	size   int
	number map[uint64]int32 // hash of a word -> place in flat
	flat   []float32        // unit vectors; a zero vector marks an unknown word
}

// embed requests the vectors of all given texts and words at once.
func embed(by Embedder, texts, words []string) *embedded {
	embeddings := &embedded{by: by, number: map[uint64]int32{}}
	units := make([][]float32, len(texts))
	used := float32(0)

	for i, values := range by.Embed(texts) {
		if i >= len(texts) || len(values) == 0 || embeddings.size != 0 && len(values) != embeddings.size {
			continue
		}
		if units[i] = unit(values); units[i] == nil {
			continue
		}
		if embeddings.size == 0 {
			embeddings.size, embeddings.mean = len(values), make([]float32, len(values))
		}

		for k, x := range units[i] {
			embeddings.mean[k] += x
		}
		used++
	}

	for k := range embeddings.mean {
		embeddings.mean[k] /= max(used, minMeanTexts)
	}

	for i, direction := range units {
		hash := textHash(texts[i])
		if _, twice := embeddings.number[hash]; direction == nil || twice {
			continue
		}
		if c := without(direction, embeddings.mean); c != nil {
			embeddings.number[hash] = int32(len(embeddings.flat) / embeddings.size)
			embeddings.flat = append(embeddings.flat, quantised(c)...)
		}
	}
	if w, ok := by.(WordEmbedder); ok && embeddings.size > 0 {
		embeddings.words = embedWords(w, words, embeddings.size)
	}

	return embeddings
}

func embedWords(by WordEmbedder, words []string, size int) *wordVectors {
	byWord := &wordVectors{
		by:     by,
		size:   size,
		number: make(map[uint64]int32, len(words)),
		flat:   make([]float32, size*len(words)),
	}
	for i, v := range by.Words(words) {
		byWord.number[textHash(words[i])] = int32(i)
		if u := unit(v); len(u) == size {
			copy(byWord.flat[i*size:], u)
		}
	}

	return byWord
}

func textHash(s string) uint64 { return gramTerm.hash(s) }

// of returns the unit vector of a word, also of a word outside the base. Nil means: the word is
// unknown.
func (w *wordVectors) of(word string) []float32 {
	if i, ok := w.number[textHash(word)]; ok {
		return w.at(i)
	}
	vs := w.by.Words([]string{word})
	if len(vs) != 1 || len(vs[0]) != w.size {
		return nil
	}

	return unit(vs[0])
}

func (w *wordVectors) at(place int32) []float32 {
	return w.flat[int(place)*w.size : (int(place)+1)*w.size]
}

// minMeanTexts is the minimum number of texts for a full mean. With fewer texts only a part of the mean
// is subtracted.
const minMeanTexts = 20

// without subtracts a mean from a vector and scales the rest to unit length. A zero rest gives nil.
func without(values, mean []float32) []float32 {
	out := make([]float32, len(values))
	for k, x := range values {
		out[k] = x - mean[k]
	}

	return unit(out)
}

// one returns the unit vector of a query; nil = none.
func (e *embedded) one(text string) []float32 {
	if e == nil || e.size == 0 {
		return nil
	}
	vs := e.by.Embed([]string{text})
	if len(vs) != 1 || len(vs[0]) != e.size {
		return nil
	}
	direction := unit(vs[0])
	if direction == nil {
		return nil
	}

	return without(direction, e.mean)
}

func unit(values []float32) []float32 {
	var square float64
	for _, x := range values {
		square += float64(x) * float64(x)
	}
	if square == 0 || math.IsNaN(square) || math.IsInf(square, 0) {
		return nil
	}

	out := make([]float32, len(values))
	for i, x := range values {
		out[i] = x / float32(math.Sqrt(square))
	}

	return out
}

// quantised rounds a unit vector to steps of 1/127.
func quantised(values []float32) []int8 {
	out := make([]int8, len(values))
	for i, x := range values {
		out[i] = int8(math.Round(float64(x) * math.MaxInt8))
	}

	return out
}

// vectors holds the vectors of the rows of an index. The first half is the vector of the text. With
// word vectors, a second half follows: the mean of the text's words, weighted by rarity. Both halves
// have the same weight.
type vectors struct {
	size  int // length of a row's and of a query's vector; 0 = none
	text  *embedded
	place []int32   // by row, in text.flat; -1 = none
	said  []int8    // second halves, by row; nil = no second halves
	mean  []float32 // mean of the second halves, subtracted from each
}

// vectorsOf builds the vectors of the rows.
func (x *index) vectorsOf(rows []rowText, embeddings *embedded) vectors {
	if embeddings == nil || embeddings.size == 0 {
		return vectors{}
	}

	placed := vectors{size: embeddings.size, text: embeddings, place: make([]int32, len(rows))}
	for i := range rows {
		placed.place[i] = -1
		if at, ok := embeddings.number[textHash(rows[i].text)]; ok {
			placed.place[i] = at
		}
	}
	if x.lexicon == nil {
		return placed
	}
	placed.size *= 2
	placed.said, placed.mean = make([]int8, len(rows)*embeddings.size), make([]float32, embeddings.size)

	second := make([][]float32, len(rows))
	for i := range rows {
		second[i] = x.saidBy(&rows[i], embeddings.words)
		for k, y := range second[i] {
			placed.mean[k] += y / float32(max(len(rows), minMeanTexts))
		}
	}

	for i, s := range second {
		if s = placed.centred(s); s != nil {
			copy(placed.said[i*embeddings.size:], quantised(s))
		}
	}

	return placed
}

// saidBy returns the mean of the vectors of a text's words, weighted by rarity. Nil means: all words
// are unknown.
func (x *index) saidBy(text *rowText, byWord *wordVectors) []float32 {
	sum := make([]float32, byWord.size)

	for i, word := range text.words[:text.plain] {
		weight := x.weight(text, i)
		for k, y := range byWord.of(word) {
			sum[k] += weight * y
		}
	}

	return unit(sum)
}

// weight returns the rarity of a word of a text. A word without a subject counts less.
func (x *index) weight(r *rowText, word int) float32 {
	return r.share(word) * x.rarity(r.stems[word])
}

// subject returns the weight of a word in the subject of a text.
func (x *index) subject(text *rowText, word int) float32 {
	share := text.share(word)
	if text.silent[word] || text.faint[word] {
		share = faintShare
	}

	return share * x.rarity(text.stems[word])
}

// rarity returns the rarity of a stem. The stem may be missing from the base.
func (x *index) rarity(stem uint64) float32 {
	if id, known := x.words.ids[stem]; known {
		return x.words.idf[id]
	}

	return x.words.none
}

// centred subtracts the mean from a second half. Nil stays nil.
func (v *vectors) centred(said []float32) []float32 {
	if said == nil {
		return nil
	}

	return without(said, v.mean)
}

// half is the factor of each half in a whole vector of unit length.
const half = math.Sqrt2 / 2

// query returns the vector of a query in the layout of the rows; nil = none.
func (x *index) query(text *rowText) []float32 {
	first := x.embedded.one(text.text)
	if first == nil || x.lexicon == nil {
		return first
	}
	out := make([]float32, x.vectors.size)
	copy(out, first)
	copy(out[len(first):], x.vectors.centred(x.saidBy(text, x.embedded.words)))

	return unit(out)
}

// cosine returns the cosine between a row and the vector of a query, or 0 if one of the two is
// missing.
func (v *vectors) cosine(row uint32, query []float32) float32 {
	if len(query) == 0 || v.size == 0 || v.place[row] < 0 {
		return 0
	}
	size := v.text.size
	sum := dotBytes(query[:size], v.text.flat[int(v.place[row])*size:][:size])
	if v.said == nil {
		return sum / math.MaxInt8
	}

	return half * (sum + dotBytes(query[size:], v.said[int(row)*size:][:size])) / math.MaxInt8
}

func dotBytes(query []float32, row []int8) float32 {
	var sum float32
	for i, x := range row {
		sum += query[i] * float32(x)
	}

	return sum
}

// of returns the unit vector of a row; nil = none.
func (v *vectors) of(row uint32) []float32 {
	if v.size == 0 || v.place[row] < 0 {
		return nil
	}
	size := v.text.size

	out := make([]float32, v.size)
	for i, b := range v.text.flat[int(v.place[row])*size:][:size] {
		out[i] = float32(b) / math.MaxInt8
	}
	if v.said == nil {
		return out
	}

	for i, b := range v.said[int(row)*size:][:size] {
		out[size+i] = float32(b) / math.MaxInt8
	}

	return unit(out)
}
