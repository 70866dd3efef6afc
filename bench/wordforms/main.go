// Command wordforms makes faq/wordform/known.bin: the stems of the words that the FAQ's speller leaves alone. It also prints the share of
// the words of an evaluation set that are known.
package main

import (
	"bufio"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"frontdesk/faq/wordform"
)

func main() {
	data := flag.String("words", "../shared/words", "folder of ru-forms.tsv.gz, en-forms.tsv.gz and ru-words.tsv.gz")
	own := flag.String("own", "bench/wordforms/slang.txt", "words added by hand, any number a line; # starts a comment")
	out := flag.String("out", "faq/wordform/known.bin", "file to write")
	least := flag.Int("least", 3, "minimum count of a stem in running text")
	flag.Parse()

	stems, err := read(*data, *own, *least)
	if err == nil {
		filter := wordform.NewFilter(len(stems))
		for s := range stems {
			filter.Add(s)
		}
		err = os.WriteFile(*out, filter, 0o644)
		fmt.Printf("%d stems, %d bytes\n", len(stems), len(filter))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "wordforms:", err)
		os.Exit(1)
	}
}

// read returns the stems of the known words: stems with at least the count least in running text, headwords of dictionaries, and words
// added by hand.
func read(data, own string, least int) (map[string]bool, error) {
	stems := map[string]bool{}

	for _, name := range []string{"ru-forms", "en-forms"} {
		counts := map[string]int{}
		err := lines(filepath.Join(data, name+".tsv.gz"), func(word, count string) error {
			n, err := strconv.Atoi(count)
			counts[wordform.Stem(word)] += n

			return err
		})
		if err != nil {
			return nil, err
		}
		for s, n := range counts {
			if n >= least {
				stems[s] = true
			}
		}
	}

	err := lines(filepath.Join(data, "ru-words.tsv.gz"), func(word, _ string) error {
		stems[wordform.Stem(word)] = true
		return nil
	})
	if err != nil {
		return nil, err
	}

	list, err := os.ReadFile(own)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(list)) {
		line, _, _ = strings.Cut(line, "#")
		for word := range strings.FieldsSeq(line) {
			stems[wordform.Stem(word)] = true
		}
	}

	return stems, nil
}

// lines calls visit with the two fields of every line of a compressed file.
func lines(path string, visit func(first, second string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}

	scanner := bufio.NewScanner(text)
	for number := 1; scanner.Scan(); number++ {
		first, second, ok := strings.Cut(scanner.Text(), "\t")
		if !ok {
			return fmt.Errorf("%s:%d: a tab is missing", path, number)
		}
		if err := visit(first, second); err != nil {
			return fmt.Errorf("%s:%d: %w", path, number, err)
		}
	}

	return scanner.Err()
}
