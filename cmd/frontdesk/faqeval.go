package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"frontdesk/config"
	"frontdesk/faq"
	"frontdesk/faq/score"
	"frontdesk/knowledge"
)

type faqEvalCommand struct {
	measuredFAQ
	Predictions string `help:"File for the predictions of the engine." placeholder:"FILE" type:"path"`
}

// measuredFAQ has the input of `faq eval` and `faq replay`.
type measuredFAQ struct {
	Base     string  `help:"Entries: .jsonl or .yaml." required:"" placeholder:"FILE" type:"path"`
	Cases    string  `help:"JSON lines: text, expect (ids), context." required:"" placeholder:"FILE" type:"path"`
	MaxWrong float64 `help:"Accepted share of wrong answers." default:"0.05"`
	Encoder  bool    `help:"Use the built-in sentence encoder." default:"true" negatable:""`
}

func (m measuredFAQ) read() ([]faq.Entry, []score.Case, error) {
	if err := checkMaxWrong(m.MaxWrong); err != nil {
		return nil, nil, err
	}
	entries, err := readEntries(m.Base)
	if err != nil {
		return nil, nil, config.Error{Err: err}
	}
	data, err := os.ReadFile(m.Cases)
	if err != nil {
		return nil, nil, config.Error{Err: err}
	}
	cases, err := score.ReadCases(filepath.Base(m.Cases), data)
	if err != nil {
		return nil, nil, config.Error{Err: err}
	}

	return entries, cases, nil
}

func checkMaxWrong(share float64) error {
	if share <= 0 || share >= 1 {
		return config.Error{Err: fmt.Errorf("--max-wrong: %v: want a share between 0 and 1, such as 0.05", share)}
	}

	return nil
}

func (m measuredFAQ) options() faq.Options {
	options := faq.Options{MaxWrong: m.MaxWrong}
	if m.Encoder {
		options.Embedder = knowledge.Meaning()
	}

	return options
}

// followed is the number of questions between two updates of the probabilities. The program updates the probabilities once a minute.
const followed = 10

// ranked is the measured length of the ranking. Customers are offered three entries.
const ranked = 10

// evaluation is the output of `faq eval`.
type evaluation struct {
	score.Figures
	MaxWrong     float64           `json:"max_wrong"`
	Expected     []faq.Expectation `json:"expected"` // by the base's own cross-validation
	BuildSeconds float64           `json:"build_s"`  // index, from entries
	FitSeconds   float64           `json:"fit_s"`    // cross-validation and final fit
	QueryP50     float64           `json:"query_p50_ms"`
	QueryP99     float64           `json:"query_p99_ms"`
	// NoneShare is the share of cases without a matching entry in the engine's own estimate.
	NoneShare float64 `json:"none_share"`
	// HeapMB is the live memory after the fit (entries, index and fit) in 10^6 bytes.
	HeapMB float64 `json:"heap_mb"`
}

func (c faqEvalCommand) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	before := heap()
	entries, cases, err := c.read()
	if err != nil {
		return err
	}
	eval, predictions, err := evaluate(ctx, entries, cases, c.options(), before, newProgress())
	if err != nil {
		return err
	}
	if c.Predictions != "" {
		if err := writePredictions(c.Predictions, predictions); err != nil {
			return err
		}
	}

	return json.NewEncoder(os.Stdout).Encode(eval)
}

func readEntries(path string) ([]faq.Entry, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}

	return faq.Load(filepath.Base(path), data)
}

// evaluate builds and fits a base in the same way as the program, runs every case and measures the results.
func evaluate(
	ctx context.Context,
	entries []faq.Entry,
	cases []score.Case,
	options faq.Options,
	before float64,
	bar *progress,
) (evaluation, []score.Prediction, error) {
	eval := evaluation{MaxWrong: options.MaxWrong}
	start := time.Now()
	base := faq.New(entries, options)
	eval.BuildSeconds = round(time.Since(start).Seconds())
	start = time.Now()
	fit, err := base.Fit(ctx, func(done, of int) { bar.step("fit", done, of) })
	if err != nil {
		return eval, nil, err
	}
	base = base.With(fit)
	eval.FitSeconds = round(time.Since(start).Seconds())
	eval.Expected = base.Expect()
	eval.HeapMB = round(heap() - before)
	answered, err := ask(ctx, base, cases, faq.Traffic{}, bar)
	if err != nil {
		return eval, nil, err
	}
	bar.end()
	runtime.KeepAlive(entries)

	slices.Sort(answered.took)
	eval.QueryP50 = round(answered.took[len(answered.took)/2])
	eval.QueryP99 = round(answered.took[len(answered.took)*99/100])
	eval.NoneShare = round(answered.none)
	eval.Figures = score.Of(cases, answered.said).Rounded()

	return eval, answered.said, nil
}

// answers are the results of a base.
type answers struct {
	said []score.Prediction // in the cases' order
	took []float64          // milliseconds, in the order of the run
	none float64            // the engine's estimate of the share of cases without an entry
}

// ask runs every case on a fitted base, in a fixed random order. Files are sorted, but the questions of customers are not. The
// probabilities follow the earlier questions.
func ask(
	ctx context.Context,
	fitted *faq.Base,
	cases []score.Case,
	traffic faq.Traffic,
	bar *progress,
) (answers, error) {
	given := answers{said: make([]score.Prediction, len(cases)), took: make([]float64, len(cases))}
	base := fitted.Follow(&traffic)

	for place, index := range rand.New(rand.NewPCG(1, 1)).Perm(len(cases)) {
		start := time.Now()
		query := faq.Query{Text: cases[index].Text, Most: ranked}
		result := base.Read(faq.Message{Query: query, Before: cases[index].Context})
		given.took[place] = time.Since(start).Seconds() * 1000
		given.said[index] = score.PredictReading(result)
		if traffic.See(result.None); place%followed == followed-1 {
			base = fitted.Follow(&traffic)
		}
		bar.step("ask", place+1, len(cases))
		if err := ctx.Err(); err != nil {
			return answers{}, err
		}
	}
	given.none = base.NoneShare()

	return given, nil
}

func writePredictions(path string, predictions []score.Prediction) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	writer := bufio.NewWriter(file)

	lines := json.NewEncoder(writer)
	for _, p := range predictions {
		if err := lines.Encode(p); err != nil {
			return err
		}
	}

	return writer.Flush()
}

// heap is the live memory in 10^6 bytes. One collection does not free the memory of pools and finalizers. heap therefore repeats the
// collection until a collection frees no more than a page or two.
func heap() float64 {
	var memory runtime.MemStats
	for least := uint64(math.MaxUint64); ; least = memory.HeapAlloc {
		runtime.GC()
		runtime.ReadMemStats(&memory)
		if memory.HeapAlloc+1<<14 >= least {
			return float64(memory.HeapAlloc) / 1e6
		}
	}
}

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
