package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// words alone: serves a base before its fit, and large ones without vectors.
	0: {
		A: [candidateMeasures]float64{zBM25: -1.142, zMax: 2.795, zMean: 4.969, zTitle: -0.355, zAnswer: 5.382, zWords: -4.254, zModel: 0.269, zCover: 3.517, zPlain: 2.675, zPlainMean: 4.928, zBestBM: 0.372, zBestCos: 0.179, zBestSoft: -0.273},
		U: [noneMeasures]float64{gOne: 6.970, gUnknown: 1.254, gFar: 1.995, gWeak: -1.968, gLength: -0.548, gAgree: -0.088, gPlain: -1.769, gCover: -0.785, gRich: 0.432, gStrange: -0.772},
	},
	// serves bases of titles alone, and starts fits without vectors.
	softmaxed: {
		A: [candidateMeasures]float64{zBM25: -3.679, zMax: 0.786, zMean: 2.777, zTitle: 0.509, zAnswer: 2.635, zWords: -3.150, zModel: 0.264, zCover: 3.833, zPlain: 1.844, zPlainMean: 2.555, zSoft: 0.809, zBestBM: 0.328, zBestCos: 0.169, zBestSoft: -0.174},
		U: [noneMeasures]float64{gOne: 4.272, gUnknown: 1.590, gFar: 1.698, gWeak: -1.260, gLength: -0.453, gAgree: -0.065, gSoft: -0.098, gPlain: -0.461, gCover: -0.649, gRich: 0.832, gStrange: -0.890},
	},
	// starts fits of large bases.
	vectored: {
		A: [candidateMeasures]float64{zBM25: -5.117, zMax: -0.438, zMean: 1.439, zTitle: 0.598, zAnswer: 5.591, zWords: -2.365, zModel: 0.436, zCover: 1.465, zPlain: 2.144, zPlainMean: 2.529, zKind: 0.688, zVector: 0.477, zVectorMean: -0.139, zAlike: 2.411, zAlikeText: 0.749, zAlikeMean: 1.597, zBestBM: 0.424, zBestCos: 0.409, zBestSoft: -0.168},
		U: [noneMeasures]float64{gOne: 4.206, gUnknown: 1.290, gFar: 0.777, gWeak: -0.405, gLength: -0.268, gAgree: 0.521, gPlain: -0.319, gCover: 0.485, gVector: 0.250, gAlike: -0.992, gAlikes: -0.176, gKind: -0.272, gRich: 1.272, gStrange: -0.813},
	},
	// starts fits.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -4.965, zMax: -0.817, zMean: 0.561, zTitle: 0.673, zAnswer: 4.790, zWords: -2.042, zModel: 0.365, zCover: 1.434, zPlain: 1.705, zPlainMean: 1.472, zSoft: 0.388, zKind: 0.476, zVector: 0.322, zVectorMean: -0.072, zAlike: 2.034, zAlikeText: 0.974, zAlikeMean: 1.525, zBestBM: 0.302, zBestCos: 0.289, zBestSoft: 0.067},
		U: [noneMeasures]float64{gOne: 3.749, gUnknown: 1.023, gFar: 0.769, gWeak: -0.209, gLength: -0.241, gAgree: -0.087, gSoft: -0.232, gPlain: 0.375, gCover: 0.324, gVector: 0.314, gAlike: -0.595, gAlikes: -0.253, gKind: -0.159, gRich: 1.116, gStrange: -0.638},
	},
}
