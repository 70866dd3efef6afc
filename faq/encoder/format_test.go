package encoder

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// small makes a table with the rows of some words.
func small(t testing.TB, words string) ([]Row, []byte) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))

	var keys []uint32
	for w := range strings.FieldsSeq(words) {
		keys = AppendKeys(keys, []byte(w))
	}
	slices.Sort(keys)
	var rows []Row

	for _, k := range slices.Compact(keys) {
		numbers := make([]float32, 10)
		for i := range numbers {
			numbers[i] = float32(r.NormFloat64()) * 3
		}
		rows = append(rows, Row{k, numbers})
	}
	data, err := Pack(rows)
	if err != nil {
		t.Fatal(err)
	}

	return rows, data
}

func TestPackAndOpen(t *testing.T) {
	rows, data := small(t, "refund возврат заказ order")
	table, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if table.Rows() != len(rows) || table.Dims() != 10 || len(data) != Size(len(rows), 10) {
		t.Fatalf("%d rows of %d in %d bytes", table.Rows(), table.Dims(), len(data))
	}

	for _, r := range rows {
		got := make([]float32, 10)
		table.addRow(got, r.Key, 1)

		for i := range got {
			if math.Abs(float64(got[i]-r.Numbers[i])) > 3 {
				t.Fatalf("key %d: %v became %v", r.Key, r.Numbers, got)
			}
		}
		if c := cosine(got, r.Numbers) / math.Sqrt(cosine(got, got)*cosine(r.Numbers, r.Numbers)); c < .97 {
			t.Errorf("key %d: cosine %v", r.Key, c)
		}
	}
	if _, again := small(t, "refund возврат заказ order"); !slices.Equal(data, again) {
		t.Error("the same rows make another table")
	}
}

func TestPackRefuses(t *testing.T) {
	for name, rows := range map[string][]Row{
		"nothing":       nil,
		"not ascending": {{2, []float32{1, 2}}, {1, []float32{1, 2}}},
		"twice":         {{1, []float32{1, 2}}, {1, []float32{1, 2}}},
		"odd":           {{1, []float32{1, 2, 3}}},
		"uneven":        {{1, []float32{1, 2}}, {2, []float32{1, 2, 3, 4}}},
		"endless":       {{1, []float32{float32(math.Inf(1)), 2}}},
	} {
		if _, err := Pack(rows); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestOpenRefusesDamage(t *testing.T) {
	_, data := small(t, "refund возврат")
	for n := range data {
		if _, err := Open(data[:n]); !errors.Is(err, ErrFormat) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
		bad := slices.Clone(data)
		bad[n] ^= 0x10
		if _, err := Open(bad); !errors.Is(err, ErrFormat) {
			t.Fatalf("byte %d changed: %v", n, err)
		}
	}
	if _, err := Open(append(slices.Clone(data), 0)); !errors.Is(err, ErrFormat) {
		t.Errorf("one byte more: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	_, data := small(f, "refund")
	f.Add(data)
	f.Add(data[:headerSize])
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) >= headerSize { // A valid checksum lets the fuzzer reach the code after the check.
			data = slices.Clone(data)
			binary.LittleEndian.PutUint32(data[20:], checksum(data))
		}
		table, err := Open(data)
		if err != nil {
			return
		}
		v := table.Vector(nil, "refund of my order")
		if c := cosine(v, v); c != 0 && math.Abs(c-1) > 1e-3 {
			t.Errorf("square %v", c)
		}
	})
}

func FuzzVector(f *testing.F) {
	_, data := small(f, "refund возврат")
	table, err := Open(data)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Where is my refund?")
	f.Add("Ёлка\u0301 ’’ \xff\xfe İstanbul ﬃ 漢字 👩‍👩‍👧")
	f.Fuzz(func(t *testing.T, text string) {
		v := table.Vector(nil, text)
		if c := cosine(v, v); c != 0 && math.Abs(c-1) > 1e-3 {
			t.Errorf("%q: square %v", text, c)
		}

		for _, w := range Words(text) {
			if got := Words(w); len(got) > 1 {
				t.Errorf("%q is cut again: %q", w, got)
			}
		}
	})
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"What's UP?":                  "whats up",
		"Ещё  раз: ТЁЛКА-42":          "еще раз телка 42",
		"cafe\u0301 и\u0306":          "café й",
		"#14, e-mail: a.b@example.de": "14 e mail a b example de",
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("%q: %q instead of %q", text, got, want)
		}
	}
	if n := len(Words(strings.Repeat("a ", 1000))); n != maxWords {
		t.Errorf("%d words", n)
	}
}

func TestAppendKeys(t *testing.T) {
	want := []uint32{key(surface, "мир"), key(stemmed, "мир")}
	for _, p := range []string{"_ми", "мир", "ир_", "_мир", "мир_", "_мир_"} {
		want = append(want, key(piece, p))
	}
	if got := AppendKeys(nil, []byte("мир")); !slices.Equal(got, want) {
		t.Errorf("%x instead of %x", got, want)
	}
	if got := AppendKeys(nil, []byte("я")); !slices.Equal(got[2:], []uint32{key(piece, "_я_")}) {
		t.Errorf("%x", got)
	}
	long := AppendKeys(nil, []byte(strings.Repeat("щ", 500)))
	if len(long) != 2+3*(maxLetters+2)-9 {
		t.Errorf("%d keys of a long word", len(long))
	}
}
