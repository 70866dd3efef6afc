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
func big(size int) (entries []faq.Entry, cases []score.Case) {
	for i := range size {
		rules, number := &grammars[i%2], i/2
		words := strings.NewReplacer(
			"{v}",
			rules.verbs[number%12],
			"{n}",
			rules.goods[number/12%20],
			"{a}",
			rules.kinds[number/240%12],
			"{c}",
			rules.towns[number/2880%12],
		)
		var asked []string

		for _, form := range rules.forms {
			s := words.Replace(form)
			if m := number / 34560; m > 0 {
				s += fmt.Sprint(" ", m)
			}
			asked = append(asked, s)
		}
		entries = append(
			entries,
			faq.Entry{
				ID:        fmt.Sprint("b", i),
				Lang:      rules.lang,
				Question:  asked[0],
				Phrasings: asked[1:],
				Answer:    fmt.Sprintf("%s: %d.", words.Replace("{v} {n}"), i),
			},
		)
	}

	random := rand.New(rand.NewPCG(5, 5))
	for range 400 {
		entry := entries[random.IntN(size)]
		ws := strings.Fields(append([]string{entry.Question}, entry.Phrasings...)[random.IntN(3)])
		if random.IntN(2) == 0 {
			at := random.IntN(len(ws))
			ws = append(ws[:at:at], ws[at+1:]...)
		}
		cases = append(cases, score.Case{Text: strings.ToLower(strings.Join(ws, " ")), Expect: []string{entry.ID}})
	}

	return entries, cases
}

// printSpeed prints time and memory at two sizes.
func (b *bench) printSpeed(ctx context.Context) error {
	out := table()
	fmt.Fprintln(out, "\nentries of 3 phrasings\tengine\tbuild s\tfit s\tquery p50 ms\tp99 ms\theap MB\ttop1")

	for _, count := range []int{1000, 50_000} {
		entries, cases := big(count)
		base, err := write(b, "big.base.jsonl", entries)
		if err != nil {
			return err
		}
		asked, err := write(b, "big.cases.jsonl", cases)
		if err != nil {
			return err
		}

		for _, how := range both {
			measured, err := b.eval(ctx, base, asked, how)
			if err != nil {
				return err
			}
			fmt.Fprintf(
				out,
				"%d\t%s\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%.3f\n",
				count,
				how.name,
				measured.BuildS,
				measured.FitS,
				measured.P50,
				measured.P99,
				measured.HeapMB,
				measured.Top1,
			)
		}
	}

	return out.Flush()
}
