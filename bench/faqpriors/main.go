// Command faqpriors learns the shipped weights of the FAQ engine and prints the weights as faq/priors.go.
//
// The training data has three parts: every set with phrasings, by a cross-validation of the set; every set again with titles and answers
// alone, by the questions of the set; and the bases of the repository, by cross-validation. Each set counts alike, so that no set
// dominates the weights.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"frontdesk/faq"
	"frontdesk/faq/score"
	"frontdesk/knowledge"
)

func main() {
	data := flag.String("data", "../shared/data", "folder of NAME.base.jsonl and NAME.cases.jsonl")
	own := flag.String("own", "examples/faq.yaml", "bases that only use their own phrasings as questions")
	sets := flag.String("sets", "banking77-near,clinc150-10,hwu64-10,rutube", "sets to learn from")
	flag.Parse()
	source, err := learn(*data, strings.Split(*own, ","), strings.Split(*sets, ","))
	if err != nil {
		fmt.Fprintln(os.Stderr, "faqpriors:", err)
		os.Exit(1)
	}
	fmt.Print(source)
}

func learn(data string, own, sets []string) (string, error) {
	var lessons []faq.Lesson

	for _, path := range own {
		entries, err := load(path)
		if err != nil {
			return "", err
		}
		lessons = append(lessons, faq.Lesson{Base: faq.New(entries, faq.Options{Embedder: knowledge.Meaning()})})
	}

	for _, set := range sets {
		more, err := lessonsOf(filepath.Join(data, set))
		if err != nil {
			return "", err
		}
		lessons = append(lessons, more...)
	}
	p, err := faq.LearnPriors(context.Background(), lessons)

	return p.Source(), err
}

func lessonsOf(path string) ([]faq.Lesson, error) {
	entries, err := load(path + ".base.jsonl")
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path + ".cases.jsonl")
	if err != nil {
		return nil, err
	}
	cases, err := score.ReadCases(path+".cases.jsonl", data)
	if err != nil {
		return nil, err
	}
	var out []faq.Lesson

	phrased := 0
	for i := range entries {
		phrased += len(entries[i].Phrasings)
	}
	if phrased >= len(entries) {
		out = append(out, faq.Lesson{Base: faq.New(entries, faq.Options{Embedder: knowledge.Meaning()})})
	}

	for i := range entries {
		entries[i].Phrasings = nil
	}

	titles := faq.Lesson{Base: faq.New(entries, faq.Options{Embedder: knowledge.Meaning()})}
	for _, c := range cases {
		titles.Questions, titles.Expect = append(titles.Questions, c.Text), append(titles.Expect, c.Expect)
	}

	return append(out, titles), nil
}

func load(path string) ([]faq.Entry, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}

	return faq.Load(path, data)
}
