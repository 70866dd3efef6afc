package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"frontdesk/faq/encoder"
)

// text is the numbers of its words in corpus.words.
type text []int32

// corpus is all that is learnt from.
type corpus struct {
	sources []*source
	words   []spoken
	glove   []vector // of words[i], by i; zero: none
	ids     map[string]int32
}

// spoken is a word of the texts. A word of a language that is only a bridge between texts of
// others has the language's mark before it: "@fr chat".
type spoken struct {
	text  string
	count float64
}

// dims is the length of the start vectors and so of all.
const dims = 100

type vector [dims]float32

// load reads a folder of texts; the folder's README has the formats.
func load(folder string) (*corpus, error) {
	c := &corpus{ids: map[string]int32{}}
	if err := c.loadGlove(filepath.Join(folder, "glove60k.bin.gz")); err != nil {
		return nil, err
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.gz"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, name := range names {
		kind := strings.Split(filepath.Base(name), ".")
		read, ok := readers[kind[len(kind)-3]]
		if !ok || len(kind) < 4 {
			continue
		}
		lines, err := readLines(name)
		if err != nil {
			return nil, err
		}
		c.sources = append(c.sources, read(c, kind[0], lines))
	}
	if len(c.sources) == 0 {
		return nil, fmt.Errorf("no training texts in %s", folder)
	}
	c.glove = append(c.glove, make([]vector, len(c.words)-len(c.glove))...)
	return c, nil
}

func readLines(name string) ([]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var lines []string
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	if s.Err() != nil {
		return nil, fmt.Errorf("%s: %w", name, s.Err())
	}
	return lines, nil
}

// text numbers and counts the words of a line.
func (c *corpus) text(line string) text {
	mark := ""
	if strings.HasPrefix(line, "@") && len(line) > markLength {
		mark, line = line[:markLength], line[markLength:]
	}
	var t text
	for _, w := range encoder.Words(line) {
		id := c.number(mark + w)
		c.words[id].count++
		t = append(t, id)
	}
	return t
}

// markLength is that of "@fr ".
const markLength = 4

func (c *corpus) number(word string) int32 {
	id, ok := c.ids[word]
	if !ok {
		id = int32(len(c.words))
		c.ids[word] = id
		c.words = append(c.words, spoken{text: word})
	}
	return id
}

// loadGlove reads the start vectors, the most frequent word first: uint32 words, uint32 dims,
// then by word a byte of its length, float32 scale, its letters, dims int8.
func (c *corpus) loadGlove(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	r := bufio.NewReader(z)
	var head struct{ Words, Dims uint32 }
	if err := binary.Read(r, binary.LittleEndian, &head); err != nil || head.Dims != dims {
		return fmt.Errorf("%s: %d dimensions instead of %d: %w", name, head.Dims, dims, errors.Join(err))
	}
	for rank := range int(head.Words) {
		word, v, err := readGlove(r)
		if err != nil {
			return fmt.Errorf("%s, word %d: %w", name, rank, err)
		}
		if ws := encoder.Words(word); len(ws) != 1 || c.ids[ws[0]] != 0 {
			continue // punctuation, or met before in another spelling
		} else {
			word = ws[0]
		}
		id := c.number(word)
		if int(id) < len(c.glove) {
			continue
		}
		c.words[id].count = gloveTokens * zipf / float64(rank+1)
		c.glove = append(c.glove, v)
	}
	return nil
}

// By Zipf's law the word of rank r is zipf/r of all words. The words of the start count as if
// gloveTokens words had been read with them: it decides which are worth a row.
const (
	zipf        = .1
	gloveTokens = 1e6
)

func readGlove(r io.Reader) (string, vector, error) {
	var head [5]byte
	var v vector
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", v, err
	}
	scale := math.Float32frombits(binary.LittleEndian.Uint32(head[1:]))
	body := make([]byte, int(head[0])+dims)
	if _, err := io.ReadFull(r, body); err != nil {
		return "", v, err
	}
	for i, b := range body[head[0]:] {
		v[i] = scale * float32(int8(b))
	}
	return string(body[:head[0]]), v, nil
}
