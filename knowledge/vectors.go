package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"

	"frontdesk/embedding"
)

// Vectors is a faq.Embedder over an endpoint. The vectors of a base come from the store only, so a build never waits for the network.
// Warm fetches the missing vectors in the background, and the base is then rebuilt. The vector of a question is requested while the
// customer waits, for at most 300 ms.
type Vectors struct {
	Endpoint *embedding.Endpoint
	Store    VectorStore
	Log      *slog.Logger

	mu      sync.Mutex
	missing map[string]string // texts by digest
}

// VectorStore stores vectors by the digest of model and text. Methods may block.
type VectorStore interface {
	Vectors(ctx context.Context, hashes []string) (map[string][]float32, error)
	KeepVectors(ctx context.Context, hashes []string, vectors [][]float32) error
}

// Name implements faq.Embedder.
func (v *Vectors) Name() string { return v.Endpoint.URL + " " + v.Endpoint.Model }

// Embed implements faq.Embedder.
func (v *Vectors) Embed(texts []string) [][]float32 {
	if len(texts) == 1 {
		return [][]float32{v.Endpoint.Query(context.Background(), texts[0])}
	}

	out, hashes := make([][]float32, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		hashes[i] = v.digest(t)
	}
	kept, err := v.Store.Vectors(context.Background(), hashes)
	if err != nil {
		v.Log.Error("vectors of the FAQ", "error", err)
		return out
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.missing = map[string]string{}

	for i, h := range hashes {
		if out[i] = kept[h]; out[i] == nil {
			v.missing[h] = texts[i]
		}
	}

	return out
}

func (v *Vectors) digest(text string) string {
	sum := sha256.Sum256([]byte(v.Name() + "\n" + text))
	return hex.EncodeToString(sum[:])
}

// warmAtOnce is the number of texts in one fetch. Each fetch is stored before the next one.
const warmAtOnce = 256

// Warm fetches the missing vectors of the last base. If added is true, a base should be rebuilt. After an error the vectors fetched
// before stay stored.
func (v *Vectors) Warm(ctx context.Context) (added bool, err error) {
	v.mu.Lock()

	var hashes, texts []string
	for h, t := range v.missing {
		hashes, texts = append(hashes, h), append(texts, t)
	}
	v.mu.Unlock()

	for at := 0; at < len(texts); at += warmAtOnce {
		end := min(at+warmAtOnce, len(texts))
		list, err := v.Endpoint.Texts(ctx, texts[at:end], nil)
		if err == nil {
			err = v.Store.KeepVectors(ctx, hashes[at:end], list)
		}
		if err != nil {
			return added, err
		}
		added = true
		v.mu.Lock()
		for _, h := range hashes[at:end] {
			delete(v.missing, h)
		}
		v.mu.Unlock()
	}

	return added, nil
}
