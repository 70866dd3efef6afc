package main

import (
	"cmp"
	"slices"
)

// russian returns start vectors of Russian words in the space of the English vectors. Stems get vectors from their neighbours in the
// Russian texts. A rotation takes the vectors into the English space. The rotation brings words known in both languages together. Without
// enough texts there are no start vectors.
func (m *model) russian(texts *corpus, english []vector) []vector {
	found := texts.russianStems()
	if len(found.count) < leastStems {
		return nil
	}
	rows := found.company().leading(crew(m.workers), m.seed)
	centreAll(rows)
	anchors := texts.anchors(found)
	if len(anchors) < dims {
		return nil
	}
	var from, to []vector

	var weight []float64
	for _, a := range anchors {
		from, to, weight = append(from, rows[a.stem]), append(to, unit(english[a.word])), append(weight, a.weight)
	}

	turn := rotation(from, to, weight)
	for i := range rows {
		rows[i] = turn.times(&rows[i])
	}

	for i, a := range anchors {
		add(&rows[a.stem], &to[i], float32(a.weight)) // a translation is better evidence for a stem than the texts
		rows[a.stem] = unit(rows[a.stem])
	}

	targets := make([]vector, len(texts.words))
	for i := range targets {
		if id := found.of[i]; id >= 0 && found.cyrillic[id] {
			targets[i] = rows[id]
			scale(&targets[i], m.startLength*rarity(found.count[id]/found.total))
		}
	}

	return targets
}

// leastStems is the minimum number of stems for the directions of a vector.
const leastStems = 2 * dims

// stems holds the stems of the words of Russian texts, including Latin words.
type stems struct {
	of       []int32 // stem of words[i]; -1: no stem, or too rare
	texts    []text  // texts with a Russian word
	count    []float64
	total    float64 // count of all words
	cyrillic []bool
	english  []int32 // the most frequent word of the stem with a start vector; -1: no such word
}

func (c *corpus) russianStems() *stems {
	found := &stems{of: make([]int32, len(c.words))}

	said := make([]float64, len(c.words))
	for _, passage := range c.texts {
		if slices.ContainsFunc(passage, c.isRussian) {
			found.texts = append(found.texts, passage)

			found.total += float64(len(passage))
			for _, w := range passage {
				said[w]++
			}
		}
	}
	keys := make([]uint32, len(c.words))
	count := map[uint32]float64{}

	for i := range c.words {
		if said[i] > 0 {
			keys[i] = stemKey(c.words[i].text)
			count[keys[i]] += said[i]
		}
	}
	ids := map[uint32]int32{}

	for i := range c.words {
		found.of[i] = -1
		if said[i] == 0 || count[keys[i]] < leastSaid {
			continue
		}
		id, ok := ids[keys[i]]
		if !ok {
			id = int32(len(found.count))
			ids[keys[i]] = id
			found.count = append(found.count, count[keys[i]])
			found.cyrillic = append(found.cyrillic, isCyrillic(c.words[i].text))
			found.english = append(found.english, -1)
		}
		found.of[i] = id
		if found.english[id] < 0 && c.glove[i] != (vector{}) {
			found.english[id] = int32(i)
		}
	}

	return found
}

// leastSaid is the minimum frequency of a stem. The neighbours of a rarer stem are no evidence.
const leastSaid = 5

func (c *corpus) isRussian(word int32) bool { return isCyrillic(c.words[word].text) }

func isCyrillic(word string) bool {
	for _, r := range word {
		if r >= 'а' && r <= 'я' {
			return true
		}
	}

	return false
}

func stemKey(word string) uint32 {
	keys, _ := wordKeys(nil, word)
	return keys[1]
}

// anchor is a stem of the Russian texts and a word of the same meaning with a start vector.
type anchor struct {
	stem, word int32
	weight     float64
}

// anchors returns the Latin words of the Russian texts, and translations.
func (c *corpus) anchors(found *stems) []anchor {
	var all []anchor

	for id, w := range found.english {
		if w >= 0 && found.count[id] >= 20 && len(c.words[w].text) > 2 {
			all = append(all, anchor{int32(id), w, .5})
		}
	}

	return append(all, c.translations(found)...)
}

// translations returns the pairs of a stem and a word that are each other's likeliest partner in the pairs of an English and a Russian
// text. The measure is Dice's coefficient, reduced for pairs with few meetings.
func (c *corpus) translations(found *stems) []anchor {
	english := c.englishStems()

	russian := make([]int32, len(found.of))
	for i, id := range found.of {
		russian[i] = -1
		if id >= 0 && found.cyrillic[id] {
			russian[i] = id
		}
	}
	var met []uint64 // stem, word
	inRussian, inEnglish := map[int32]float64{}, map[int32]float64{}

	for _, both := range c.pairs {
		if len(both.a) > longestPair || slices.ContainsFunc(both.a, c.isRussian) ||
			!slices.ContainsFunc(both.b, c.isRussian) {
			continue
		}

		rs, es := distinct(both.b, russian), distinct(both.a, english)
		for _, r := range rs {
			inRussian[r]++
		}

		for _, e := range es {
			inEnglish[e]++
			for _, r := range rs {
				met = append(met, uint64(r)<<32|uint64(e))
			}
		}
	}
	slices.Sort(met)
	ofStem, ofWord := map[int32]anchor{}, map[int32]anchor{}

	for len(met) > 0 {
		count := 1
		for count < len(met) && met[count] == met[0] {
			count++
		}
		partner := anchor{stem: int32(met[0] >> 32), word: int32(met[0] & (1<<32 - 1))}
		met = met[count:]
		if count < 2 {
			continue
		}
		times := float64(count)
		partner.weight = 2 * times / (inRussian[partner.stem] + inEnglish[partner.word]) * times / (times + 1)
		if partner.weight > ofStem[partner.stem].weight {
			ofStem[partner.stem] = partner
		}
		if partner.weight > ofWord[partner.word].weight {
			ofWord[partner.word] = partner
		}
	}
	var all []anchor

	for _, a := range ofStem {
		if a.weight > leastDice && ofWord[a.word].stem == a.stem {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b anchor) int { return cmp.Compare(a.stem, b.stem) })

	return all
}

const (
	longestPair = 40 // words; in longer texts every word would meet every other word
	leastDice   = .2
)

// englishStems returns, for words with start vectors, the most frequent word of the same stem, and -1 for other words.
func (c *corpus) englishStems() []int32 {
	of := make([]int32, len(c.words))
	first := map[uint32]int32{}

	for i := range c.words {
		of[i] = -1
		if c.glove[i] == (vector{}) {
			continue
		}
		key := stemKey(c.words[i].text)
		if _, ok := first[key]; !ok {
			first[key] = int32(i)
		}
		of[i] = first[key]
	}

	return of
}

// distinct returns the words of the text as numbers of another kind, each number once.
func distinct(passage text, of []int32) []int32 {
	var all []int32
	for _, w := range passage {
		if id := of[w]; id >= 0 && !slices.Contains(all, id) {
			all = append(all, id)
		}
	}

	return all
}

// centreAll subtracts the mean and scales all vectors to unit length.
func centreAll(rows []vector) {
	var mean vector
	for i := range rows {
		add(&mean, &rows[i], 1/float32(len(rows)))
	}

	for i := range rows {
		add(&rows[i], &mean, -1)
		rows[i] = unit(rows[i])
	}
}
