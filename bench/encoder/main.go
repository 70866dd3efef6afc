// Encoder trains the sentence encoder's table (faq/encoder) from texts: `make encoder`. The recipe, the sources of the texts and the
// experiments are in docs/encoder.md.
//
// The same texts and flags give the same table byte for byte on one machine, with any number of workers. Every random choice is made from
// the number of its pair. Each row is changed by one worker at a time, in the order of the pairs.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"frontdesk/faq/encoder"
)

func main() {
	settings := defaults
	data := flag.String("data", "../../shared/encoder", "folder of training texts")
	out := flag.String("out", "encoder.bin", "the table to write")
	settings.flags()
	flag.Parse()
	if err := run(settings, *data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "encoder:", err)
		os.Exit(1)
	}
}

func run(settings config, data, out string) error {
	corpus, err := load(data)
	if err != nil {
		return err
	}
	learning := newModel(settings, corpus)
	fmt.Fprintf(
		os.Stderr,
		"%d words, %d rows, %d sources\n",
		len(learning.words),
		len(learning.rows),
		len(corpus.sources),
	)
	learning.startFrom(corpus)
	learning.train(corpus.sources, newProgress(os.Stderr, settings.pairs))
	sets := filepath.Join(data, "..", "data")
	if err := evaluate(os.Stdout, "all rows, unrounded", learning.vector, sets); err != nil {
		return err
	}
	table, err := learning.export()
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, table, 0o644); err != nil {
		return err
	}
	packed, err := encoder.Open(table)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %d rows, %d bytes, SHA-256 %x\n", out, packed.Rows(), len(table), sha256.Sum256(table))
	embed := func(text string) vector { return vector(packed.Vector(nil, text)) }

	return evaluate(os.Stdout, "table", embed, sets)
}
