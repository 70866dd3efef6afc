package faq

// Made by `make faq-priors`: measured on the pages of six companies, each with weights learnt without the page.
var estimates = []estimate{
	{maxWrong: 0.01, least: 0.977, answered: 0.068},
	{maxWrong: 0.02, least: 0.946, answered: 0.089},
	{maxWrong: 0.05, least: 0.859, answered: 0.159},
	{maxWrong: 0.10, least: 0.736, answered: 0.220},
	{maxWrong: 0.20, least: 0.551, answered: 0.331},
}

const (
	// estimatedAskP is the minimum probability that a menu of up to five entries holds the answer.
	estimatedAskP = 0.667
	// understood is the share of all questions with an answer or a menu, at 5 % accepted wrong answers.
	understood = 0.509
)
