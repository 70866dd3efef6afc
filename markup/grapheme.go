package markup

import "unicode"

// joined reports whether text[at-1] and text[at] belong to one visible character, so that a cut between them would show. Such characters
// are combining marks, variation selectors, skin tones, joined emoji, flags and Korean syllables typed letter by letter. The function
// covers the rules of UAX #29 for texts of chats, not all rules.
func joined(text []rune, at int) bool {
	if at <= 0 || at >= len(text) {
		return false
	}

	before, char := text[at-1], text[at]
	switch {
	case unicode.In(char, unicode.Mn, unicode.Me, unicode.Mc):
		return before != '\n'
	case char == zeroWidthJoiner || before == zeroWidthJoiner:
		return true
	case char >= 0x1F3FB && char <= 0x1F3FF: // skin tones
		return true
	case char >= 0xE0020 && char <= 0xE007F: // tags: the flags of Scotland, Wales ...
		return true
	case regional(char) && regional(before):
		return regionalsBefore(text, at)%2 == 1
	case char >= 0x1160 && char <= 0x11FF: // Hangul vowels and final consonants
		return before >= 0x1100 && before <= 0x11FF || before >= 0xAC00 && before <= 0xD7A3
	}

	return false
}

const zeroWidthJoiner = '\u200D'

func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func regionalsBefore(text []rune, at int) int {
	count := 0
	for at-count > 0 && regional(text[at-count-1]) {
		count++
	}

	return count
}

// blank reports whether a text has no visible character. Messengers refuse such a message.
func blank(text []rune) bool {
	for _, r := range text {
		if !invisible(r) {
			return false
		}
	}

	return true
}

func invisible(char rune) bool {
	switch char {
	// Letters and marks without a shape.
	case '\u115F', '\u1160', '\u2800', '\u3164', '\uFFA0', '\u034F':
		return true
	}

	return unicode.IsSpace(char) || unicode.In(char, unicode.Cf, unicode.Cc) || char >= 0xFE00 && char <= 0xFE0F
}
