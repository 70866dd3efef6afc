package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var shipped = Priors{
	// serves before a fit, and large bases of titles alone.
	0: {
		A: [candidateMeasures]float64{bm25Share: -1.129, nearestText: 2.785, nearestThree: 4.978, questionSimilarity: -0.365, answerSimilarity: 5.370, nearestTextByWords: -4.251, languageModel: 0.269, coverage: 3.516, plainNearestText: 2.692, plainNearestThree: 4.914, bestByBM25: 0.372, bestBySimilarity: 0.179, bestBySoftmax: -0.273},
		U: [noneMeasures]float64{constantTerm: 6.974, unknownShare: 1.271, missingSimilarity: 2.009, missingBM25: -1.929, logWords: -0.549, leadersAgree: -0.087, missingPlainSimilarity: -1.814, missingCoverage: -0.816, logTextsPerEntry: 0.437, unknownTimesTexts: -0.777},
		V: [noneMeasures]float64{constantTerm: 0.490, unknownShare: 1.686, missingSimilarity: 0.683, missingBM25: 0.157, logWords: 0.187, leadersAgree: 0.505, missingPlainSimilarity: 0.482, missingCoverage: 0.791, logTextsPerEntry: -2.279, unknownTimesTexts: 0.384},
	},
	// serves bases of titles alone.
	softmaxed: {
		A: [candidateMeasures]float64{bm25Share: -3.702, nearestText: 0.771, nearestThree: 2.806, questionSimilarity: 0.498, answerSimilarity: 2.609, nearestTextByWords: -3.144, languageModel: 0.264, coverage: 3.836, plainNearestText: 1.803, plainNearestThree: 2.598, softmaxLogP: 0.809, bestByBM25: 0.329, bestBySimilarity: 0.169, bestBySoftmax: -0.175},
		U: [noneMeasures]float64{constantTerm: 4.257, unknownShare: 1.602, missingSimilarity: 1.681, missingBM25: -1.233, logWords: -0.451, leadersAgree: -0.066, topSoftmaxLogP: -0.098, missingPlainSimilarity: -0.471, missingCoverage: -0.646, logTextsPerEntry: 0.834, unknownTimesTexts: -0.897},
		V: [noneMeasures]float64{constantTerm: 0.742, unknownShare: 1.450, missingSimilarity: 0.641, missingBM25: 0.347, logWords: 0.349, leadersAgree: 1.148, topSoftmaxLogP: -0.793, missingPlainSimilarity: 0.366, missingCoverage: 0.604, logTextsPerEntry: -2.268, unknownTimesTexts: 0.496},
	},
	// serves before a fit, with vectors.
	vectored: {
		A: [candidateMeasures]float64{bm25Share: -7.366, nearestText: -0.162, nearestThree: 0.455, questionSimilarity: 0.776, answerSimilarity: 6.041, nearestTextByWords: -3.797, languageModel: 0.323, coverage: 2.658, plainNearestText: 3.082, plainNearestThree: 1.967, discriminantLogP: 0.501, cosineNearestText: 2.412, cosineNearestThree: 3.756, nearWordShare: 2.213, mutualNearestText: 0.654, mutualNearestThree: 2.179, bestByBM25: 0.222, bestBySimilarity: 0.201, bestBySoftmax: -0.194},
		U: [noneMeasures]float64{constantTerm: 6.120, unknownShare: 1.132, missingSimilarity: 1.845, missingBM25: -1.381, logWords: -0.350, leadersAgree: 0.230, missingPlainSimilarity: -0.815, missingCoverage: -0.173, missingCosine: -0.138, missingNearWords: -0.383, missingMutual: 0.414, topDiscriminantLogP: 0.019, logTextsPerEntry: 0.614, unknownTimesTexts: -0.789},
		V: [noneMeasures]float64{constantTerm: 0.007, unknownShare: 1.073, missingSimilarity: 0.641, missingBM25: 0.089, logWords: 0.131, leadersAgree: 1.833, missingPlainSimilarity: 0.639, missingCoverage: 0.471, missingCosine: 1.128, missingNearWords: 0.693, missingMutual: 0.604, topDiscriminantLogP: -0.818, logTextsPerEntry: -1.983, unknownTimesTexts: 0.768},
	},
	// serves bases of titles alone, with vectors.
	softmaxed | vectored: {
		A: [candidateMeasures]float64{bm25Share: -7.856, nearestText: -0.537, nearestThree: -0.070, questionSimilarity: 0.952, answerSimilarity: 4.878, nearestTextByWords: -3.699, languageModel: 0.292, coverage: 2.559, plainNearestText: 2.578, plainNearestThree: 1.222, softmaxLogP: 0.374, discriminantLogP: 0.335, cosineNearestText: 1.985, cosineNearestThree: 3.049, nearWordShare: 2.100, mutualNearestText: 1.082, mutualNearestThree: 2.865, bestByBM25: 0.166, bestBySimilarity: 0.130, bestBySoftmax: -0.049},
		U: [noneMeasures]float64{constantTerm: 4.889, unknownShare: 0.963, missingSimilarity: 1.860, missingBM25: -0.689, logWords: -0.257, leadersAgree: -0.195, topSoftmaxLogP: -0.071, missingPlainSimilarity: 0.159, missingCoverage: -0.346, missingCosine: -0.425, missingNearWords: -0.162, missingMutual: -0.123, topDiscriminantLogP: 0.034, logTextsPerEntry: 0.685, unknownTimesTexts: -0.642},
		V: [noneMeasures]float64{constantTerm: -0.076, unknownShare: 1.010, missingSimilarity: 0.606, missingBM25: 0.269, logWords: -0.072, leadersAgree: 0.362, topSoftmaxLogP: -0.277, missingPlainSimilarity: 1.109, missingCoverage: 0.557, missingCosine: 1.026, missingNearWords: 1.278, missingMutual: 0.593, topDiscriminantLogP: -0.690, logTextsPerEntry: -1.835, unknownTimesTexts: 0.817},
	},
	// starts the fit of large bases.
	measured: {
		A: [candidateMeasures]float64{bm25Share: -1.877, nearestText: 0.836, nearestThree: 6.284, questionSimilarity: 0.144, answerSimilarity: 4.981, nearestTextByWords: -2.614, languageModel: 0.481, coverage: 2.630, plainNearestText: 1.753, plainNearestThree: 6.019, bestByBM25: 0.657, bestBySimilarity: 0.502, bestBySoftmax: -0.243},
		U: [noneMeasures]float64{constantTerm: 4.790, unknownShare: 1.175, missingSimilarity: 0.563, missingBM25: -1.270, logWords: -0.589, leadersAgree: 0.206, missingPlainSimilarity: -2.203, missingCoverage: -0.030, logTextsPerEntry: 1.884, unknownTimesTexts: -0.757},
		V: [noneMeasures]float64{constantTerm: -1.392, unknownShare: 0.175, missingSimilarity: -0.027, missingBM25: -0.208, logWords: -0.307, leadersAgree: 0.212, missingPlainSimilarity: 0.698, missingCoverage: 0.426, logTextsPerEntry: -0.483, unknownTimesTexts: 1.303},
	},
	// starts fits.
	measured | softmaxed: {
		A: [candidateMeasures]float64{bm25Share: -2.660, nearestText: -0.438, nearestThree: 1.497, questionSimilarity: 0.207, answerSimilarity: 3.295, nearestTextByWords: -0.993, languageModel: 0.363, coverage: 2.255, plainNearestText: 0.447, plainNearestThree: 1.246, softmaxLogP: 1.006, bestByBM25: 0.387, bestBySimilarity: 0.267, bestBySoftmax: 0.018},
		U: [noneMeasures]float64{constantTerm: 2.120, unknownShare: 0.260, missingSimilarity: 0.924, missingBM25: -0.629, logWords: -0.362, leadersAgree: -0.039, topSoftmaxLogP: -0.149, missingPlainSimilarity: 0.238, missingCoverage: 0.157, logTextsPerEntry: 1.238, unknownTimesTexts: -0.238},
		V: [noneMeasures]float64{constantTerm: -0.206, unknownShare: 0.587, missingSimilarity: -0.014, missingBM25: -0.104, logWords: -0.023, leadersAgree: 0.916, topSoftmaxLogP: -0.848, missingPlainSimilarity: 0.240, missingCoverage: 0.083, logTextsPerEntry: -0.766, unknownTimesTexts: 1.111},
	},
	// starts the fit of large bases with vectors.
	measured | vectored: {
		A: [candidateMeasures]float64{bm25Share: -5.007, nearestText: -0.830, nearestThree: 0.834, questionSimilarity: 0.445, answerSimilarity: 5.369, nearestTextByWords: -2.211, languageModel: 0.427, coverage: 0.930, plainNearestText: 2.439, plainNearestThree: 2.466, discriminantLogP: 0.649, cosineNearestText: 1.274, cosineNearestThree: 0.455, nearWordShare: 2.784, mutualNearestText: 0.050, mutualNearestThree: 1.728, bestByBM25: 0.429, bestBySimilarity: 0.434, bestBySoftmax: -0.139},
		U: [noneMeasures]float64{constantTerm: 3.439, unknownShare: 1.081, missingSimilarity: 1.130, missingBM25: -0.903, logWords: -0.263, leadersAgree: 0.485, missingPlainSimilarity: -0.596, missingCoverage: 0.335, missingCosine: -0.103, missingNearWords: -0.305, missingMutual: 0.463, topDiscriminantLogP: -0.180, logTextsPerEntry: 1.443, unknownTimesTexts: -0.751},
		V: [noneMeasures]float64{constantTerm: -0.991, unknownShare: 0.280, missingSimilarity: 0.234, missingBM25: -0.187, logWords: -0.193, leadersAgree: 1.595, missingPlainSimilarity: 0.732, missingCoverage: 0.180, missingCosine: 0.850, missingNearWords: 0.402, missingMutual: 0.765, topDiscriminantLogP: -0.746, logTextsPerEntry: -0.895, unknownTimesTexts: 1.336},
	},
	// starts fits with vectors.
	measured | softmaxed | vectored: {
		A: [candidateMeasures]float64{bm25Share: -4.989, nearestText: -1.175, nearestThree: 0.039, questionSimilarity: 0.539, answerSimilarity: 4.595, nearestTextByWords: -1.988, languageModel: 0.361, coverage: 0.872, plainNearestText: 1.990, plainNearestThree: 1.408, softmaxLogP: 0.407, discriminantLogP: 0.447, cosineNearestText: 1.165, cosineNearestThree: 0.530, nearWordShare: 2.447, mutualNearestText: 0.310, mutualNearestThree: 1.630, bestByBM25: 0.328, bestBySimilarity: 0.335, bestBySoftmax: -0.036},
		U: [noneMeasures]float64{constantTerm: 3.014, unknownShare: 0.834, missingSimilarity: 1.045, missingBM25: -0.704, logWords: -0.222, leadersAgree: -0.068, topSoftmaxLogP: -0.267, missingPlainSimilarity: 0.076, missingCoverage: 0.226, missingCosine: -0.165, missingNearWords: 0.101, missingMutual: 0.529, topDiscriminantLogP: -0.033, logTextsPerEntry: 1.270, unknownTimesTexts: -0.600},
		V: [noneMeasures]float64{constantTerm: -0.947, unknownShare: 0.083, missingSimilarity: 0.016, missingBM25: -0.119, logWords: -0.388, leadersAgree: 0.193, topSoftmaxLogP: -0.367, missingPlainSimilarity: 0.974, missingCoverage: 0.046, missingCosine: 0.643, missingNearWords: 0.996, missingMutual: 0.924, topDiscriminantLogP: -0.582, logTextsPerEntry: -0.514, unknownTimesTexts: 1.450},
	},
}
