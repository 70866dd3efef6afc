package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// serves before a fit, and large bases of titles alone.
	0: {
		A: [candidateMeasures]float64{zBM25: -1.129, zMax: 2.785, zMean: 4.978, zTitle: -0.365, zAnswer: 5.370, zWords: -4.251, zModel: 0.269, zCover: 3.516, zPlain: 2.692, zPlainMean: 4.914, zBestBM: 0.372, zBestCos: 0.179, zBestSoft: -0.273},
		U: [noneMeasures]float64{gOne: 6.974, gUnknown: 1.271, gFar: 2.009, gWeak: -1.929, gLength: -0.549, gAgree: -0.087, gPlain: -1.814, gCover: -0.816, gRich: 0.437, gStrange: -0.777},
		V: [noneMeasures]float64{gOne: 0.490, gUnknown: 1.686, gFar: 0.683, gWeak: 0.157, gLength: 0.187, gAgree: 0.505, gPlain: 0.482, gCover: 0.791, gRich: -2.279, gStrange: 0.384},
	},
	// serves bases of titles alone.
	softmaxed: {
		A: [candidateMeasures]float64{zBM25: -3.702, zMax: 0.771, zMean: 2.806, zTitle: 0.498, zAnswer: 2.609, zWords: -3.144, zModel: 0.264, zCover: 3.836, zPlain: 1.803, zPlainMean: 2.598, zSoft: 0.809, zBestBM: 0.329, zBestCos: 0.169, zBestSoft: -0.175},
		U: [noneMeasures]float64{gOne: 4.257, gUnknown: 1.602, gFar: 1.681, gWeak: -1.233, gLength: -0.451, gAgree: -0.066, gSoft: -0.098, gPlain: -0.471, gCover: -0.646, gRich: 0.834, gStrange: -0.897},
		V: [noneMeasures]float64{gOne: 0.742, gUnknown: 1.450, gFar: 0.641, gWeak: 0.347, gLength: 0.349, gAgree: 1.148, gSoft: -0.793, gPlain: 0.366, gCover: 0.604, gRich: -2.268, gStrange: 0.496},
	},
	// serves before a fit, with vectors.
	vectored: {
		A: [candidateMeasures]float64{zBM25: -7.366, zMax: -0.162, zMean: 0.455, zTitle: 0.776, zAnswer: 6.041, zWords: -3.797, zModel: 0.323, zCover: 2.658, zPlain: 3.082, zPlainMean: 1.967, zKind: 0.501, zVector: 2.412, zVectorMean: 3.756, zAlike: 2.213, zAlikeText: 0.654, zAlikeMean: 2.179, zBestBM: 0.222, zBestCos: 0.201, zBestSoft: -0.194},
		U: [noneMeasures]float64{gOne: 6.120, gUnknown: 1.132, gFar: 1.845, gWeak: -1.381, gLength: -0.350, gAgree: 0.230, gPlain: -0.815, gCover: -0.173, gVector: -0.138, gAlike: -0.383, gAlikes: 0.414, gKind: 0.019, gRich: 0.614, gStrange: -0.789},
		V: [noneMeasures]float64{gOne: 0.007, gUnknown: 1.073, gFar: 0.641, gWeak: 0.089, gLength: 0.131, gAgree: 1.833, gPlain: 0.639, gCover: 0.471, gVector: 1.128, gAlike: 0.693, gAlikes: 0.604, gKind: -0.818, gRich: -1.983, gStrange: 0.768},
	},
	// serves bases of titles alone, with vectors.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -7.856, zMax: -0.537, zMean: -0.070, zTitle: 0.952, zAnswer: 4.878, zWords: -3.699, zModel: 0.292, zCover: 2.559, zPlain: 2.578, zPlainMean: 1.222, zSoft: 0.374, zKind: 0.335, zVector: 1.985, zVectorMean: 3.049, zAlike: 2.100, zAlikeText: 1.082, zAlikeMean: 2.865, zBestBM: 0.166, zBestCos: 0.130, zBestSoft: -0.049},
		U: [noneMeasures]float64{gOne: 4.889, gUnknown: 0.963, gFar: 1.860, gWeak: -0.689, gLength: -0.257, gAgree: -0.195, gSoft: -0.071, gPlain: 0.159, gCover: -0.346, gVector: -0.425, gAlike: -0.162, gAlikes: -0.123, gKind: 0.034, gRich: 0.685, gStrange: -0.642},
		V: [noneMeasures]float64{gOne: -0.076, gUnknown: 1.010, gFar: 0.606, gWeak: 0.269, gLength: -0.072, gAgree: 0.362, gSoft: -0.277, gPlain: 1.109, gCover: 0.557, gVector: 1.026, gAlike: 1.278, gAlikes: 0.593, gKind: -0.690, gRich: -1.835, gStrange: 0.817},
	},
	// starts the fit of large bases.
	measured: {
		A: [candidateMeasures]float64{zBM25: -1.877, zMax: 0.836, zMean: 6.284, zTitle: 0.144, zAnswer: 4.981, zWords: -2.614, zModel: 0.481, zCover: 2.630, zPlain: 1.753, zPlainMean: 6.019, zBestBM: 0.657, zBestCos: 0.502, zBestSoft: -0.243},
		U: [noneMeasures]float64{gOne: 4.790, gUnknown: 1.175, gFar: 0.563, gWeak: -1.270, gLength: -0.589, gAgree: 0.206, gPlain: -2.203, gCover: -0.030, gRich: 1.884, gStrange: -0.757},
		V: [noneMeasures]float64{gOne: -1.392, gUnknown: 0.175, gFar: -0.027, gWeak: -0.208, gLength: -0.307, gAgree: 0.212, gPlain: 0.698, gCover: 0.426, gRich: -0.483, gStrange: 1.303},
	},
	// starts fits.
	measured | softmaxed: {
		A: [candidateMeasures]float64{zBM25: -2.660, zMax: -0.438, zMean: 1.497, zTitle: 0.207, zAnswer: 3.295, zWords: -0.993, zModel: 0.363, zCover: 2.255, zPlain: 0.447, zPlainMean: 1.246, zSoft: 1.006, zBestBM: 0.387, zBestCos: 0.267, zBestSoft: 0.018},
		U: [noneMeasures]float64{gOne: 2.120, gUnknown: 0.260, gFar: 0.924, gWeak: -0.629, gLength: -0.362, gAgree: -0.039, gSoft: -0.149, gPlain: 0.238, gCover: 0.157, gRich: 1.238, gStrange: -0.238},
		V: [noneMeasures]float64{gOne: -0.206, gUnknown: 0.587, gFar: -0.014, gWeak: -0.104, gLength: -0.023, gAgree: 0.916, gSoft: -0.848, gPlain: 0.240, gCover: 0.083, gRich: -0.766, gStrange: 1.111},
	},
	// starts the fit of large bases with vectors.
	measured | vectored: {
		A: [candidateMeasures]float64{zBM25: -5.007, zMax: -0.830, zMean: 0.834, zTitle: 0.445, zAnswer: 5.369, zWords: -2.211, zModel: 0.427, zCover: 0.930, zPlain: 2.439, zPlainMean: 2.466, zKind: 0.649, zVector: 1.274, zVectorMean: 0.455, zAlike: 2.784, zAlikeText: 0.050, zAlikeMean: 1.728, zBestBM: 0.429, zBestCos: 0.434, zBestSoft: -0.139},
		U: [noneMeasures]float64{gOne: 3.439, gUnknown: 1.081, gFar: 1.130, gWeak: -0.903, gLength: -0.263, gAgree: 0.485, gPlain: -0.596, gCover: 0.335, gVector: -0.103, gAlike: -0.305, gAlikes: 0.463, gKind: -0.180, gRich: 1.443, gStrange: -0.751},
		V: [noneMeasures]float64{gOne: -0.991, gUnknown: 0.280, gFar: 0.234, gWeak: -0.187, gLength: -0.193, gAgree: 1.595, gPlain: 0.732, gCover: 0.180, gVector: 0.850, gAlike: 0.402, gAlikes: 0.765, gKind: -0.746, gRich: -0.895, gStrange: 1.336},
	},
	// starts fits with vectors.
	measured | softmaxed | vectored: {
		A: [candidateMeasures]float64{zBM25: -4.989, zMax: -1.175, zMean: 0.039, zTitle: 0.539, zAnswer: 4.595, zWords: -1.988, zModel: 0.361, zCover: 0.872, zPlain: 1.990, zPlainMean: 1.408, zSoft: 0.407, zKind: 0.447, zVector: 1.165, zVectorMean: 0.530, zAlike: 2.447, zAlikeText: 0.310, zAlikeMean: 1.630, zBestBM: 0.328, zBestCos: 0.335, zBestSoft: -0.036},
		U: [noneMeasures]float64{gOne: 3.014, gUnknown: 0.834, gFar: 1.045, gWeak: -0.704, gLength: -0.222, gAgree: -0.068, gSoft: -0.267, gPlain: 0.076, gCover: 0.226, gVector: -0.165, gAlike: 0.101, gAlikes: 0.529, gKind: -0.033, gRich: 1.270, gStrange: -0.600},
		V: [noneMeasures]float64{gOne: -0.947, gUnknown: 0.083, gFar: 0.016, gWeak: -0.119, gLength: -0.388, gAgree: 0.193, gSoft: -0.367, gPlain: 0.974, gCover: 0.046, gVector: 0.643, gAlike: 0.996, gAlikes: 0.924, gKind: -0.582, gRich: -0.514, gStrange: 1.450},
	},
}
