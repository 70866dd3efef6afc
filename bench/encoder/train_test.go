package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/faq/encoder"
)

// folder writes a few texts of every format, and start vectors for some of the words.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, content []byte) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(content)
		z.Close()
		if err := os.WriteFile(filepath.Join(dir, name+".gz"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	var pairs, groups, running strings.Builder
	for i := range 300 {
		fmt.Fprintf(&pairs, "cancel order %d\t@fr annuler commande %d\n", i, i)
		words := [][2]string{
			{"refund", "money back"}, {"parcel", "package"}, {"cancel", "terminate"}, {"cheap", "low cost"},
		}[i%4]
		fmt.Fprintf(&groups, "%s\t%s\n%s\tplease %s\n", words[0], words[1], words[0], words[0])
		fmt.Fprintf(&running, "где мой заказ %d\nкогда придет посылка %d\n\n", i, i)
	}
	write("a.pair.tsv", []byte(pairs.String()))
	write("b.grp.tsv", []byte(groups.String()))
	write("c.mono.txt", []byte(running.String()))
	glove := binary.LittleEndian.AppendUint32(nil, 3)

	glove = binary.LittleEndian.AppendUint32(glove, dims)
	for i, w := range []string{"refund", "money", "order"} {
		glove = append(glove, byte(len(w)))
		glove = binary.LittleEndian.AppendUint32(glove, math.Float32bits(.01))

		glove = append(glove, w...)
		for j := range dims {
			glove = append(glove, byte(j*(i+3)))
		}
	}
	write("glove60k.bin", glove)

	return dir
}

func trained(t *testing.T, dir string, workers, batches int) []byte {
	t.Helper()
	c := defaults
	c.workers, c.pairs = workers, batches*batchSize
	corpus, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := newModel(c, corpus)
	m.startFrom(corpus)
	m.train(corpus.sources, &progress{})
	table, err := m.export()
	if err != nil {
		t.Fatal(err)
	}

	return table
}

func TestTrainingIsDeterministic(t *testing.T) {
	dir := folder(t)
	table := trained(t, dir, 1, 20)
	if !bytes.Equal(table, trained(t, dir, 1, 20)) {
		t.Error("a second run makes another table")
	}
	if !bytes.Equal(table, trained(t, dir, 3, 20)) {
		t.Error("three workers make another table")
	}
}

func TestTrainingLearns(t *testing.T) {
	table, err := encoder.Open(trained(t, folder(t), 2, 100))
	if err != nil {
		t.Fatal(err)
	}
	embed := func(s string) vector { return vector(table.Vector(nil, s)) }
	refund, money, parcel := embed("refund"), embed("money back"), embed("package")
	if near, far := dot(&refund, &money), dot(&refund, &parcel); near <= far {
		t.Errorf("one meaning %.2f, another %.2f", near, far)
	}
	if bridge := embed("annuler commande"); dot(&bridge, &bridge) > 0 {
		t.Error("words of a bridge language are in the table")
	}
}

// The slopes belong to the loss: a step of a vector changes the loss by step times slope.
func TestSlopes(t *testing.T) {
	const temperature = .5
	b := &batch{}

	var raw [2][batchSize]vector
	for side := range 2 {
		for i := range batchSize {
			b.meaning[i] = int32(i / 2)
			for d := range dims {
				raw[side][i][d] = float32(math.Sin(float64(1 + side*7 + i*31 + d*d*13)))
			}
		}
	}
	loss := func() float64 {
		for side := range 2 {
			for i := range batchSize {
				e := &b.sides[side][i]
				e.unit = raw[side][i]
				e.length = sqrt(dot(&e.unit, &e.unit))
				scale(&e.unit, 1/e.length)
			}
		}

		for i := range batchSize {
			b.compare(i, temperature)
		}
		b.sumColumns()

		return b.meanLoss() * batchSize
	}
	loss()

	for side := range 2 {
		b.slopes(side, 5, temperature)

		want := b.sides[side][5].slope
		for _, d := range []int{0, 17, 99} {
			x := &raw[side][5][d]
			const step = 2e-2
			*x += step
			up := loss()
			*x -= 2 * step
			down := loss()
			*x += step
			if got := (up - down) / (2 * step); math.Abs(got-float64(want[d])) > 2e-3+.05*math.Abs(got) {
				t.Errorf("side %d, number %d: slope %v instead of %v", side, d, want[d], got)
			}
		}
	}
}
