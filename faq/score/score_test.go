package score

import (
	"math"
	"strings"
	"testing"
)

// TestOf checks figures computed by hand from the definitions.
func TestOf(t *testing.T) {
	cases := []Case{{Text: "a", Expect: []string{"x"}}, {Text: "b", Expect: []string{"y"}},
		{Text: "c", Expect: []string{"z", "x"}}, {Text: "d"}}
	predictions := []Prediction{
		{Ranking: []Ranked{{"x", 0.9}}, Decision: "answer"},
		{Ranking: []Ranked{{"x", 0.6}, {"y", 0.3}}, Decision: "ask"},
		{Ranking: []Ranked{{"q", 0.2}, {"w", 0.1}, {"e", 0.1}, {"x", 0.05}}, Decision: "ask"},
		{Ranking: []Ranked{{"y", 0.4}}, Decision: "handoff"},
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

// TestCustomerCounts follows the results of customers: a menu as shown may be longer than the first three of the ranking.
func TestCustomerCounts(t *testing.T) {
	in, ranking := []string{"y"}, []Ranked{{"x", 0.4}, {"q", 0.2}, {"w", 0.1}, {"y", 0.1}}
	cases := make([]Case, 8)
	for i := range 5 {
		cases[i].Expect = in
	}
	f := Of(cases, []Prediction{
		{Ranking: []Ranked{{"y", 0.9}}, Decision: "answer"},
		{Ranking: ranking, Decision: "answer"},
		{Ranking: ranking, Decision: "ask", Menu: []string{"x", "q", "w", "y"}},
		{Ranking: ranking, Decision: "ask"},
		{Ranking: ranking, Decision: "clarify"},
		{Ranking: ranking, Decision: "answer"},
		{Ranking: ranking, Decision: "ask"},
		{Decision: "clarify"},
	})
	want := Customer{InScope: 5, Right: 1, Wrong: 1, Menu: 1, MenuMissed: 1, Clarify: 1}
	want.None, want.NoneAnswered, want.NoneMenu = 3, 1, 1
	if f.Customer != want {
		t.Errorf("%+v, want %+v", f.Customer, want)
	}
}

func TestOfNothing(t *testing.T) {
	f := Of([]Case{{Text: "a"}}, []Prediction{{Decision: "handoff"}})
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
