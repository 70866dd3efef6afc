package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"frontdesk/faq"
	"frontdesk/faq/score"
)

// grammar makes questions about goods in towns, all different.
type grammar struct {
	lang                       string
	verbs, goods, kinds, towns []string
	forms                      [3]string
}

var grammars = [2]grammar{
	{
		"en",
		strings.Split(
			"return,exchange,cancel,track,pay for,insure,repair,reserve,assemble,upgrade,rent,gift-wrap",
			",",
		),
		strings.Fields(
			"sofa lamp kettle drill jacket boots phone charger camera printer bicycle tent " +
				"mattress fridge monitor router guitar carpet mirror stroller",
		),
		strings.Fields("red blue compact large wooden steel used imported waterproof foldable organic wireless"),
		strings.Fields("Kazan Moscow Omsk Perm Tula Sochi Samara Ufa Tver Penza Chita Orel"),
		[3]string{
			"How do I {v} a {a} {n} in {c}?",
			"can you {v} my {a} {n} in {c}",
			"I want to {v} the {n}, the {a} one, from {c}",
		},
	},
	{
		"ru",
		strings.Fields(
			"вернуть обменять отменить отследить оплатить застраховать починить забронировать " +
				"собрать заменить арендовать упаковать",
		),
		strings.Fields(
			"диван лампу чайник дрель куртку ботинки телефон зарядку камеру принтер " +
				"велосипед палатку матрас холодильник монитор роутер гитару ковёр зеркало коляску",
		),
		strings.Fields(
			"красный синий складной большой деревянный стальной подержанный привозной " +
				"непромокаемый детский офисный беспроводной",
		),
		strings.Fields("Казани Москве Омске Перми Туле Сочи Самаре Уфе Твери Пензе Чите Орле"),
		[3]string{
			"Как {v} {n}, если он {a}, в {c}?",
			"можно ли {v} {n} ({a}) в {c}",
			"хочу {v} {n} в {c}, {a} вариант",
		},
	},
}

// big makes n entries of three phrasings, half in each language, and 400 questions. Half of the questions lack a word. The base measures
// speed and memory, not quality.
func big(n int) (entries []faq.Entry, cases []score.Case) {
	for i := range n {
		g, k := &grammars[i%2], i/2
		words := strings.NewReplacer(
			"{v}",
			g.verbs[k%12],
			"{n}",
			g.goods[k/12%20],
			"{a}",
			g.kinds[k/240%12],
			"{c}",
			g.towns[k/2880%12],
		)
		var asked []string

		for _, f := range g.forms {
			s := words.Replace(f)
			if m := k / 34560; m > 0 {
				s += fmt.Sprint(" ", m)
			}
			asked = append(asked, s)
		}
		entries = append(
			entries,
			faq.Entry{
				ID:        fmt.Sprint("b", i),
				Lang:      g.lang,
				Question:  asked[0],
				Phrasings: asked[1:],
				Answer:    fmt.Sprintf("%s: %d.", words.Replace("{v} {n}"), i),
			},
		)
	}

	random := rand.New(rand.NewPCG(5, 5))
	for range 400 {
		e := entries[random.IntN(n)]
		ws := strings.Fields(append([]string{e.Question}, e.Phrasings...)[random.IntN(3)])
		if random.IntN(2) == 0 {
			at := random.IntN(len(ws))
			ws = append(ws[:at:at], ws[at+1:]...)
		}
		cases = append(cases, score.Case{Text: strings.ToLower(strings.Join(ws, " ")), Expect: []string{e.ID}})
	}

	return entries, cases
}

// printSpeed prints time and memory at two sizes.
func (b *bench) printSpeed(ctx context.Context) error {
	w := table()
	fmt.Fprintln(w, "\nentries of 3 phrasings\tengine\tbuild s\tfit s\tquery p50 ms\tp99 ms\theap MB\ttop1")

	for _, n := range []int{1000, 50_000} {
		entries, cases := big(n)
		base, err := write(b, "big.base.jsonl", entries)
		if err != nil {
			return err
		}
		asked, err := write(b, "big.cases.jsonl", cases)
		if err != nil {
			return err
		}

		for _, how := range both {
			e, err := b.eval(ctx, base, asked, how)
			if err != nil {
				return err
			}
			fmt.Fprintf(
				w,
				"%d\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%.3f\n",
				n,
				how.name,
				e.BuildS,
				e.FitS,
				e.P50,
				e.P99,
				e.HeapMB,
				e.Top1,
			)
		}
	}

	return w.Flush()
}
