package main

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/kljensen/snowball"

	"frontdesk/faq"
	"frontdesk/faq/score"
)

// depth is the length of a ranking.
const depth = 10

// text is the whole content of an entry as one document.
func text(e faq.Entry) string {
	return strings.Join(append(append([]string{e.Question}, e.Phrasings...), e.Answer), "\n")
}

// plain is BM25 (k1 1.2, b 0.75) over stems, one document an entry.
type plain struct {
	ids      []string
	postings map[string]map[int]float64
	length   []float64
	average  float64
	lang     string
}

func newPlain(entries []faq.Entry) *plain {
	built := &plain{postings: map[string]map[int]float64{}, lang: language(entries)}
	for document, entry := range entries {
		built.ids = append(built.ids, entry.ID)

		terms := built.terms(text(entry))
		for _, t := range terms {
			if built.postings[t] == nil {
				built.postings[t] = map[int]float64{}
			}
			built.postings[t][document]++
		}
		built.length = append(built.length, float64(len(terms)))
		built.average += float64(len(terms)) / float64(len(entries))
	}

	return built
}

func language(entries []faq.Entry) string {
	if len(entries) > 0 && entries[0].Lang == "ru" {
		return "russian"
	}

	return "english"
}

func (p *plain) terms(text string) []string {
	words := strings.FieldsFunc(
		strings.ToLower(strings.ReplaceAll(text, "ё", "е")),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) },
	)
	for i, w := range words {
		if s, err := snowball.Stem(w, p.lang, true); err == nil {
			words[i] = s
		}
	}

	return words
}

func (p *plain) predict(question string) score.Prediction {
	scores := map[int]float64{}

	for _, term := range p.terms(question) {
		list := p.postings[term]

		idf := math.Log(1 + (float64(len(p.ids)-len(list))+0.5)/(float64(len(list))+0.5))
		for d, n := range list {
			scores[d] += idf * n * 2.2 / (n + 1.2*(0.25+0.75*p.length[d]/p.average))
		}
	}

	var ranked []score.Ranked
	for d, s := range scores {
		ranked = append(ranked, score.Ranked{ID: p.ids[d], P: s})
	}
	slices.SortFunc(
		ranked,
		func(a, b score.Ranked) int { return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.ID, b.ID)) },
	)

	return score.Prediction{Ranking: share(ranked), Decision: "clarify"}
}

// share turns the scores of a ranking, best first, into shares of the sum. The lead of the best score is a better measure than the score
// itself, because a score grows with the length of the question. A share is not a probability. So the calibration error has no meaning
// here.
func share(ranked []score.Ranked) []score.Ranked {
	ranked = ranked[:min(len(ranked), depth)]

	var sum float64
	for _, x := range ranked {
		sum += x.P
	}

	for i := range ranked {
		ranked[i].P /= sum
	}

	return ranked
}

// search is bleve with its analyzer for the language, one document an entry.
type search struct{ index bleve.Index }

func newSearch(entries []faq.Entry) (*search, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = language(entries)[:2]
	index, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return nil, err
	}

	batch := index.NewBatch()
	for _, e := range entries {
		if err := batch.Index(e.ID, map[string]string{"text": text(e)}); err != nil {
			return nil, err
		}
	}

	return &search{index}, index.Batch(batch)
}

func (s *search) predict(question string) (score.Prediction, error) {
	prediction := score.Prediction{Decision: "clarify"}
	found, err := s.index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(question), depth, 0, false))
	if err != nil {
		return prediction, err
	}

	for _, h := range found.Hits {
		prediction.Ranking = append(prediction.Ranking, score.Ranked{ID: h.ID, P: h.Score})
	}
	prediction.Ranking = share(prediction.Ranking)

	return prediction, nil
}
