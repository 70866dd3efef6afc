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
}

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
}

func (c *Customer) add(of Case, p Prediction) {
	holds := of.expects(p.shown())
	answered := p.Decision == "answer" && len(p.Ranking) > 0

	if len(of.Expect) == 0 {
		c.None++
		switch {
		case answered:
			c.NoneAnswered++
		case p.Decision == "ask":
			c.NoneMenu++
		}

		return
	}
	c.InScope++

	switch {
	case answered && slices.Contains(of.Expect, p.Ranking[0].ID):
		c.Right++
	case answered:
		c.Wrong++
	case p.Decision == "ask" && holds:
		c.Menu++
	case p.Decision == "ask":
		c.MenuMissed++
	case p.Decision == "clarify":
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
	f := Figures{Cases: len(cases)}
	var all []scored
	var pos, neg []float64
	var answered, answeredOK, asked, askedOK, handed int

	for i, c := range cases {
		p := predictions[i]
		f.Customer.add(c, p)
		right := func(n int) bool {
			for _, r := range p.Ranking[:min(n, len(p.Ranking))] {
				if slices.Contains(c.Expect, r.ID) {
					return true
				}
			}

			return false
		}
		best := 0.0
		if len(p.Ranking) > 0 {
			best = p.Ranking[0].P
		}
		all = append(all, scored{p: best, ok: right(1)})
		if len(c.Expect) > 0 {
			pos = append(pos, best)
			f.InScope++
			f.Top1 += one(right(1))
			f.Top3 += one(right(3))

			for k, r := range p.Ranking {
				if slices.Contains(c.Expect, r.ID) {
					f.MRR += 1 / float64(k+1)
					break
				}
			}
		} else {
			neg = append(neg, best)
			f.OutOfScope++
		}

		switch p.Decision {
		case "answer":
			answered++
			answeredOK += int(one(right(1)))
		case "ask":
			asked++
			askedOK += int(one(c.expects(p.shown())))
		default:
			handed += int(one(len(c.Expect) == 0))
		}
	}
	n := float64(len(cases))
	in := max(1, float64(f.InScope))
	f.Top1, f.Top3, f.MRR = f.Top1/in, f.Top3/in, f.MRR/in
	if len(pos) > 0 && len(neg) > 0 {
		a := auroc(pos, neg)
		f.AUROC = &a
	}
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.p, a.p) })
	f.Cov95, f.Cov98 = coverage(all, .95), coverage(all, .98)
	f.Decision = Decided{
		Answered:      float64(answered) / n,
		Precision:     ratio(answeredOK, answered),
		Asked:         float64(asked) / n,
		RightInThree:  ratio(askedOK, asked),
		OOSHandedOver: ratio(handed, f.OutOfScope),
	}
	f.ECE = ece(all)

	return f
}

func one(b bool) float64 {
	if b {
		return 1
	}

	return 0
}

func ratio(a, b int) *float64 {
	if b == 0 {
		return nil
	}
	r := float64(a) / float64(b)

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
		j := i
		for j < len(xs) && xs[j].p == xs[i].p {
			j++
		}

		mean := float64(i+1+j) / 2
		for _, x := range xs[i:j] {
			if x.pos {
				total += mean
			}
		}
		i = j
	}
	np, nn := float64(len(pos)), float64(len(neg))

	return (total - np*(np+1)/2) / (np * nn)
}

// Rounded returns the figures with four digits after the point, as printed by the scorer.
func (f Figures) Rounded() Figures {
	for _, p := range []*float64{
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
		if p != nil {
			*p = math.RoundToEven(*p*1e4) / 1e4
		}
	}

	return f
}
