package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"

	"frontdesk/faq/encoder"
)

// loadGlove reads the start vectors: uint32 words, uint32 dims, then for each word a byte of length, float32 scale, the letters, dims int8.
// The most frequent word comes first.
func (c *corpus) loadGlove(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	reader := bufio.NewReader(packed)
	var head struct{ Words, Dims uint32 }
	if err := binary.Read(reader, binary.LittleEndian, &head); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if head.Dims != dims {
		return fmt.Errorf("%s: %d dimensions instead of %d", name, head.Dims, dims)
	}

	for rank := range int(head.Words) {
		word, values, err := readGlove(reader)
		if err != nil {
			return fmt.Errorf("%s, word %d: %w", name, rank, err)
		}
		ws := encoder.Words(word)
		if len(ws) != 1 {
			continue // punctuation, or two words
		}
		id := c.number(ws[0])
		if int(id) < len(c.glove) {
			continue // a more frequent spelling came before
		}
		c.words[id].count = gloveTokens * zipf / float64(rank+1)
		c.glove = append(c.glove, values)
	}

	return nil
}

// By Zipf's law the word of rank r is zipf/r of all words. The words of the start count as if gloveTokens words had been read. The count
// selects the words with a row.
const (
	zipf        = .1
	gloveTokens = 1e6
)

func readGlove(from io.Reader) (string, vector, error) {
	var head [5]byte
	var values vector
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return "", values, err
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32(head[1:]))
	body := make([]byte, int(head[0])+dims)
	if _, err := io.ReadFull(from, body); err != nil {
		return "", values, err
	}

	for i, b := range body[head[0]:] {
		values[i] = scale * float32(int8(b))
	}

	return string(body[:head[0]]), values, nil
}
