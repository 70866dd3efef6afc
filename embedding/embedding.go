// Package embedding requests the vectors of texts from an OpenAI-compatible /embeddings endpoint, caches the vectors, and gives up
// quickly. The caller works without vectors as before when the endpoint is slow, dead or returns nonsense.
package embedding

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Endpoint is one model behind one URL. The methods may be called concurrently.
type Endpoint struct {
	URL    string // up to and without "/embeddings": https://api.example.com/v1, http://127.0.0.1:11434/v1
	Model  string
	Key    string // sent as a bearer token; "" = none
	Client *http.Client

	mu    sync.Mutex
	dims  int       // of every vector so far, 0 = none yet
	fails int       // in a row
	until time.Time // no request before until
	kept  map[string][]float32
	old   map[string][]float32 // the previous generation of the cache
}

const (
	batchMost  = 64 // texts of one request
	batchLimit = 30 * time.Second
	queryLimit = 300 * time.Millisecond
	answerMost = 32 << 20 // bytes
	keptMost   = 2000     // vectors of questions in memory, in two generations
	failsMost  = 3        // failures in a row before the endpoint is left alone
	restTime   = 30 * time.Second
)

// ErrResting means the endpoint has failed several times and is left alone for a while.
var ErrResting = errors.New("the embedding endpoint has failed several times and is left alone for a while")

// Query returns the unit vector of a question, or nil if there is none within 300 ms. The caller continues without a vector.
func (e *Endpoint) Query(ctx context.Context, text string) []float32 {
	if v := e.remembered(text); v != nil {
		return v
	}
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	list, err := e.ask(ctx, []string{text})
	if err != nil {
		return nil
	}
	e.remember(text, list[0])

	return list[0]
}

// Texts returns the unit vectors of texts, in the order of the texts, requested in batches. An error of one batch fails the whole call.
// progress is called after every batch.
func (e *Endpoint) Texts(ctx context.Context, texts []string, progress func(done, of int)) ([][]float32, error) {
	out := make([][]float32, 0, len(texts))
	for len(out) < len(texts) {
		batch := texts[len(out):min(len(out)+batchMost, len(texts))]
		limited, cancel := context.WithTimeout(ctx, batchLimit)
		list, err := e.ask(limited, batch)
		cancel()
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
		if progress != nil {
			progress(len(out), len(texts))
		}
	}

	return out, nil
}

// ask makes one request, unless too many earlier requests have failed.
func (e *Endpoint) ask(ctx context.Context, texts []string) ([][]float32, error) {
	e.mu.Lock()
	resting := time.Now().Before(e.until)
	e.mu.Unlock()
	if resting {
		return nil, ErrResting
	}
	list, err := e.request(ctx, texts)
	e.mu.Lock()
	defer e.mu.Unlock()
	if err == nil {
		err = e.check(list)
	}
	if err == nil {
		e.fails = 0
		return list, nil
	}
	if e.fails++; e.fails >= failsMost {
		e.fails, e.until = 0, time.Now().Add(restTime)
	}

	return nil, fmt.Errorf("embeddings of %s: %w", e.Model, err)
}

// answer is the body of the endpoint's answer.
type answer struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
	Error struct {
		Message string `json:"message"`
	} `json:"error"`
}

func (e *Endpoint) request(ctx context.Context, texts []string) ([][]float32, error) {
	body, err := json.Marshal(map[string]any{"model": e.Model, "input": texts})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		strings.TrimRight(e.URL, "/")+"/embeddings",
		bytes.NewReader(body),
	)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if e.Key != "" {
		req.Header.Set("Authorization", "Bearer "+e.Key)
	}
	client := e.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, answerMost))
	if err != nil {
		return nil, err
	}
	var refused answer
	err = json.Unmarshal(data, &refused)
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s", resp.Status, refused.Error.Message)
	}
	if err != nil {
		return nil, fmt.Errorf("not an answer: %w", err)
	}

	return refused.vectors(len(texts))
}

// vectors sorts the answer into the order of the request.
func (a answer) vectors(count int) ([][]float32, error) {
	out := make([][]float32, count)
	for _, item := range a.Data {
		if item.Index < 0 || item.Index >= count || out[item.Index] != nil {
			return nil, fmt.Errorf("%d texts were asked for, an answer is for number %d", count, item.Index)
		}
		v, ok := unit(item.Embedding)
		if !ok {
			return nil, fmt.Errorf("the vector of text %d has no direction", item.Index)
		}
		out[item.Index] = v
	}

	for i, v := range out {
		if v == nil {
			return nil, fmt.Errorf("%d texts were asked for, number %d has no answer", count, i)
		}
	}

	return out, nil
}

// unit scales a vector to length 1. The result is false for a vector of length zero or not finite.
func unit(vector []float64) ([]float32, bool) {
	var sum float64
	for _, x := range vector {
		sum += x * x
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, false
	}

	out, by := make([]float32, len(vector)), 1/math.Sqrt(sum)
	for i, x := range vector {
		out[i] = float32(x * by)
	}

	return out, true
}

// check refuses vectors of another length than all vectors before. Another length means another model, and vectors of two models cannot
// be compared.
func (e *Endpoint) check(list [][]float32) error {
	for _, vector := range list {
		if e.dims == 0 {
			e.dims = len(vector)
		}
		if len(vector) != e.dims {
			return fmt.Errorf(
				"a vector of %d numbers came, those before had %d: has the model changed?",
				len(vector),
				e.dims,
			)
		}
	}

	return nil
}

func (e *Endpoint) remembered(text string) []float32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	vector := e.kept[text]
	if vector == nil {
		vector = e.old[text]
	}

	return vector
}

func (e *Endpoint) remember(text string, vector []float32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.kept == nil || len(e.kept) >= keptMost/2 {
		e.old, e.kept = e.kept, map[string][]float32{}
	}
	e.kept[text] = vector
}
