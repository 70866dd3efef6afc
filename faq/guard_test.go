package faq_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"frontdesk/faq"
	"frontdesk/faq/score"
	"frontdesk/knowledge"
)

// guard loads the project's own question set: support questions to a dozen kinds of company, in
// Russian and English. A quarter of the questions is out of scope. Some questions have typing errors,
// the wrong keyboard layout or Latin letters. Half of the questions share hardly a word with the
// entry, so the figures are low. The bounds are a little below the measured figures.
func guard(t *testing.T) (entries []faq.Entry, cases []score.Case) {
	t.Helper()
	data, err := os.ReadFile("testdata/guard.base.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if entries, err = faq.Load("guard.base.jsonl", data); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile("testdata/guard.cases.jsonl"); err != nil {
		t.Fatal(err)
	}
	if cases, err = score.ReadCases("guard.cases.jsonl", data); err != nil {
		t.Fatal(err)
	}

	return entries, cases
}

func measured(b *faq.Base, cases []score.Case) score.Figures {
	var ps []score.Prediction

	for _, c := range cases {
		r := b.Search(faq.Query{Text: c.Text, Most: 10})

		p := score.Prediction{Decision: r.Decision.String()}
		for _, h := range r.Hits {
			p.Ranking = append(p.Ranking, score.Ranked{ID: h.ID, P: h.P})
		}
		ps = append(ps, p)
	}

	return score.Of(cases, ps)
}

func TestGuardSetIsWhole(t *testing.T) {
	entries, cases := guard(t)

	known, none := map[string]bool{}, 0
	for _, e := range entries {
		known[e.ID] = true
	}

	for _, c := range cases {
		if len(c.Expect) == 0 {
			none++
		}

		for _, id := range c.Expect {
			if !known[id] {
				t.Errorf("%q expects the missing entry %q", c.Text, id)
			}
		}
	}
	if len(entries) < 60 || len(cases) < 400 || none*5 < len(cases) {
		t.Errorf("%d entries, %d cases, %d of them out of scope", len(entries), len(cases), none)
	}
}

func TestGuard(t *testing.T) {
	entries, cases := guard(t)

	titles := make([]faq.Entry, len(entries))
	for i, e := range entries {
		e.Phrasings = nil
		titles[i] = e
	}

	for _, c := range []struct {
		name                           string
		entries                        []faq.Entry
		encoder, fit                   bool
		top1, top3, cov95, auroc, ece  float64
		answered, precision, oosHanded float64
	}{
		{"not fitted", entries, false, false, 0.54, 0.68, 0.21, 0.72, 0.11, 0.16, 0.96, 0.90},
		{"fitted", entries, false, true, 0.54, 0.68, 0.19, 0.70, 0.07, 0.13, 0.97, 0.97},
		{"titles only", titles, false, true, 0.44, 0.57, 0.09, 0.68, 0.07, 0.06, 0.87, 0.83},
		{"not fitted, with the encoder", entries, true, false, 0.57, 0.71, 0.21, 0.73, 0.17, 0.12, 0.97, 0.95},
		{"fitted, with the encoder", entries, true, true, 0.585, 0.73, 0.21, 0.74, 0.075, 0.15, 0.97, 0.93},
		{"titles only, with the encoder", titles, true, true, 0.47, 0.64, 0.11, 0.69, 0.09, 0.07, 0.88, 0.82},
	} {
		t.Run(c.name, func(t *testing.T) {
			var o faq.Options
			if c.encoder {
				if o.Embedder = knowledge.Meaning(); o.Embedder == nil {
					t.Skip("this build has no encoder")
				}
			}
			b := faq.New(c.entries, o)
			if c.fit {
				f, err := b.Fit(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				b = b.With(f)
			}
			f := measured(b, cases)
			precision := 1.0
			if f.Decision.Precision != nil {
				precision = *f.Decision.Precision
			}
			t.Logf(
				"top1 %.3f top3 %.3f cov95 %.3f auroc %.3f "+
					"ece %.3f answered %.3f precision %.3f handed over %.3f asked %.3f",
				f.Top1,
				f.Top3,
				f.Cov95,
				*f.AUROC,
				f.ECE,
				f.Decision.Answered,
				precision,
				*f.Decision.OOSHandedOver,
				f.Decision.Asked,
			)

			for _, m := range []struct {
				name      string
				got, want float64
			}{
				{"top1", f.Top1, c.top1},
				{"top3", f.Top3, c.top3},
				{"cov95", f.Cov95, c.cov95},
				{"auroc", *f.AUROC, c.auroc},
				{"-ece", -f.ECE, -c.ece},
				{"answered", f.Decision.Answered, c.answered},
				{"precision", precision, c.precision},
				{"out of scope handed over", *f.Decision.OOSHandedOver, c.oosHanded},
			} {
				if m.got < m.want {
					t.Errorf("%s is %.3f, want at least %.3f", m.name, m.got, m.want)
				}
			}
		})
	}
}

// slip leaves out the third letter of the longest word.
func slip(text string) string {
	longest := ""
	for w := range strings.FieldsSeq(text) {
		if utf8.RuneCountInString(w) > utf8.RuneCountInString(longest) {
			longest = w
		}
	}
	r := []rune(longest)
	if len(r) < 5 {
		return text
	}

	return strings.Replace(text, longest, string(r[:2])+string(r[3:]), 1)
}

// TestGuardSlips checks that a typing error in the longest word costs little.
func TestGuardSlips(t *testing.T) {
	entries, cases := guard(t)
	b := faq.New(entries, faq.Options{})

	clean := measured(b, cases).Top1
	for i := range cases {
		cases[i].Text = slip(cases[i].Text)
	}
	slipped := measured(b, cases).Top1
	t.Logf("top1 %.3f, with slips %.3f, %.3f of it", clean, slipped, slipped/clean)
	if slipped < 0.955*clean {
		t.Errorf("top1 falls from %.3f to %.3f", clean, slipped)
	}
}

// TestUnknownPage asks the questions of a page that no weight was learnt from: titles and answers alone. Most questions are answered, or
// find the entry in the menu, and hardly an answer is wrong.
func TestUnknownPage(t *testing.T) {
	const page = "../../shared/data/vkcloud"
	base, cases := fitted(t, page+".base.jsonl"), casesOf(t, page+".cases.jsonl")

	var said []score.Prediction
	for _, c := range cases {
		said = append(said, score.Predict(base.Search(faq.Query{Text: c.Text})))
	}
	got := score.Of(cases, said).Customer
	t.Logf("%+v", got)
	if got.Right+got.Menu < 13 || got.Wrong+got.NoneAnswered > 1 || got.MenuMissed > 2 || got.NoneMenu > 1 {
		t.Errorf("%+v: want 13 of 23 right or in the menu, at most 1 wrong, 2 menus that miss and 1 menu "+
			"without an entry", got)
	}
	for _, e := range base.Expect() {
		if !e.Estimated || e.Menu <= 0 || e.Clarify <= 0 {
			t.Errorf("%+v: want an estimate with menus and clarifying questions", e)
		}
	}
}
