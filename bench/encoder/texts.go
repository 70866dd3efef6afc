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
	texts := &corpus{ids: map[string]int32{}}
	if err := texts.loadGlove(filepath.Join(folder, "glove60k.bin.gz")); err != nil {
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
		texts.sources = append(texts.sources, readers[kind[1]](texts, kind[0], lines))
	}
	if len(texts.sources) == 0 {
		return nil, fmt.Errorf("no training texts in %s", folder)
	}
	texts.glove = append(texts.glove, make([]vector, len(texts.words)-len(texts.glove))...)

	return texts, nil
}

func readLines(name string) ([]string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var lines []string
	scanner := bufio.NewScanner(packed)
	scanner.Buffer(nil, 1<<20)

	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if scanner.Err() != nil {
		return nil, fmt.Errorf("%s: %w", name, scanner.Err())
	}

	return lines, nil
}

// text numbers and counts the words of a line.
func (c *corpus) text(line string) text {
	mark := ""
	if len(line) > markLength && line[0] == '@' && line[markLength-1] == ' ' {
		mark, line = line[:markLength], line[markLength:]
	}
	var out text

	for _, w := range encoder.Words(line) {
		id := c.number(mark + w)
		c.words[id].count++
		out = append(out, id)
	}
	c.texts = append(c.texts, out)

	return out
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
