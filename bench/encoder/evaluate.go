package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

var developmentSets = []string{"banking77-10", "clinc150-10", "hwu64-10", "rutube"}

// evaluate prints how often the nearest text of an FAQ belongs to the right entry, and how often one of the three nearest entries is right.
// Missing sets are left out.
func evaluate(out io.Writer, what string, embed func(string) vector, folder string) error {
	for _, name := range developmentSets {
		base, err := readJSON[entry](filepath.Join(folder, name+".base.jsonl"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		cases, err := readJSON[question](filepath.Join(folder, name+".cases.jsonl"))
		if err != nil {
			return err
		}
		top1, top3 := nearest(embed, base, cases)
		fmt.Fprintf(out, "%-14s %-20s kNN @1 %.1f  @3 %.1f\n", name, what, 100*top1, 100*top3)
	}

	return nil
}

type entry struct {
	ID        string
	Question  string
	Phrasings []string
}

type question struct {
	Text   string
	Expect []string
}

func readJSON[T any](name string) ([]T, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []T
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)

	for scanner.Scan() {
		var one T
		if err := json.Unmarshal(scanner.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, one)
	}

	return all, scanner.Err()
}

// nearest returns two shares of the answerable questions: the right entry is the nearest, and the right entry is among the nearest three.
// An entry is as near as its nearest text. First the mean of all texts of the FAQ is subtracted. The mean is the general subject of the FAQ
// and does not tell entries apart.
func nearest(embed func(string) vector, base []entry, cases []question) (top1, top3 float64) {
	var texts []vector
	var owner []int
	var mean vector

	for i, known := range base {
		for _, text := range append([]string{known.Question}, known.Phrasings...) {
			v := embed(text)
			add(&mean, &v, 1)
			texts, owner = append(texts, v), append(owner, i)
		}
	}
	scale(&mean, 1/float32(len(texts)))

	for i := range texts {
		centre(&texts[i], &mean)
	}
	answerable := 0.0

	for _, trial := range cases {
		if len(trial.Expect) == 0 {
			continue
		}
		answerable++
		values := embed(trial.Text)
		centre(&values, &mean)

		best := make([]float32, len(base))
		for i := range best {
			best[i] = -2
		}

		for i := range texts {
			best[owner[i]] = max(best[owner[i]], dot(&values, &texts[i]))
		}

		switch place := placeOf(base, best, trial.Expect); {
		case place == 0:
			top1++
			top3++
		case place < 3:
			top3++
		}
	}

	return top1 / answerable, top3 / answerable
}

// placeOf is the number of entries that are nearer than the nearest right entry.
func placeOf(base []entry, best []float32, expect []string) int {
	right := float32(-2)

	for i, e := range base {
		if slices.Contains(expect, e.ID) {
			right = max(right, best[i])
		}
	}
	place := 0

	for i, e := range base {
		if best[i] >= right && !slices.Contains(expect, e.ID) {
			place++
		}
	}

	return place
}

func centre(v, mean *vector) {
	add(v, mean, -1)
	if n := dot(v, v); n > 0 {
		scale(v, 1/sqrt(n))
	}
}
