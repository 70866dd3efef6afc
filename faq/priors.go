package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var (
	// shippedFitted serve a base with a softmax, and start its fit.
	shippedFitted = weights{
		A: [candidateMeasures]float64{zBM25: -3.838, zMax: 1.335, zMean: 1.727, zTitle: 1.603, zAnswer: 2.457, zWords: -3.286, zModel: 0.299, zCover: 3.899, zPlain: 3.116, zPlainMean: 1.711, zSoft: 0.794, zBestBM: 0.351, zBestCos: 0.198, zBestSoft: -0.131},
		U: [noneMeasures]float64{gOne: 4.466, gUnknown: 1.792, gFar: 1.500, gWeak: -1.335, gLength: -0.487, gAgree: -0.047, gSoft: -0.108, gPlain: -0.495, gCover: -0.728, gRich: 1.069, gStrange: -1.024},
	}
	// shippedPlain serve a base without.
	shippedPlain = weights{
		A: [candidateMeasures]float64{zBM25: -3.374, zMax: 2.417, zMean: 5.922, zTitle: 1.476, zAnswer: 4.980, zWords: -4.278, zModel: 0.345, zCover: 4.054, zPlain: 4.287, zPlainMean: 5.440, zBestBM: 0.438, zBestCos: 0.259, zBestSoft: -0.278},
		U: [noneMeasures]float64{gOne: 7.225, gUnknown: 1.701, gFar: 1.705, gWeak: -1.973, gLength: -0.564, gAgree: -0.040, gPlain: -2.303, gCover: -0.774, gRich: 0.995, gStrange: -1.090},
	}
)
