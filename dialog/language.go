package dialog

import (
	"strings"
	"unicode"
)

// Language guesses "ru" or "en". Only words count: links, addresses, codes, names with @ and emoji decide nothing. Russian wins in mixed
// texts, because product names are Latin everywhere. A single Latin word is no evidence unless the word is a very common English word.
func Language(text string) string {
	cyrillic := 0
	var latin []string

	for token := range strings.FieldsSeq(text) {
		code := strings.ContainsAny(token, "@/\\_#:=") && !strings.HasSuffix(token, ":")
		if code || strings.Contains(strings.Trim(token, ".,"), ".") {
			continue
		}

		for _, word := range words(token) {
			switch {
			case strings.ContainsFunc(word, unicode.IsDigit):
			case strings.ContainsFunc(word, isCyrillic):
				cyrillic++
			case strings.ContainsFunc(word, isLatin) && len(word) > 1:
				latin = append(latin, strings.Trim(word, "-'"))
			}
		}
	}

	switch {
	case cyrillic > 0:
		return "ru"
	case len(latin) == 0:
		return ""
	case len(latin) == 1 && !commonEnglish[latin[0]]:
		if russianTyped(latin) {
			return "ru"
		}

		return ""
	case russianTyped(latin):
		return "ru"
	}

	return "en"
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }
func isLatin(r rune) bool    { return unicode.Is(unicode.Latin, r) }

// russianTyped reports whether Latin words are Russian: typed on the wrong keyboard layout, or spelled in Latin letters. A common word of
// English decides against Russian.
func russianTyped(list []string) bool {
	russian := 0

	for _, word := range list {
		switch {
		case commonEnglish[word]:
			return false
		case layoutRussian[word], latinRussian[word]:
			russian += 2
		case wrongLayout(word):
			russian++
		}
	}

	return 2*russian >= len(list) && russian >= min(2, len(list))
}

// wrongLayout reports whether a word of five or more letters cannot be English: without a vowel, or with pairs of letters that English
// words do not have but Russian words on the Latin layout have.
func wrongLayout(word string) bool {
	if len(word) < 5 {
		return false
	}
	odd := 0
	for pair := range strings.FieldsSeq(layoutPairs) {
		odd += strings.Count(word, pair)
	}

	return !strings.ContainsAny(word, "aeiou") || odd >= 2
}

// layoutPairs are groups of letters of Russian words on the Latin keyboard layout. English words do not have the groups.
const layoutPairs = "jq yf kb jn rf jd tq yj cz gj vj lj rj dj jk yt jv yy fz bz ytn hj fq"

// commonEnglish are very common words of English messages. latinRussian are common Russian words in Latin letters. layoutRussian are the
// same words on the Latin keyboard layout.
var (
	commonEnglish = set(
		"hello hi hey help price prices refund delivery order orders shipping payment pay card return returns",
		"cancel please pls thanks thank",
		"how what where when why who which is are am do does did can could would will the a an i my me you your",
		"we our us it this that there",
		"not no yes to of in on at for from with and or if but need want have has get give about any some more",
		"out up off don't can't",
		"password login account error work working works open hours today tomorrow time change update phone email",
		"invoice support question",
	)
	latinRussian = set(
		"kak gde kogda skolko stoit dostavka dostavku zakaz zakaza oplata oplatit oplati privet zdravstvuyte",
		"zdravstvuite spasibo pozhaluysta",
		"mozhno nuzhno nado hochu xochu chto kto pochemu vozvrat vernut dengi tovar magazin rabotaet rabotaete",
		"adres vy menya mne ne est li",
		"pomogite podskazhite dobryy dobry den vecher",
	)
	layoutRussian = set(
		"rfr ult rjulf crjkmrj cnjbn ljcnfdrf ljcnfdre pfrfp pfrfpf jgkfnf jgkfnbnm ghbdtn plhfdcndeqnt cgfcb,j",
		"gj;fkeqcnf vj;yj ye;yj yflj",
		"xnj rnj gjxtve djpdhfn dthyenm ltymub njdfh vfufpby hf,jnftn hf,jnftnt flhtc ds vtyz vyt yt tcnm",
		"gjvjubnt gjlcrf;bnt lj,hsq ltym",
	)
)
