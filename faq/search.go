package faq

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Query is one question. Text may be several messages joined by line breaks.
type Query struct {
	Text    string
	Lang    string    // the customer's language; empty = unknown
	Now     time.Time // for ValidFrom and ValidTo; zero = any time
	Exclude []string  // ids excluded from the result, for example of answers already sent
	Most    int       // maximum number of hits; maxMenu if zero
}

// Decision is the action for the hits.
type Decision int

const (
	Unsure Decision = iota // no hit fits well enough: the customer should say it otherwise, or a person should answer
	Ask                    // "did you mean ...?" with the first Result.Menu hits
	Answer                 // the first hit is the answer
)

func (d Decision) String() string {
	switch d {
	case Answer:
		return "answer"
	case Ask:
		return "ask"
	}

	return "clarify"
}

// Result holds up to Query.Most hits of different entries, the likeliest first. After Unsure the hits are
// the nearest subjects; there may be no hits.
type Result struct {
	Hits     []Hit
	Decision Decision
	Menu     int  // number of leading hits that form a menu; 0 after Unsure
	Exact    bool // the question equals the question or a phrasing of the entry
	// None is the probability that no entry answers the question, before any shift. Traffic.See takes
	// None. Near and Far are -1 in three cases: the question names no subject; Exact is true, so there
	// is no doubt; or the base has too few phrasings for an estimate.
	None Nothing
}

// Hit is an entry that may answer the question.
type Hit struct {
	ID, Lang, Question, Answer string
	P                          float64 // probability that the entry is the right one, 0 to 1
	// Why is the reason for operators: "same question", "words: " with the words shared with the
	// question, or "similar".
	Why string
}

// maxMenu is the maximum number of entries in a "did you mean" menu. Every channel can show so many.
const maxMenu = 5

// maxHits is the number of leading hits whose probabilities decide on a menu in a base with a cross-validation.
const maxHits = 3

// Minimum shares of a question's subject that an entry must hold to be offered or to be the answer. A
// menu of barely related entries annoys customers. An answer must be probable as well, so near words
// may count more.
const (
	minOfferCover  = 0.4
	minAnswerCover = 0.55
)

func (c cover) offers() bool  { return c.close >= minOfferCover }
func (c cover) answers() bool { return c.offers() && c.near >= minAnswerCover }

// Search finds the entry that answers the query. Search first looks in the customer's language. The
// other languages are searched only if the result would be a hand-over. A hit from another language is
// shown in the customer's language if the entry has a translation.
func (b *Base) Search(query Query) Result { return b.find(query).Result }

// finding is a result with the facts for reading a message in context.
type finding struct {
	Result
	subjects int              // number of words of the question that name a subject
	covers   map[string]cover // by id of a candidate
}

// fits reports whether an entry holds the subject of the question.
func (f *finding) fits(id string) bool { return f.covers[id].answers() }

func (b *Base) find(query Query) finding {
	if query.Most <= 0 {
		query.Most = maxMenu
	}
	own, other := b.order(query.Lang)
	if r, ok := b.same(query, slices.Concat(own, other)); ok {
		return finding{Result: r}
	}
	text := b.index.read(query.Text)
	best := b.decide(query, &text, own)
	if best.Decision == Unsure && len(other) > 0 {
		if r := b.decide(query, &text, other); r.Decision != Unsure {
			best = r
		}
	}
	best.subjects = text.subjects()

	return best
}

// order splits the base's languages: own holds the customer's languages, the narrowest first, and
// other holds the rest. For an unknown language own holds all languages.
func (b *Base) order(lang string) (own, other []string) {
	if lang == "" {
		return b.languages, nil
	}

	for _, l := range narrower(lang) {
		if slices.Contains(b.languages, l) {
			own = append(own, l)
		}
	}

	for _, l := range b.languages {
		if !slices.Contains(own, l) {
			other = append(other, l)
		}
	}

	return own, other
}

// allowed reports whether the query may find the entry at a position.
func (b *Base) allowed(q *Query, at int) bool {
	e := &b.entries[at]
	return e.ValidAt(q.Now) && !slices.Contains(q.Exclude, e.ID)
}

// same finds an entry with the same question or phrasing, after normalising.
func (b *Base) same(query Query, langs []string) (Result, bool) {
	forms := keys(query.Text)
	for _, lang := range langs {
		for _, key := range forms {
			hash := gramTerm.hash(key)
			for _, at := range slices.Concat(b.exact[hash], b.added[hash]) {
				if b.entries[at].Lang == lang && b.allowed(&query, at) {
					return b.exactly(query, at), true
				}
			}
		}
	}

	return b.samePlainly(query, langs)
}

// samePlainly finds the only entry with the same question or phrasing, after removal of fillers.
func (b *Base) samePlainly(query Query, langs []string) (Result, bool) {
	key := plainKey(query.Text)
	if key == "" {
		return Result{}, false
	}
	found := -1

	hash := gramTerm.hash(key)
	for _, at := range slices.Concat(b.exact[hash], b.added[hash], b.plain[hash]) {
		switch {
		case !slices.Contains(langs, b.entries[at].Lang) || !b.allowed(&query, at):
		case found < 0:
			found = at
		case b.entries[found].ID != b.entries[at].ID:
			return Result{}, false // two entries differ only in fillers
		}
	}
	if found < 0 {
		return Result{}, false
	}

	return b.exactly(query, found), true
}

func (b *Base) exactly(q Query, at int) Result {
	return Result{Hits: []Hit{b.hit(q, at, 1, "same question")}, Decision: Answer, Menu: 1, Exact: true, None: unknown}
}

// hit shows an entry in the customer's language if a valid translation exists.
func (b *Base) hit(query Query, at int, chance float64, why string) Hit {
	translations := b.at[b.entries[at].ID]
	if own, ok := translations[firstOf(narrower(query.Lang), translations)]; ok && b.allowed(&query, own) {
		at = own
	}
	e := &b.entries[at]

	return Hit{ID: e.ID, Lang: e.Lang, Question: e.Question, Answer: e.Answer, P: chance, Why: why}
}

func firstOf(langs []string, have map[string]int) string {
	for _, l := range langs {
		if _, ok := have[l]; ok {
			return l
		}
	}

	return ""
}

// decide ranks the entries of the given languages and chooses the decision.
func (b *Base) decide(query Query, text *rowText, langs []string) finding {
	work := b.work.Get().(*scratch)
	defer b.work.Put(work)
	found := b.index.measureQuery(text, work, func(doc uint32) bool {
		at := b.doc[doc]
		return slices.Contains(langs, b.entries[at].Lang) && b.allowed(&query, at)
	})
	order, chances, none := found.order(b.weights())
	result := finding{Result: Result{None: unknown}, covers: map[string]cover{}}
	if len(chances) > 0 {
		result.None = b.none(none)
	}
	if b.shift != nil {
		b.shift.apply(chances, none)
	}

	for _, rank := range order {
		one := &found.candidates[rank]
		at := b.doc[one.doc]
		id := b.entries[at].ID
		if _, seen := result.covers[id]; seen {
			continue
		}
		result.covers[id] = one.cover()
		if len(result.Hits) < query.Most {
			result.Hits = append(result.Hits, b.hit(query, at, chances[rank], b.index.shared(text, one.doc)))
		}
	}

	b.choose(&result.Result, found.cover(order))
	if result.Decision == Answer && b.index.opposes(text.polarity, query.Text, result.Hits[0].Question) {
		result.Decision, result.Menu = Ask, leading(result.Hits, hardlyPossible)
	}

	return result
}

// choose sets the decision and the menu of a result.
func (b *Base) choose(result *Result, covered cover) {
	if len(result.Hits) == 0 {
		return
	}
	if b.estimated && b.index.titlesOnly() {
		// The thresholds were learnt on bases of this kind, with the cover among the measures.
		menu := b.menuOf(result.Hits)

		switch {
		case result.Hits[0].P >= b.minAnswerP:
			result.Decision, result.Menu = Answer, menu
		case massOf(result.Hits[:menu]) >= b.minAskP:
			result.Decision, result.Menu = Ask, menu
		}

		return
	}

	switch {
	case !covered.offers():
		// A high probability alone is not enough: without the cover most of the question is about
		// another subject.
	case result.Hits[0].P >= b.minAnswerP && covered.answers():
		result.Decision, result.Menu = Answer, b.menuOf(result.Hits)
	case massOf(result.Hits[:min(len(result.Hits), maxHits)]) >= b.minAskP:
		result.Decision, result.Menu = Ask, b.menuOf(result.Hits)
	}
}

func massOf(hits []Hit) (mass float64) {
	for _, h := range hits {
		mass += h.P
	}

	return mass
}

// leading counts the leading hits with at least the probability least, up to maxMenu. Other hits only make a menu longer. The nearest hit
// fills up a menu of one.
func leading(hits []Hit, least float64) int {
	count := 1
	for count < len(hits) && count < maxMenu && hits[count].P >= least {
		count++
	}

	return max(count, min(2, len(hits)))
}

const (
	// Minimum probability of an entry in a menu of a base without a cross-validation.
	hardlyPossible = 0.005
	// In a base with a cross-validation, an entry of a menu has at least an eighth of the first probability.
	unlikelyRatio = 8
)

// none returns Result.None. With shipped weights only, the result is unknown: the probability of none
// is too optimistic.
func (b *Base) none(nothing Nothing) Nothing {
	if b.fit == nil || !b.fit.measured {
		return unknown
	}

	return nothing
}

var unknown = Nothing{Near: -1, Far: -1}

// shared lists the subject words shared by a query and a document. Without a shared subject word
// shared lists the other shared words, and without a shared word returns "similar".
func (x *index) shared(query *rowText, doc uint32) string {
	var subjects, others []string

	for i, hash := range query.stems[:query.plain] {
		id, known := x.words.ids[hash]
		if !known || slices.Contains(subjects, query.words[i]) || slices.Contains(others, query.words[i]) ||
			!x.says(doc, id) {
			continue
		}
		if query.silent[i] || query.faint[i] {
			others = append(others, query.words[i])
		} else {
			subjects = append(subjects, query.words[i])
		}
	}
	if len(subjects) > 0 {
		others = subjects
	}
	if len(others) == 0 {
		return "similar"
	}

	return "words: " + strings.Join(others, ", ")
}

// says reports whether a document holds a stem.
func (x *index) says(doc, stem uint32) bool {
	_, found := slices.BinarySearchFunc(
		x.docs.row(stem),
		doc,
		func(c component, doc uint32) int { return cmp.Compare(c.id, doc) },
	)
	return found
}

// weights returns the fitted weights of the base, or else the shipped weights.
func (b *Base) weights() *weights {
	if b.fit != nil {
		return &b.fit.weights
	}

	return &shipped[b.situation()]
}
