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
	sets := flag.String("sets", "banking77-near,clinc150-10,hwu64-10,rutube,"+
		"own-clinic-ru,own-isp-ru,own-school-ru,own-saas-en,own-hotel-en", "sets to learn from")
	leftOut := flag.Bool("left-out", false, "print figures of own-*, each with weights learnt without the set")
	both := flag.Bool("both", true, "with -left-out: print the figures without the thesaurus, too")
	curve := flag.Bool("estimates", false, "print faq/estimates.go, the curve for bases without a cross-validation")
	flag.Parse()
	lessons, names, err := read(*data, strings.Split(*own, ","), strings.Split(*sets, ","), faq.General())
	if err == nil && *leftOut {
		err = printLeftOut("with the thesaurus", *data, lessons, names)
		if err == nil && *both {
			lessons, names, err = read(*data, strings.Split(*own, ","), strings.Split(*sets, ","), &faq.Thesaurus{})
			if err == nil {
				err = printLeftOut("without the thesaurus", *data, lessons, names)
			}
		}
	} else if err == nil && *curve {
		err = printEstimates(os.Stdout, lessons, names)
	} else if err == nil {
		var p faq.Priors
		if p, err = faq.LearnPriors(context.Background(), lessons); err == nil {
			fmt.Print(p.Source())
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "faqpriors:", err)
		os.Exit(1)
	}
}

// printLeftOut prints the results for customers of each set own-* and of all together, at 2, 5, 10 and 20 % accepted wrong answers.
func printLeftOut(title, data string, lessons []faq.Lesson, names []string) error {
	fmt.Printf("weights learnt without the set, %s:\n", title)
	own := func(at int) bool { return strings.HasPrefix(names[at], "own-") }
	bases, err := faq.LeaveOneOut(context.Background(), lessons, own)
	if err != nil {
		return err
	}

	for _, wrong := range []float64{0.02, 0.05, 0.1, 0.2} {
		var cases []score.Case
		var said []score.Prediction

		for i, base := range bases {
			if base == nil {
				continue
			}
			base = base.Accepting(wrong)
			mine, err := casesOf(filepath.Join(data, names[i]))
			if err != nil {
				return err
			}
			var answers []score.Prediction
			for _, item := range mine {
				message := faq.Message{Query: faq.Query{Text: item.Text, Most: 10}, Before: item.Context}
				answers = append(answers, score.PredictReading(base.Read(message)))
			}
			printRow(names[i], wrong, mine, answers)
			cases, said = append(cases, mine...), append(said, answers...)
		}
		printRow("own-*", wrong, cases, said)
	}

	return nil
}

func printRow(name string, wrong float64, cases []score.Case, said []score.Prediction) {
	customer := score.Of(cases, said).Customer
	of := func(n, all int) string { return fmt.Sprintf("%d/%d %.3f", n, all, float64(n)/float64(max(1, all))) }
	bad := customer.Wrong + customer.NoneAnswered
	fmt.Printf("%-14s max_wrong %.2f  right %s  right or menu %s  wrong %s  menu misses %s"+
		"  none: answered %s menu %s  follow-ups and compounds %s\n",
		name, wrong,
		of(customer.Right, customer.InScope), of(customer.Right+customer.Menu, customer.InScope),
		of(bad, bad+customer.Right), of(customer.MenuMissed, customer.InScope),
		of(customer.NoneAnswered, customer.None), of(customer.NoneMenu, customer.None),
		of(customer.Whole, customer.Continued))
}

// read returns the training sets with their names.
func read(data string, own, sets []string, thesaurus *faq.Thesaurus) (lessons []faq.Lesson, names []string, err error) {
	for _, path := range own {
		entries, err := load(path)
		if err != nil {
			return nil, nil, err
		}
		names = append(names, path)
		o := faq.Options{Embedder: knowledge.Meaning(), Thesaurus: thesaurus}
		lessons = append(lessons, faq.Lesson{Base: faq.New(entries, o)})
	}

	for _, set := range sets {
		more, err := lessonsOf(filepath.Join(data, set), thesaurus.WithoutSource(set))
		if err != nil {
			return nil, nil, err
		}
		for range more {
			names = append(names, set)
		}
		lessons = append(lessons, more...)
	}

	return lessons, names, nil
}

func lessonsOf(path string, thesaurus *faq.Thesaurus) ([]faq.Lesson, error) {
	entries, err := load(path + ".base.jsonl")
	if err != nil {
		return nil, err
	}
	cases, err := casesOf(path)
	if err != nil {
		return nil, err
	}
	var out []faq.Lesson

	options := faq.Options{Embedder: knowledge.Meaning(), Thesaurus: thesaurus}
	phrased := 0
	for i := range entries {
		phrased += len(entries[i].Phrasings)
	}
	if phrased >= len(entries) {
		out = append(out, faq.Lesson{Base: faq.New(entries, options)})
	}

	for i := range entries {
		entries[i].Phrasings = nil
	}

	titles := faq.Lesson{Base: faq.New(entries, options)}
	for _, c := range cases {
		titles.Questions, titles.Expect = append(titles.Questions, c.Text), append(titles.Expect, c.Expect)
	}

	return append(out, titles), nil
}

func casesOf(path string) ([]score.Case, error) {
	data, err := os.ReadFile(path + ".cases.jsonl")
	if err != nil {
		return nil, err
	}

	return score.ReadCases(path+".cases.jsonl", data)
}

func load(path string) ([]faq.Entry, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}

	return faq.Load(path, data)
}
