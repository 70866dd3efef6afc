package faq

import "strings"

// romanise spells a Russian word the way it is most often typed in Latin letters.
var romanise = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "й", "y", "к", "k", "л", "l", "м", "m",
	"н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h", "ц", "ts", "ч", "ch", "ш", "sh", "щ", "sch",
	"ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya")

// oneSpelling brings the ways to write one Russian sound in Latin letters together; capitals
// stand for sounds that have no letter of their own. The first of two that fit counts.
var oneSpelling = strings.NewReplacer(
	"shch", "S", "sch", "S", "sh", "S", "ch", "C", "zh", "Z", "kh", "h", "x", "h", "ts", "c", "tz", "c",
	"ya", "A", "ja", "A", "ia", "A", "yu", "U", "ju", "U", "iu", "U", "yo", "e", "jo", "e", "ye", "e", "je", "e",
	"yy", "i", "iy", "i", "yi", "i", "ii", "i", "ij", "i", "y", "i", "j", "i", "w", "v", "'", "")

// russianLetters spells a Latin word in Russian by rule, for words that the base does not hold.
var russianLetters = strings.NewReplacer(
	"shch", "щ", "sch", "щ", "sh", "ш", "ch", "ч", "zh", "ж", "kh", "х", "ts", "ц", "tz", "ц",
	"ya", "я", "ja", "я", "yu", "ю", "ju", "ю", "yo", "е", "jo", "е", "ye", "е", "je", "е", "yy", "ый", "iy", "ий", "ij", "ий",
	"ay", "ай", "ey", "ей", "oy", "ой", "uy", "уй",
	"a", "а", "b", "б", "v", "в", "w", "в", "g", "г", "d", "д", "e", "е", "z", "з", "i", "и", "j", "й", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "u", "у", "f", "ф", "h", "х", "x", "х", "c", "ц", "y", "ы", "q", "к", "'", "ь")

// sound is the same for all Latin spellings of a Russian word, typed or made from it.
func sound(word string) uint64 { return gramTerm.hash(oneSpelling.Replace(romanise.Replace(word))) }
