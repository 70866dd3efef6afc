package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// words alone: serves a base before its fit, and large ones without vectors.
	0: {
		A: [candidateMeasures]float64{zBM25: -3.374, zMax: 2.417, zMean: 5.922, zTitle: 1.476, zAnswer: 4.980, zWords: -4.278, zModel: 0.345, zCover: 4.054, zPlain: 4.287, zPlainMean: 5.440, zBestBM: 0.438, zBestCos: 0.259, zBestSoft: -0.278},
		U: [noneMeasures]float64{gOne: 7.225, gUnknown: 1.701, gFar: 1.705, gWeak: -1.973, gLength: -0.564, gAgree: -0.040, gPlain: -2.303, gCover: -0.774, gRich: 0.995, gStrange: -1.090},
	},
	// serves bases of titles alone, and starts fits without vectors.
	softmaxed: {
		A: [candidateMeasures]float64{zBM25: -3.838, zMax: 1.335, zMean: 1.727, zTitle: 1.603, zAnswer: 2.457, zWords: -3.286, zModel: 0.299, zCover: 3.899, zPlain: 3.116, zPlainMean: 1.711, zSoft: 0.794, zBestBM: 0.351, zBestCos: 0.198, zBestSoft: -0.131},
		U: [noneMeasures]float64{gOne: 4.466, gUnknown: 1.792, gFar: 1.500, gWeak: -1.335, gLength: -0.487, gAgree: -0.047, gSoft: -0.108, gPlain: -0.495, gCover: -0.728, gRich: 1.069, gStrange: -1.024},
	},
	// starts fits of large bases.
	vectored: {
		A: [candidateMeasures]float64{zBM25: -7.914, zMax: -0.028, zMean: 1.369, zTitle: 2.460, zAnswer: 6.147, zWords: -4.475, zModel: 0.413, zCover: 3.165, zPlain: 3.109, zPlainMean: 2.642, zKind: 0.573, zVector: 5.309, zVectorMean: -2.184, zAlike: 1.899, zAlikeText: 2.485, zAlikeMean: 1.263, zBestBM: 0.273, zBestCos: 0.212, zBestSoft: -0.195},
		U: [noneMeasures]float64{gOne: 6.231, gUnknown: 1.583, gFar: 1.258, gWeak: -0.149, gLength: -0.367, gAgree: 0.191, gPlain: -0.124, gCover: 0.133, gVector: -0.034, gAlike: -2.094, gAlikes: -0.515, gKind: -0.164, gRich: 1.113, gStrange: -0.961},
	},
	// starts fits.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -7.592, zMax: -0.507, zMean: 0.468, zTitle: 2.341, zAnswer: 4.967, zWords: -4.244, zModel: 0.319, zCover: 3.098, zPlain: 2.683, zPlainMean: 1.526, zSoft: 0.404, zKind: 0.382, zVector: 3.955, zVectorMean: -1.688, zAlike: 1.586, zAlikeText: 3.180, zAlikeMean: 1.170, zBestBM: 0.207, zBestCos: 0.128, zBestSoft: -0.016},
		U: [noneMeasures]float64{gOne: 5.019, gUnknown: 1.339, gFar: 1.482, gWeak: 0.404, gLength: -0.259, gAgree: -0.108, gSoft: -0.217, gPlain: 0.492, gCover: -0.244, gVector: -0.076, gAlike: -1.587, gAlikes: -0.859, gKind: -0.085, gRich: 1.104, gStrange: -0.778},
	},
}
