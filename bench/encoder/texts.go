package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"frontdesk/faq/encoder"
)

// text holds the numbers of the text's words in corpus.words.
type text []int32

// corpus is the training data.
type corpus struct {
	sources []*source
	texts   []text
	pairs   []pair // pairs of the sources
	words   []spoken
	glove   []vector // vector of words[i], by i; zero: no vector
	ids     map[string]int32
}

// spoken is a word of the texts. A word of a bridge language begins with the language's mark: "@fr chat". A bridge language only connects
// texts of other languages.
type spoken struct {
	text  string
	count float64
}

// dims is the length of the start vectors and of all other vectors.
const dims = 100

type vector [dims]float32

// load reads a folder of texts. The README of the folder describes the formats.
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
		if len(kind) != 4 || readers[kind[1]] == nil {
			continue
		}
		lines, err := readLines(name)
		if err != nil {
			return nil, err
		}
		c.sources = append(c.sources, readers[kind[1]](c, kind[0], lines))
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
	if len(line) > markLength && line[0] == '@' && line[markLength-1] == ' ' {
		mark, line = line[:markLength], line[markLength:]
	}
	var t text

	for _, w := range encoder.Words(line) {
		id := c.number(mark + w)
		c.words[id].count++
		t = append(t, id)
	}
	c.texts = append(c.texts, t)

	return t
}

// markLength is the length of "@fr ".
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
