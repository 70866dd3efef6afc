package store

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
)

// Vectors returns the stored vectors of a list of digests, by digest.
func (db *DB) Vectors(ctx context.Context, hashes []string) (map[string][]float32, error) {
	out := map[string][]float32{}

	for _, hash := range hashes {
		var text string
		found, err := db.row(ctx, `SELECT vector FROM vectors WHERE hash = $1`, []any{hash}, &text)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil || len(data)%4 != 0 {
			return nil, fmt.Errorf("vector %s is damaged", hash)
		}

		v := make([]float32, len(data)/4)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
		}
		out[hash] = v
	}

	return out, nil
}

// vectorsAtOnce bounds the rows of one transaction.
const vectorsAtOnce = 200

// KeepVectors stores vectors by the digest of the embedded text.
func (db *DB) KeepVectors(ctx context.Context, hashes []string, vectors [][]float32) error {
	for at := 0; at < len(hashes); at += vectorsAtOnce {
		end := min(at+vectorsAtOnce, len(hashes))
		err := db.update(ctx, func(tx *Tx) error {
			for i := at; i < end; i++ {
				data := make([]byte, 0, 4*len(vectors[i]))
				for _, x := range vectors[i] {
					data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
				}
				if err := tx.exec(`INSERT INTO vectors (hash, vector, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
					hashes[i], base64.StdEncoding.EncodeToString(data), tx.now.UnixMilli()); err != nil {
					return err
				}
			}

			return nil
		})
		if err != nil {
			return err
		}
	}

	return nil
}
