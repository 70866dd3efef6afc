package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// serves before a fit, and large bases of titles alone.
	0: {
		A: [candidateMeasures]float64{zBM25: -2.636, zMax: 2.047, zMean: 6.556, zTitle: -0.024, zAnswer: 5.157, zWords: -4.143, zModel: 0.291, zCover: 3.884, zPlain: 2.512, zPlainMean: 6.355, zBestBM: 0.393, zBestCos: 0.203, zBestSoft: -0.276},
		U: [noneMeasures]float64{gOne: 6.925, gUnknown: 1.420, gFar: 1.950, gWeak: -2.015, gLength: -0.515, gAgree: -0.069, gPlain: -2.026, gCover: -0.712, gRich: 0.658, gStrange: -0.898},
	},
	// serves bases of titles alone.
	softmaxed: {
		A: [candidateMeasures]float64{zBM25: -4.034, zMax: 0.811, zMean: 3.046, zTitle: 0.871, zAnswer: 2.596, zWords: -3.216, zModel: 0.279, zCover: 3.951, zPlain: 2.119, zPlainMean: 2.942, zSoft: 0.771, zBestBM: 0.338, zBestCos: 0.181, zBestSoft: -0.151},
		U: [noneMeasures]float64{gOne: 4.487, gUnknown: 1.689, gFar: 1.598, gWeak: -1.386, gLength: -0.449, gAgree: -0.056, gSoft: -0.109, gPlain: -0.592, gCover: -0.652, gRich: 0.960, gStrange: -0.966},
	},
	// serves before a fit, with vectors.
	vectored: {
		A: [candidateMeasures]float64{zBM25: -7.942, zMax: -0.689, zMean: 1.074, zTitle: 1.172, zAnswer: 5.862, zWords: -3.832, zModel: 0.335, zCover: 2.691, zPlain: 2.770, zPlainMean: 2.835, zKind: 0.451, zVector: 4.176, zVectorMean: 2.487, zAlike: 2.362, zAlikeText: 0.660, zAlikeMean: 2.574, zBestBM: 0.238, zBestCos: 0.207, zBestSoft: -0.197},
		U: [noneMeasures]float64{gOne: 6.106, gUnknown: 1.280, gFar: 1.689, gWeak: -1.459, gLength: -0.344, gAgree: 0.199, gPlain: -0.722, gCover: -0.171, gVector: -0.225, gAlike: -0.447, gAlikes: 0.427, gKind: 0.091, gRich: 0.797, gStrange: -0.901},
	},
	// serves bases of titles alone, with vectors.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -8.217, zMax: -1.046, zMean: 0.308, zTitle: 1.370, zAnswer: 4.686, zWords: -3.825, zModel: 0.300, zCover: 2.567, zPlain: 2.413, zPlainMean: 1.805, zSoft: 0.380, zKind: 0.290, zVector: 3.351, zVectorMean: 2.060, zAlike: 2.225, zAlikeText: 1.423, zAlikeMean: 3.011, zBestBM: 0.175, zBestCos: 0.132, zBestSoft: -0.038},
		U: [noneMeasures]float64{gOne: 4.900, gUnknown: 1.115, gFar: 1.819, gWeak: -0.698, gLength: -0.263, gAgree: -0.193, gSoft: -0.075, gPlain: 0.196, gCover: -0.382, gVector: -0.535, gAlike: -0.185, gAlikes: -0.225, gKind: 0.092, gRich: 0.869, gStrange: -0.757},
	},
	// starts the fit of large bases.
	measured: {
		A: [candidateMeasures]float64{zBM25: -1.868, zMax: 0.828, zMean: 6.283, zTitle: 0.150, zAnswer: 5.012, zWords: -2.616, zModel: 0.480, zCover: 2.623, zPlain: 1.756, zPlainMean: 6.016, zBestBM: 0.658, zBestCos: 0.503, zBestSoft: -0.243},
		U: [noneMeasures]float64{gOne: 4.795, gUnknown: 1.082, gFar: 0.584, gWeak: -1.284, gLength: -0.590, gAgree: 0.210, gPlain: -2.199, gCover: -0.007, gRich: 1.874, gStrange: -0.718},
	},
	// starts fits.
	measured | softmaxed: {
		A: [candidateMeasures]float64{zBM25: -2.612, zMax: -0.496, zMean: 1.466, zTitle: 0.203, zAnswer: 3.308, zWords: -1.008, zModel: 0.358, zCover: 2.270, zPlain: 0.519, zPlainMean: 1.250, zSoft: 1.005, zBestBM: 0.386, zBestCos: 0.271, zBestSoft: 0.018},
		U: [noneMeasures]float64{gOne: 2.266, gUnknown: 0.194, gFar: 0.909, gWeak: -0.592, gLength: -0.354, gAgree: -0.043, gSoft: -0.153, gPlain: 0.187, gCover: 0.110, gRich: 1.186, gStrange: -0.194},
	},
	// starts the fit of large bases with vectors.
	measured | vectored: {
		A: [candidateMeasures]float64{zBM25: -4.994, zMax: -0.860, zMean: 0.818, zTitle: 0.456, zAnswer: 5.373, zWords: -2.195, zModel: 0.425, zCover: 0.918, zPlain: 2.481, zPlainMean: 2.466, zKind: 0.649, zVector: 1.327, zVectorMean: 0.432, zAlike: 2.796, zAlikeText: -0.002, zAlikeMean: 1.714, zBestBM: 0.431, zBestCos: 0.436, zBestSoft: -0.137},
		U: [noneMeasures]float64{gOne: 3.472, gUnknown: 0.986, gFar: 1.155, gWeak: -0.845, gLength: -0.264, gAgree: 0.491, gPlain: -0.623, gCover: 0.333, gVector: -0.077, gAlike: -0.301, gAlikes: 0.431, gKind: -0.176, gRich: 1.411, gStrange: -0.710},
	},
	// starts fits with vectors.
	measured | softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -4.965, zMax: -1.201, zMean: 0.010, zTitle: 0.526, zAnswer: 4.590, zWords: -1.961, zModel: 0.358, zCover: 0.882, zPlain: 2.064, zPlainMean: 1.403, zSoft: 0.406, zKind: 0.449, zVector: 1.216, zVectorMean: 0.476, zAlike: 2.448, zAlikeText: 0.237, zAlikeMean: 1.632, zBestBM: 0.328, zBestCos: 0.337, zBestSoft: -0.036},
		U: [noneMeasures]float64{gOne: 3.108, gUnknown: 0.731, gFar: 1.046, gWeak: -0.636, gLength: -0.221, gAgree: -0.068, gSoft: -0.270, gPlain: 0.053, gCover: 0.189, gVector: -0.142, gAlike: 0.080, gAlikes: 0.478, gKind: -0.037, gRich: 1.242, gStrange: -0.540},
	},
}
