package score

import "frontdesk/faq"

// PredictReading turns the reading of a message into a prediction, with a prediction for each part of a message with several questions.
func PredictReading(reading faq.Reading) Prediction {
	prediction := Predict(reading.Result)
	for _, part := range reading.Parts {
		prediction.Parts = append(prediction.Parts, Predict(part.Result))
	}

	return prediction
}

// Predict turns a search result into a prediction: the ranking, the decision and the menu as shown.
func Predict(result faq.Result) Prediction {
	prediction := Prediction{Ranking: []Ranked{}, Decision: result.Decision.String()}
	for _, h := range result.Hits {
		prediction.Ranking = append(prediction.Ranking, Ranked{ID: h.ID, P: h.P})
	}
	if result.Decision == faq.Ask {
		for _, h := range result.Hits[:result.Menu] {
			prediction.Menu = append(prediction.Menu, h.ID)
		}
	}

	return prediction
}
