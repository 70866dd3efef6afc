package faq

// Made by `make faq-priors`; see docs/decisions/0005-faq-engine.md.
var (
	// shippedFitted serve a base with a softmax.
	shippedFitted = weights{
		A: [candidateMeasures]float64{-3.227, 1.955, 1.042, 0.869, 0.894, -3.109, 0.265, 3.565, 3.829, 2.505, 0.783, 0.325, 0.202, -0.144},
		U: [noneMeasures]float64{4.546, 1.793, 1.907, -0.923, -0.590, -0.003, -0.079, -0.651, -1.163, 1.215, -1.036},
	}
	// shippedPlain serve a base without.
	shippedPlain = weights{
		A: [candidateMeasures]float64{-2.610, 2.978, 5.139, 0.918, 2.845, -4.014, 0.307, 3.586, 4.910, 6.019, 0.000, 0.422, 0.246, -0.271},
		U: [noneMeasures]float64{7.342, 1.698, 1.921, -1.575, -0.701, -0.051, 0.000, -2.249, -1.112, 1.143, -1.081},
	}
	// shippedPhrased start the fit of a base with phrasings.
	shippedPhrased = weights{
		A: [candidateMeasures]float64{-3.295, 1.131, 0.843, 0.196, 0.840, -2.535, 0.381, 2.283, 3.330, 2.260, 0.891, 0.376, 0.315, 0.122},
		U: [noneMeasures]float64{4.699, 1.825, 1.159, -0.935, -0.452, 0.089, -0.279, -2.108, -0.175, 1.570, -0.950},
	}
)
