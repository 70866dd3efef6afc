package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// serves before a fit, and large bases of titles alone.
	0: {
		A: [candidateMeasures]float64{zBM25: -1.142, zMax: 2.795, zMean: 4.969, zTitle: -0.355, zAnswer: 5.382, zWords: -4.254, zModel: 0.269, zCover: 3.517, zPlain: 2.675, zPlainMean: 4.928, zBestBM: 0.372, zBestCos: 0.179, zBestSoft: -0.273},
		U: [noneMeasures]float64{gOne: 6.970, gUnknown: 1.254, gFar: 1.995, gWeak: -1.968, gLength: -0.548, gAgree: -0.088, gPlain: -1.769, gCover: -0.785, gRich: 0.432, gStrange: -0.772},
	},
	// serves bases of titles alone.
	softmaxed: {
		A: [candidateMeasures]float64{zBM25: -3.679, zMax: 0.786, zMean: 2.777, zTitle: 0.509, zAnswer: 2.635, zWords: -3.150, zModel: 0.264, zCover: 3.833, zPlain: 1.844, zPlainMean: 2.555, zSoft: 0.809, zBestBM: 0.328, zBestCos: 0.169, zBestSoft: -0.174},
		U: [noneMeasures]float64{gOne: 4.272, gUnknown: 1.590, gFar: 1.698, gWeak: -1.260, gLength: -0.453, gAgree: -0.065, gSoft: -0.098, gPlain: -0.461, gCover: -0.649, gRich: 0.832, gStrange: -0.890},
	},
	// serves before a fit, with vectors.
	vectored: {
		A: [candidateMeasures]float64{zBM25: -7.335, zMax: -0.139, zMean: 0.427, zTitle: 0.759, zAnswer: 6.051, zWords: -3.775, zModel: 0.324, zCover: 2.662, zPlain: 3.110, zPlainMean: 1.912, zKind: 0.501, zVector: 2.424, zVectorMean: 3.750, zAlike: 2.195, zAlikeText: 0.588, zAlikeMean: 2.270, zBestBM: 0.221, zBestCos: 0.200, zBestSoft: -0.194},
		U: [noneMeasures]float64{gOne: 6.158, gUnknown: 1.138, gFar: 1.845, gWeak: -1.357, gLength: -0.353, gAgree: 0.227, gPlain: -0.808, gCover: -0.183, gVector: -0.129, gAlike: -0.396, gAlikes: 0.350, gKind: 0.020, gRich: 0.612, gStrange: -0.787},
	},
	// serves bases of titles alone, with vectors.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -7.837, zMax: -0.545, zMean: -0.114, zTitle: 0.962, zAnswer: 4.899, zWords: -3.698, zModel: 0.290, zCover: 2.559, zPlain: 2.599, zPlainMean: 1.181, zSoft: 0.374, zKind: 0.335, zVector: 2.005, zVectorMean: 3.014, zAlike: 2.085, zAlikeText: 1.065, zAlikeMean: 2.959, zBestBM: 0.166, zBestCos: 0.131, zBestSoft: -0.050},
		U: [noneMeasures]float64{gOne: 4.858, gUnknown: 0.958, gFar: 1.891, gWeak: -0.685, gLength: -0.256, gAgree: -0.194, gSoft: -0.070, gPlain: 0.162, gCover: -0.340, gVector: -0.399, gAlike: -0.158, gAlikes: -0.156, gKind: 0.040, gRich: 0.678, gStrange: -0.644},
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
