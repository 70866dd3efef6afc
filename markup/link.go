package markup

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxURL is the maximum length of a link's address in bytes. Browsers and messengers have a limit of about this size.
const maxURL = 2048

// safeURL returns the address in a form for an attribute. The result is empty for an address that must not be a link. Allowed are
// absolute http and https addresses with a host, mailto and tel.
func safeURL(raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxURL || !utf8.ValidString(raw) {
		return ""
	}
	escaped := escapeURL(raw)
	address, err := url.Parse(escaped)
	if err != nil {
		return ""
	}

	switch strings.ToLower(address.Scheme) {
	case "http", "https":
		if address.Hostname() == "" {
			return ""
		}
	case "mailto", "tel":
		if address.Opaque == "" {
			return ""
		}
	default:
		return ""
	}

	return escaped
}

// escapeURL percent-encodes the characters that could end the address in HTML, in Slack's <url|label> or for a reader. All other
// characters stay unchanged.
func escapeURL(text string) string {
	var out strings.Builder

	for _, char := range text {
		if unicode.IsControl(char) || unicode.IsSpace(char) || unicode.Is(unicode.Cf, char) ||
			strings.ContainsRune("\"'<>\\^`{|}", char) {
			for _, c := range []byte(string(char)) {
				fmt.Fprintf(&out, "%%%02X", c)
			}
			continue
		}
		out.WriteRune(char)
	}

	return out.String()
}

var bareURL = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"` + "`" + `]+`)

// linkify cuts a literal text into runs, with a link for each bare address. Punctuation after an address belongs to the sentence, and so
// does the closing bracket of a bracket opened before the address.
func linkify(text string) []run {
	var out []run
	last := 0

	for _, found := range bareURL.FindAllStringIndex(text, -1) {
		address := trimAddress(text[found[0]:found[1]])
		safe := safeURL(address)
		if safe == "" {
			continue
		}
		if found[0] > last {
			out = append(out, run{text: text[last:found[0]]})
		}
		out = append(out, run{text: address, link: &link{url: safe}})
		last = found[0] + len(address)
	}
	if last < len(text) {
		out = append(out, run{text: text[last:]})
	}

	return out
}

func trimAddress(text string) string {
	for text != "" {
		char, size := utf8.DecodeLastRuneInString(text)
		switch {
		case strings.ContainsRune(".,;:!?…»”’'*_~", char):
		case char == ')' && strings.Count(text, "(") < strings.Count(text, ")"):
		case char == ']' && strings.Count(text, "[") < strings.Count(text, "]"):
		default:
			return text
		}
		text = text[:len(text)-size]
	}

	return text
}

// shownAddress returns the address for people, without "mailto:" and "tel:".
func shownAddress(address string) string {
	if scheme, rest, ok := strings.Cut(address, ":"); ok {
		switch strings.ToLower(scheme) {
		case "mailto", "tel":
			rest, _, _ = strings.Cut(rest, "?")
			if plain, err := url.PathUnescape(rest); err == nil {
				return clean(plain)
			}

			return rest
		}
	}

	return address
}

func isWeb(u string) bool {
	scheme, _, _ := strings.Cut(u, ":")
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// saysAddress reports whether the label already shows the link's address.
func saysAddress(label, address string) bool {
	shown := shownAddress(address)
	if strings.EqualFold(label, address) || strings.EqualFold(label, shown) {
		return true
	}
	if scheme, _, _ := strings.Cut(address, ":"); strings.EqualFold(scheme, "tel") {
		return digits(label) == digits(shown)
	}
	// For example "www.example.com" linked to "http://www.example.com".
	_, bare, _ := strings.Cut(address, "://")

	return isWeb(address) && strings.TrimSuffix(label, "/") == strings.TrimSuffix(bare, "/")
}

func digits(text string) string {
	return strings.Map(func(char rune) rune {
		if unicode.IsDigit(char) {
			return char
		}

		return -1
	}, text)
}
