package faq

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Message is a customer's message and the question before the message.
type Message struct {
	Query
	// Before is the customer's question before, in the same conversation. An empty text means none.
	Before string
	// Reply says that the message replies to a menu or to a clarifying question about Before.
	Reply bool
}

// Reading is the understanding of a message: as a whole, together with the question before, or in parts.
type Reading struct {
	// Result is the result for the whole message. With a Subject it is the result for the message and the question before.
	Result
	// Subject is the question before the message, if the message is understood only together with this question.
	Subject string
	// Parts are the questions of a message with two or three questions. Each part leads to another entry. The parts with an answer come
	// first. The menus of all parts together have at most as many entries as one menu.
	Parts []Part
}

// Part is one question of a message with several questions.
type Part struct {
	Text string
	Result
}

// Read finds the entries for a message. A sure answer to the whole message wins. Otherwise a message that names too little is read
// together with the question before, and a message with several questions is read in parts.
func (b *Base) Read(message Message) Reading {
	whole := b.find(message.Query)
	reading := Reading{Result: whole.Result}
	if whole.Exact {
		return reading
	}

	leaning := lean(message.Text, whole.subjects)
	if message.Reply {
		leaning = max(leaning, leansPerhaps)
	}
	if message.Before != "" && leaning.on(whole.Decision) {
		if both, ok := b.together(message, whole); ok {
			return both
		}
	}
	if whole.Decision != Answer && leaning != leansClearly {
		reading.Parts = b.parts(message.Query)
	}

	return reading
}

// leans says how much a message needs the question before.
type leans int

const (
	standsAlone  leans = iota
	leansPerhaps       // a short message
	leansClearly       // a message that continues, or that names a thing by a pronoun
	leansWholly        // a message without a subject of its own
)

// on reports whether the message is read with the question before, given the decision for the message alone.
func (l leans) on(alone Decision) bool {
	switch l {
	case leansWholly:
		return true
	case leansClearly:
		return alone != Answer
	case leansPerhaps:
		return alone == Unsure
	}

	return false
}

// Limits of a short message.
const (
	shortSubjects = 2 // words with a subject
	shortWords    = 5
	longestLean   = 9 // words; a longer message names its subject
)

// lean reads from the words of a message how much the message needs the question before. subjects is the number of words with a subject.
func lean(text string, subjects int) leans {
	list := words(text)
	if len(list) == 0 || len(list) > longestLean || refusals[list[0]] {
		return standsAlone
	}
	continues := continuations[list[0]] || len(list) > 1 && continuations[list[0]+" "+list[1]] ||
		slices.ContainsFunc(list, func(w string) bool { return pronouns[w] })

	switch {
	case continues && subjects == 0:
		return leansWholly
	case continues:
		return leansClearly
	case len(list) <= shortWords && subjects <= shortSubjects:
		return leansPerhaps
	}

	return standsAlone
}

// refusals are first words of a message that rejects the answer before.
var refusals = phraseSet(`нет; не; неа; no; not; nope; nah`)

// continuations are the first words of a message that goes on with the subject of the question before.
var continuations = phraseSet(`
а; и; ну а; ну и; или; тоже; также; а если; и если; если; тогда; то есть
and; or; so; but; also; then; what about; how about; what if; and if; in that case; same
`)

// pronouns stand for the subject of the question before.
var pronouns = phraseSet(`
он; она; оно; они; его; ее; их; ему; ей; им; ним; ней; нем; него; нее; них; это; этот; эта; эти; этого; этой; этому
такое; такой; такая; такие; там; туда; оттуда; тот; та; те; того; той
it; its; they; them; their; this; that; these; those; there; thats; one; ones
`)

// together reads a message with the question before. A sure answer needs both readings: the joined text is sure, and the message's own
// words fit the entry. Otherwise the entries of both readings form a menu. The result is false if neither reading finds an entry.
func (b *Base) together(message Message, alone finding) (Reading, bool) {
	joined := message.Query
	joined.Text = message.Before + "\n" + message.Text
	glued := b.find(joined)
	if len(glued.Hits) == 0 {
		return Reading{}, false
	}

	out := Reading{Subject: message.Before, Result: Result{None: alone.None, Hits: averaged(alone.Hits, glued.Hits)}}
	first := out.Hits[0]
	agreed := len(alone.Hits) > 0 && alone.Hits[0].ID == first.ID
	fits := agreed || alone.subjects == 0 || alone.Decision == Unsure && alone.fits(first.ID)

	switch {
	case glued.Hits[0].ID == first.ID && glued.Decision == Answer && fits, agreed && alone.Decision == Answer:
		out.Decision = Answer
		// The mean is too low for an entry that one reading alone makes sure.
		out.Hits[0].P = max(first.P, glued.Hits[0].P*sureTogether)
	case glued.Decision != Unsure || alone.Decision != Unsure:
		out.Decision = Ask
	default:
		return Reading{}, false
	}
	out.Menu = b.menuOf(out.Hits)

	return out, true
}

// sureTogether lowers the probability of an answer that needs the question before.
const sureTogether = 0.95

// averaged joins the hits of two readings. The probability of an entry is the mean of both readings.
func averaged(alone, glued []Hit) []Hit {
	var out []Hit

	for _, list := range [][]Hit{alone, glued} {
		for _, hit := range list {
			hit.P /= 2
			if at := slices.IndexFunc(out, func(h Hit) bool { return h.ID == hit.ID }); at >= 0 {
				out[at].P += hit.P
				continue
			}
			out = append(out, hit)
		}
	}
	slices.SortStableFunc(out, func(a, b Hit) int { return cmp.Compare(b.P, a.P) })

	return out
}

// menuOf returns the number of leading hits that form a menu.
func (b *Base) menuOf(hits []Hit) int {
	if b.estimated && b.index.titlesOnly() {
		return leading(hits, hardlyPossible)
	}

	return leading(hits, hits[0].P/unlikelyRatio)
}

// maxCuts limits the places at which a message is cut. Every stretch between two places may take two searches.
const maxCuts = 4

// cutAt finds the places between two questions: the end of a sentence, a comma, and a word that joins.
var cutAt = regexp.MustCompile(`(?i)(?:[?!.;\n]+\s*|,\s*)(?:(?:и|а|да|and|also)\s+)?(?:(?:еще|ещё|также|also)\s+)?` +
	`|\s+(?:и|а|да|and|also|plus|плюс|но|but)\s+(?:(?:еще|ещё|также|also)\s+)?`)

// parts splits a message into two or three questions, at the places with the most probable entries. The result is nil for a message with
// one question.
func (b *Base) parts(query Query) []Part {
	places := cutAt.FindAllStringIndex(query.Text, maxCuts)
	if len(places) == 0 {
		return nil
	}
	division := division{base: b, query: query, known: map[[2]int]*Part{}}
	end := len(query.Text)
	division.places = append(places, []int{end, end})

	last := len(places)
	var best []Part
	for first := range places {
		best = division.better(best, first, last)
		for second := first + 1; second < last; second++ {
			best = division.better(best, first, second, last)
		}
	}
	slices.SortStableFunc(best, func(a, b Part) int { return cmp.Compare(b.Decision, a.Decision) })
	b.share(best)

	return best
}

// division is the search for the places between the questions of one message.
type division struct {
	base   *Base
	query  Query
	places [][]int          // start and end of each place; the last is the end of the text
	known  map[[2]int]*Part // by the places before and after; nil = no question of its own
}

// better returns the parts that end at the given places if these parts are more probable than the best parts so far. All parts lead to
// different entries.
func (d *division) better(best []Part, ends ...int) []Part {
	var parts []Part
	from := -1
	for _, to := range ends {
		part := d.part(from, to)
		if part == nil || slices.ContainsFunc(parts, part.sameEntry) {
			return best
		}
		parts = append(parts, *part)
		from = to
	}
	if massOfParts(parts) > massOfParts(best) {
		return parts
	}

	return best
}

// sameEntry reports whether two parts lead to the same entry.
func (p *Part) sameEntry(other Part) bool { return p.Hits[0].ID == other.Hits[0].ID }

func massOfParts(parts []Part) (mass float64) {
	for _, part := range parts {
		mass += part.Hits[0].P
	}

	return mass
}

// part reads the text between two places. The result is nil for a text that is no question of its own.
func (d *division) part(from, to int) *Part {
	key := [2]int{from, to}
	part, ok := d.known[key]
	if !ok {
		part = d.read(from, to)
		d.known[key] = part
	}

	return part
}

func (d *division) read(from, to int) *Part {
	start, before := 0, ""
	strong := d.ends(to)
	if from >= 0 {
		start, before = d.places[from][1], d.query.Text[:d.places[from][0]]
		strong = strong && d.ends(from)
	}
	query := d.query
	query.Text = query.Text[start:d.places[to][0]]
	found := d.base.find(query)
	// After a comma or a joining word, one bare noun belongs to the question before: "by card and cash".
	if found.subjects == 0 || !strong && found.subjects < 2 && !opens(words(query.Text)) {
		return nil
	}

	part := Part{Text: query.Text, Result: found.Result}
	if before != "" && lean(query.Text, found.subjects).on(found.Decision) {
		if both, ok := d.base.together(Message{Query: query, Before: before}, found); ok {
			part.Result = both.Result
		}
	}
	if part.Decision == Unsure {
		return nil
	}

	return &part
}

// opens reports whether words open a question.
func opens(list []string) bool { return len(list) > 0 && (openers[list[0]] || asksFor(list) != 0) }

// openers are first words of a question, beside the phrases of askedBy.
var openers = phraseSet(`
есть; бывает; бывают; будет; будут; надо; нужно; нужен; нужна; какой; какая; какое; какие; кто; что; чем; почему; зачем
do; does; did; is; are; was; will; would; should; have; has; what; which; who; why
`)

// ends reports whether a sentence ends at a place.
func (d *division) ends(place int) bool {
	at := d.places[place]

	return at[0] == len(d.query.Text) || strings.ContainsAny(d.query.Text[at[0]:at[1]], "?!.;\n")
}

// share divides the entries of one menu among the parts without a sure answer.
func (b *Base) share(parts []Part) {
	doubtful := 0
	for _, part := range parts {
		if part.Decision == Ask {
			doubtful++
		}
	}

	shown := map[string]bool{}
	left := maxMenu
	for i := range parts {
		part := &parts[i]
		if part.Decision == Answer {
			shown[part.Hits[0].ID] = true
			continue
		}
		part.Hits = slices.DeleteFunc(part.Hits, func(h Hit) bool { return shown[h.ID] })
		part.Menu = min(part.Menu, len(part.Hits), max(1, left/doubtful))
		for _, hit := range part.Hits[:part.Menu] {
			shown[hit.ID] = true
		}
		left -= part.Menu
		doubtful--
	}
}

// Sure returns the hits of all sure answers of a message.
func (r *Reading) Sure() (list []Hit) {
	for _, part := range r.Parts {
		if part.Decision == Answer {
			list = append(list, part.Hits[0])
		}
	}
	if len(r.Parts) == 0 && r.Decision == Answer {
		list = append(list, r.Hits[0])
	}

	return list
}
