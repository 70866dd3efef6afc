package main

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// maxWide is the number of lines with a struct tag that is wider than the limit. Go has no line break within a tag.
const maxWide = 11

// report puts the figures together with their bounds.
func (c *counts) report() report {
	return report{figures: []figure{
		{name: "words of comments", value: float64(c.words)},
		{
			name:  "what, whoever, nobody ...",
			value: per(c.vague, c.words),
			unit:  "per 1,000 words",
			bound: 2,
			most:  c.vagueAt,
		},
		{name: "pronouns", value: per(c.pronouns, c.words), unit: "per 1,000 words", bound: 35},
		{
			name:  "blank lines in functions",
			value: per(c.blank, c.functionLines),
			unit:  "per 1,000 lines",
			bound: 40,
			least: true,
		},
		{name: "code lines over 120 columns", value: float64(len(c.wideCode)), bound: maxWide, most: c.wideCode},
		{name: "comment lines over 140 columns", value: float64(len(c.wideProse)), most: c.wideProse},
		{name: "front ends: words of comments", value: float64(c.front.words)},
		{
			name:  "front ends: what, whoever ...",
			value: per(c.front.vague, c.front.words),
			unit:  "per 1,000 words",
			bound: 2,
			most:  c.front.vagueAt,
		},
		{
			name:  "front ends: pronouns",
			value: per(c.front.pronouns, c.front.words),
			unit:  "per 1,000 words",
			bound: 35,
			most:  c.front.pronounsAt,
		},
		{name: "front ends: code lines over 120 columns", value: float64(len(c.front.wideCode)),
			most: c.front.wideCode},
		{name: "front ends: comment lines over 140 columns", value: float64(len(c.front.wideProse)),
			most: c.front.wideProse},
		{name: "assignments of over three values", value: float64(len(c.assignments)), most: c.assignments},
		{
			name:  "one-letter names in long scopes",
			value: per(len(c.names.places()), c.names.all),
			unit:  "per 1,000 names",
			none:  true,
			most:  c.names.places(),
		},
		{
			name:  "packages with such names",
			value: float64(len(c.names.short)),
			none:  true,
			most:  c.names.folders(),
		},
		{
			name:  "exported names with a comment",
			value: per(c.documented, c.exported) / 10,
			unit:  "%",
			bound: 95,
			least: true,
		},
	}}
}

// per is the number per thousand.
func per(part, of int) float64 {
	if of == 0 {
		return 0
	}

	return 1000 * float64(part) / float64(of)
}
