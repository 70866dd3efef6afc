package knowledge

import (
	"frontdesk/faq"
	"frontdesk/faq/encoder"
)

// Meaning returns the built-in embedder. In a build with -tags noencoder the result is nil.
func Meaning() faq.Embedder {
	table, ok := encoder.Default()
	if !ok {
		return nil
	}

	return meaning{table}
}

// meaning is a faq.Embedder over the built-in table. A text takes microseconds, so vectors are not stored.
type meaning struct{ table *encoder.Table }

// Name implements faq.Embedder.
func (m meaning) Name() string { return "built-in " + encoder.SHA256 }

// Embed implements faq.Embedder. A text of unknown words has no vector.
func (m meaning) Embed(texts []string) [][]float32 {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		values := m.table.Vector(nil, text)
		for _, x := range values {
			if x != 0 {
				out[i] = values
				break
			}
		}
	}

	return out
}

// Words implements faq.WordEmbedder.
func (m meaning) Words(words []string) [][]float32 { return m.Embed(words) }
