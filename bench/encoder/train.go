package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// train goes through the pairs in batches of one source each. With a mixed batch the model would learn to tell sources apart. The loss of a
// batch is the loss of finding the partner of each text among the 128 texts by the cosines, both ways (InfoNCE: A. van den Oord et al.,
// 2018).
func (m *model) train(sources []*source, shown *progress) {
	m.begin = slices.Clone(m.rows)
	chances := m.chances(sources)
	crew := crew(m.workers)

	samplers := make([]*sampler, m.workers)
	for i := range samplers {
		samplers[i] = newSampler()
	}
	drawn := &batch{}

	batches := m.pairs / batchSize
	for round := range batches {
		random := rand.New(rand.NewPCG(m.seed^0x5eed, uint64(round)))
		from := pick(sources, chances, random)
		crew.do(batchSize, func(worker, i int) {
			samplers[worker].fill(m, from, drawn, uint64(round)*batchSize+uint64(i))
		})
		crew.do(batchSize, func(_, i int) { drawn.compare(i, m.temperature) })
		drawn.sumColumns()
		crew.do(2*batchSize, func(_, i int) { drawn.slopes(i/batchSize, i%batchSize, m.temperature) })
		done := float32(round) / float32(batches)
		rate := m.rate + (m.lastRate-m.rate)*done
		crew.do(shards, func(_, shard int) { m.update(drawn, int32(shard), rate) })
		if round%pullEvery == pullEvery-1 {
			crew.do(shards, func(_, shard int) { m.pullBack(shard) })
		}
		shown.step(batchSize, drawn.meanLoss())
	}
	shown.end()
	m.blend()
}

// blend takes the rows back a part of the way to the start. The mixture is better at texts of other kinds than the start or the trained
// rows alone (M. Wortsman et al., Robust fine-tuning of zero-shot models, 2022). Rows with a small random start only shrink, all alike.
func (m *model) blend() {
	for i := range m.rows {
		mix(&m.rows[i], &m.begin[i], 1-m.trained)
	}
}

// compare fills a row of similarities. Texts of the same meaning are not counterexamples.
func (b *batch) compare(place int, temperature float32) {
	asking, row := &b.sides[0][place], &b.similar[place]
	var sum float32

	for j := range row {
		row[j] = 0
		if place == j || b.meaning[place] < 0 || b.meaning[place] != b.meaning[j] {
			row[j] = float32(math.Exp(float64(dot(&asking.unit, &b.sides[1][j].unit) / temperature)))
		}
		sum += row[j]
	}
	b.rowSum[place] = sum
}

func (b *batch) sumColumns() {
	clear(b.colSum[:])

	for i := range b.similar {
		for j, s := range b.similar[i] {
			b.colSum[j] += s
		}
	}

	for i := range b.loss {
		own := float64(b.similar[i][i])
		b.loss[i] = (math.Log(float64(b.rowSum[i])/own) + math.Log(float64(b.colSum[i])/own)) / 2
	}
}

func (b *batch) meanLoss() float64 {
	var sum float64
	for _, l := range b.loss {
		sum += l
	}

	return sum / batchSize
}

// slopes computes the slope of the loss by text i of a side, before scaling to unit length.
func (b *batch) slopes(side, place int, temperature float32) {
	moved := &b.sides[side][place]
	moved.slope, moved.steep = vector{}, 0
	if moved.length == 0 {
		return
	}

	for j := range batchSize {
		row, col := place, j
		if side == 1 {
			row, col = j, place
		}
		similar := b.similar[row][col]
		slope := (similar/b.rowSum[row] + similar/b.colSum[col]) / 2
		if place == j {
			slope--
		} else if slope < faint {
			continue
		}
		add(&moved.slope, &b.sides[1-side][j].unit, slope/temperature)
	}
	add(&moved.slope, &moved.unit, -dot(&moved.slope, &moved.unit))
	scale(&moved.slope, 1/moved.length)
	moved.steep = dot(&moved.slope, &moved.slope) / dims
}

// faint is a weight below which a counterexample is skipped: all 127 counterexamples together weigh less than 1 %.
const faint = 5e-5

// tiny prevents a first division by 0.
const tiny = 1e-6

// shards is the number of shards of the rows. Each shard is changed by one worker at a time.
const shards = 16

// update moves the rows of a shard against the slopes. The rate of a row falls with the sum of the row's slopes (AdaGrad with one sum per
// row: J. Duchi et al., 2011).
func (m *model) update(filled *batch, shard int32, rate float32) {
	for i := range 2 * batchSize {
		moved := &filled.sides[i%2][i/2]
		if moved.steep == 0 {
			continue
		}

		for k, row := range moved.rows {
			if row%shards != shard {
				continue
			}
			weight := moved.weight[k]
			m.squares[row] += weight * weight * moved.steep
			if m.started[row] {
				weight *= m.startRate
			}
			step := rate * weight / float32(math.Sqrt(float64(tiny+m.squares[row])))
			add(&m.rows[row], &moved.slope, -step)
		}
	}
}

// pullBack moves a shard of the words with start vectors towards the start vectors, as far as pullEvery steps of one batch each would. So
// rare words keep their start vectors.
func (m *model) pullBack(shard int) {
	part := 1 - float32(math.Pow(1-float64(m.pull), pullEvery))
	for i := shard; i < len(m.held); i += shards {
		r := m.held[i]
		mix(&m.rows[r], &m.begin[r], part)
	}
}

const pullEvery = 16

func (m *model) chances(sources []*source) []float64 {
	chances := make([]float64, len(sources))
	for i, origin := range sources {
		chances[i] = math.Pow(float64(origin.size), m.evenness)
		for _, share := range m.shares {
			if strings.HasPrefix(origin.name, share.name) {
				chances[i] *= share.factor
			}
		}
	}

	return chances
}

func pick(sources []*source, chances []float64, random *rand.Rand) *source {
	var total float64
	for _, c := range chances {
		total += c
	}

	at := random.Float64() * total
	for i, c := range chances {
		if at -= c; at < 0 {
			return sources[i]
		}
	}

	return sources[len(sources)-1]
}
