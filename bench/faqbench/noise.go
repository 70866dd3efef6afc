package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

var keyRows = []string{"йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm"}

// typos makes one random edit per eight letters, and at least one edit. An edit drops a letter, doubles a letter, swaps a letter with the
// next letter, or hits a neighbouring key.
func typos(text string, row int) string {
	random := rand.New(rand.NewPCG(1, uint64(row)))
	runes := []rune(text)
	letters := 0

	for _, c := range runes {
		if unicode.IsLetter(c) {
			letters++
		}
	}

	for range max(1, letters/8) {
		var at []int

		for i, c := range runes {
			if unicode.IsLetter(c) {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			break
		}

		place := at[random.IntN(len(at))]
		switch kind := random.IntN(4); {
		case kind == 0:
			runes = slices.Delete(runes, place, place+1)
		case kind == 1:
			runes = slices.Insert(runes, place, runes[place])
		case kind == 2 && place+1 < len(runes):
			runes[place], runes[place+1] = runes[place+1], runes[place]
		default:
			runes[place] = beside(runes[place], random)
		}
	}

	return string(runes)
}

// beside is a key next to the key of a letter.
func beside(letter rune, random *rand.Rand) rune {
	for _, row := range keyRows {
		keys := []rune(row)
		place := slices.Index(keys, unicode.ToLower(letter))
		if place < 0 {
			continue
		}
		near := slices.Clone(keys[max(0, place-1):place])
		if place+1 < len(keys) {
			near = append(near, keys[place+1])
		}

		return near[random.IntN(len(near))]
	}

	return letter
}

var (
	layout = strings.NewReplacer(
		pairs("йцукенгшщзхъфывапролджэячсмитьбюё", strings.Split("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", ""))...)
	latin = strings.NewReplacer(pairs("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
		strings.Split("a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch  y  e yu ya", " "))...)
)

func pairs(russian string, other []string) (out []string) {
	for i, r := range []rune(russian) {
		out = append(out, string(r), other[i])
	}

	return out
}

// wrongLayout types Russian with the English layout on.
func wrongLayout(s string, _ int) string { return layout.Replace(strings.ToLower(s)) }

// transliterated writes Russian in Latin letters.
func transliterated(s string, _ int) string { return latin.Replace(strings.ToLower(s)) }
