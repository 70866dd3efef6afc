package score

import "frontdesk/faq"

// Predict turns a search result into a prediction: the ranking, the decision and the menu as shown.
func Predict(r faq.Result) Prediction {
	p := Prediction{Ranking: []Ranked{}, Decision: r.Decision.String()}
	for _, h := range r.Hits {
		p.Ranking = append(p.Ranking, Ranked{ID: h.ID, P: h.P})
	}
	if r.Decision == faq.Ask {
		for _, h := range r.Hits[:r.Menu] {
			p.Menu = append(p.Menu, h.ID)
		}
	}

	return p
}
