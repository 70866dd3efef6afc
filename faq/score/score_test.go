package score

import (
	"math"
	"strings"
	"testing"
)

// TestOf checks figures computed by hand from the definitions.
func TestOf(t *testing.T) {
	cases := []Case{{"a", []string{"x"}}, {"b", []string{"y"}}, {"c", []string{"z", "x"}}, {"d", nil}}
	predictions := []Prediction{
		{[]Ranked{{"x", 0.9}}, "answer"},
		{[]Ranked{{"x", 0.6}, {"y", 0.3}}, "ask"},
		{[]Ranked{{"q", 0.2}, {"w", 0.1}, {"e", 0.1}, {"x", 0.05}}, "ask"},
		{[]Ranked{{"y", 0.4}}, "handoff"},
	}

	f := Of(cases, predictions)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"top1", f.Top1, 1.0 / 3},
		{"top3", f.Top3, 2.0 / 3},
		{"mrr", f.MRR, (1 + 0.5 + 0.25) / 3},
		{"auroc", *f.AUROC, 2.0 / 3},
		{"cov95", f.Cov95, 0.25}, {"answered", f.Decision.Answered, 0.25}, {"precision", *f.Decision.Precision, 1},
		{"asked", f.Decision.Asked, 0.5},
		{"right in three", *f.Decision.RightInThree, 0.5},
		{"handed over", *f.Decision.OOSHandedOver, 1},
		{"ece", f.ECE, (0.1 + 0.6 + 0.2 + 0.4) / 4},
	} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestOfNothing(t *testing.T) {
	f := Of([]Case{{"a", nil}}, []Prediction{{nil, "handoff"}})
	if f.AUROC != nil || f.Decision.Precision != nil || f.Top1 != 0 || f.ECE != 0 {
		t.Errorf("%+v", f)
	}
}

func TestReadCases(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{`{"text":"a","expect":[]}` + "\n\n" + `{"text":"b","expect":["x"]}`, ""},
		{"{}", "c.jsonl:1: text: missing"},
		{`{"text":"a"}`, "c.jsonl:1: expect: missing"},
		{"\n" + `{"text":1,"expect":[]}`, "c.jsonl:2: text: expected string, found number"},
		{"nonsense", "c.jsonl:1: not a JSON object"},
		{"", "c.jsonl: no cases"},
	} {
		_, err := ReadCases("c.jsonl", []byte(c.data))
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.data, err, c.want)
		}
	}
}
