// Package score compares predictions with the expected entries, by the definitions of the development
// sets' scorer.
package score

import (
	"cmp"
	"math"
	"slices"
)

// Case is one question and the ids of the entries with the answer. A case without ids is out of scope.
type Case struct {
	Text   string   `json:"text"`
	Expect []string `json:"expect"`
	// Context is the customer's question before this question. Kind names the difficulty of the case, such as "compound".
	Context string `json:"context,omitempty"`
	Kind    string `json:"kind,omitempty"`
}

// Continues reports whether the case needs the question before, or holds several questions.
func (c Case) Continues() bool { return c.Context != "" || c.Kind == "compound" }

// expects reports whether one of the ids is a right entry.
func (c Case) expects(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(c.Expect, id) })
}

// Ranked is an entry with the probability of being the right entry.
type Ranked struct {
	ID string  `json:"id"`
	P  float64 `json:"p"`
}

// Prediction is the result of an engine for a case.
type Prediction struct {
	Ranking  []Ranked `json:"ranking"` // best first
	Decision string   `json:"decision"`
	Menu     []string `json:"menu,omitempty"` // ids as shown; empty means the first three of the ranking
	// Parts are the questions of a message with several questions.
	Parts []Prediction `json:"parts,omitempty"`
}

// given lists the ids of the answers and the ids of the menus, of all parts.
func (p *Prediction) given() (answered, offered []string) {
	for _, part := range p.parts() {
		switch {
		case part.Decision == "answer" && len(part.Ranking) > 0:
			answered = append(answered, part.Ranking[0].ID)
		case part.Decision == "ask":
			offered = append(offered, part.shown()...)
		}
	}

	return answered, offered
}

func (p *Prediction) parts() []Prediction {
	if len(p.Parts) > 0 {
		return p.Parts
	}

	return []Prediction{*p}
}

// Whole reports whether every expected entry of a case is answered or offered.
func (p *Prediction) Whole(of Case) bool {
	answered, offered := p.given()

	return !slices.ContainsFunc(of.Expect, func(id string) bool {
		return !slices.Contains(answered, id) && !slices.Contains(offered, id)
	})
}

// shown lists the ids of the menu.
func (p *Prediction) shown() []string {
	if len(p.Menu) > 0 {
		return p.Menu
	}

	var out []string
	for _, r := range p.Ranking[:min(3, len(p.Ranking))] {
		out = append(out, r.ID)
	}

	return out
}

// Customer counts the results for customers. The questions with an entry end right, wrong, with the entry in a menu, with a menu without
// the entry, with a clarifying question, or with a handover.
type Customer struct {
	InScope      int `json:"in_scope"`
	Right        int `json:"right"`
	Wrong        int `json:"wrong"`
	Menu         int `json:"menu"`
	MenuMissed   int `json:"menu_missed"`
	Clarify      int `json:"clarify"`
	Handoff      int `json:"handoff"`
	None         int `json:"none"` // questions without an entry
	NoneAnswered int `json:"none_answered"`
	NoneMenu     int `json:"none_menu"`
	// Continued counts the follow-ups and the messages with several questions. Whole counts those with every part answered or offered.
	Continued int `json:"continued,omitempty"`
	Whole     int `json:"whole,omitempty"`
}

// Plus returns the sums of two counts.
func (c Customer) Plus(other Customer) Customer {
	c.InScope += other.InScope
	c.Right += other.Right
	c.Wrong += other.Wrong
	c.Menu += other.Menu
	c.MenuMissed += other.MenuMissed
	c.Clarify += other.Clarify
	c.Handoff += other.Handoff
	c.None += other.None
	c.NoneAnswered += other.NoneAnswered
	c.NoneMenu += other.NoneMenu
	c.Continued += other.Continued
	c.Whole += other.Whole

	return c
}

func (c *Customer) add(of Case, prediction Prediction) {
	answered, offered := prediction.given()

	if len(of.Expect) == 0 {
		c.None++
		switch {
		case len(answered) > 0:
			c.NoneAnswered++
		case len(offered) > 0:
			c.NoneMenu++
		}

		return
	}
	c.InScope++

	if of.Continues() {
		c.Continued++
		if prediction.Whole(of) {
			c.Whole++
		}
	}

	// A message with several questions needs an answer or an offer for each.
	holds := of.expects(answered) || of.expects(offered)
	if len(prediction.Parts) > 1 {
		holds = prediction.Whole(of)
	}
	isWrong := func(id string) bool { return !slices.Contains(of.Expect, id) }

	switch {
	case slices.ContainsFunc(answered, isWrong):
		c.Wrong++
	case len(answered) > 0 && holds:
		c.Right++
	case len(offered) > 0 && holds:
		c.Menu++
	case len(offered) > 0:
		c.MenuMissed++
	case prediction.Decision == "clarify":
		c.Clarify++
	default:
		c.Handoff++
	}
}

// Decided holds the measures of the engine's decisions.
type Decided struct {
	Answered      float64  `json:"answered"`
	Precision     *float64 `json:"precision"`
	Asked         float64  `json:"asked"`
	RightInThree  *float64 `json:"right_in_three"` // share of the menus as shown with a right entry
	OOSHandedOver *float64 `json:"oos_handed_over"`
}

// Figures are the measures over all cases.
type Figures struct {
	Cases      int     `json:"cases"`
	InScope    int     `json:"in_scope"`
	OutOfScope int     `json:"out_of_scope"`
	Top1       float64 `json:"top1"` // share of cases in scope with a right entry in first place
	Top3       float64 `json:"top3"`
	MRR        float64 `json:"mrr"`
	// separation of in scope from out of scope by the best p; nil without both kinds
	AUROC    *float64 `json:"auroc"`
	Cov95    float64  `json:"cov95"` // largest share of all cases answered with 95 % right
	Cov98    float64  `json:"cov98"`
	Decision Decided  `json:"decision"`
	Customer Customer `json:"customer"`
	ECE      float64  `json:"ece"` // calibration error of the best p, 15 equal bins
}

type scored struct {
	p  float64
	ok bool
}

// Of measures predictions. predictions holds one prediction a case, in the same order.
func Of(cases []Case, predictions []Prediction) Figures {
	figures := Figures{Cases: len(cases)}
	var all []scored
	var pos, neg []float64
	var answered, answeredOK, asked, askedOK, handed int

	for i, item := range cases {
		prediction := predictions[i]
		figures.Customer.add(item, prediction)
		right := func(limit int) bool {
			for _, r := range prediction.Ranking[:min(limit, len(prediction.Ranking))] {
				if slices.Contains(item.Expect, r.ID) {
					return true
				}
			}

			return false
		}
		best := 0.0
		if len(prediction.Ranking) > 0 {
			best = prediction.Ranking[0].P
		}
		all = append(all, scored{p: best, ok: right(1)})
		if len(item.Expect) > 0 {
			pos = append(pos, best)
			figures.InScope++
			figures.Top1 += one(right(1))
			figures.Top3 += one(right(3))

			for k, r := range prediction.Ranking {
				if slices.Contains(item.Expect, r.ID) {
					figures.MRR += 1 / float64(k+1)
					break
				}
			}
		} else {
			neg = append(neg, best)
			figures.OutOfScope++
		}

		switch prediction.Decision {
		case "answer":
			answered++
			answeredOK += int(one(right(1)))
		case "ask":
			asked++
			askedOK += int(one(item.expects(prediction.shown())))
		default:
			handed += int(one(len(item.Expect) == 0))
		}
	}
	total := float64(len(cases))
	in := max(1, float64(figures.InScope))
	figures.Top1, figures.Top3, figures.MRR = figures.Top1/in, figures.Top3/in, figures.MRR/in
	if len(pos) > 0 && len(neg) > 0 {
		a := auroc(pos, neg)
		figures.AUROC = &a
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.p, a.p) })
	figures.Cov95, figures.Cov98 = coverage(all, .95), coverage(all, .98)
	figures.Decision = Decided{
		Answered:      float64(answered) / total,
		Precision:     ratio(answeredOK, answered),
		Asked:         float64(asked) / total,
		RightInThree:  ratio(askedOK, asked),
		OOSHandedOver: ratio(handed, figures.OutOfScope),
	}
	figures.ECE = ece(all)

	return figures
}

func one(yes bool) float64 {
	if yes {
		return 1
	}

	return 0
}

func ratio(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	r := float64(part) / float64(whole)

	return &r
}

func coverage(all []scored, target float64) float64 {
	best, right := 0, 0.0
	for i, s := range all {
		right += one(s.ok)
		if (i+1 == len(all) || all[i+1].p < s.p) && right/float64(i+1) >= target {
			best = i + 1
		}
	}

	return float64(best) / float64(max(1, len(all)))
}

func ece(all []scored) float64 {
	var sum, ok [15]float64

	for _, s := range all {
		b := min(14, int(s.p*15))
		sum[b] += s.p
		ok[b] += one(s.ok)
	}

	total := 0.0
	for b := range sum {
		total += max(sum[b]-ok[b], ok[b]-sum[b])
	}

	return total / float64(max(1, len(all)))
}

func auroc(pos, neg []float64) float64 {
	type labelled struct {
		p   float64
		pos bool
	}

	var xs []labelled
	for _, p := range pos {
		xs = append(xs, labelled{p, true})
	}

	for _, p := range neg {
		xs = append(xs, labelled{p, false})
	}
	slices.SortFunc(xs, func(a, b labelled) int { return cmp.Compare(a.p, b.p) })
	total := 0.0

	for i := 0; i < len(xs); {
		end := i
		for end < len(xs) && xs[end].p == xs[i].p {
			end++
		}

		mean := float64(i+1+end) / 2
		for _, x := range xs[i:end] {
			if x.pos {
				total += mean
			}
		}
		i = end
	}
	np, nn := float64(len(pos)), float64(len(neg))

	return (total - np*(np+1)/2) / (np * nn)
}

// Rounded returns the figures with four digits after the point, as printed by the scorer.
func (f Figures) Rounded() Figures {
	for _, figure := range []*float64{
		&f.Top1,
		&f.Top3,
		&f.MRR,
		f.AUROC,
		&f.Cov95,
		&f.Cov98,
		&f.Decision.Answered,
		f.Decision.Precision,
		&f.Decision.Asked,
		f.Decision.RightInThree,
		f.Decision.OOSHandedOver,
		&f.ECE,
	} {
		if figure != nil {
			*figure = math.RoundToEven(*figure*1e4) / 1e4
		}
	}

	return f
}
