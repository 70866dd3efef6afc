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
	u, err := url.Parse(escaped)
	if err != nil {
		return ""
	}

	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Hostname() == "" {
			return ""
		}
	case "mailto", "tel":
		if u.Opaque == "" {
			return ""
		}
	default:
		return ""
	}

	return escaped
}

// escapeURL percent-encodes the characters that could end the address in HTML, in Slack's <url|label> or for a reader. All other
// characters stay unchanged.
func escapeURL(s string) string {
	var b strings.Builder

	for _, r := range s {
		if unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) ||
			strings.ContainsRune("\"'<>\\^`{|}", r) {
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
			continue
		}
		b.WriteRune(r)
	}

	return b.String()
}

var bareURL = regexp.MustCompile(`(?i)\bhttps?://[^\s<>"` + "`" + `]+`)

// linkify cuts a literal text into runs, with a link for each bare address. Punctuation after an address belongs to the sentence, and so
// does the closing bracket of a bracket opened before the address.
func linkify(s string) []run {
	var out []run
	last := 0

	for _, m := range bareURL.FindAllStringIndex(s, -1) {
		address := trimAddress(s[m[0]:m[1]])
		safe := safeURL(address)
		if safe == "" {
			continue
		}
		if m[0] > last {
			out = append(out, run{text: s[last:m[0]]})
		}
		out = append(out, run{text: address, link: &link{url: safe}})
		last = m[0] + len(address)
	}
	if last < len(s) {
		out = append(out, run{text: s[last:]})
	}

	return out
}

func trimAddress(s string) string {
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		switch {
		case strings.ContainsRune(".,;:!?…»”’'*_~", r):
		case r == ')' && strings.Count(s, "(") < strings.Count(s, ")"):
		case r == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
		default:
			return s
		}
		s = s[:len(s)-size]
	}

	return s
}

// shownAddress returns the address for people, without "mailto:" and "tel:".
func shownAddress(u string) string {
	if scheme, rest, ok := strings.Cut(u, ":"); ok {
		switch strings.ToLower(scheme) {
		case "mailto", "tel":
			rest, _, _ = strings.Cut(rest, "?")
			if plain, err := url.PathUnescape(rest); err == nil {
				return clean(plain)
			}

			return rest
		}
	}

	return u
}

func isWeb(u string) bool {
	scheme, _, _ := strings.Cut(u, ":")
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// saysAddress reports whether the label already shows the link's address.
func saysAddress(label, u string) bool {
	shown := shownAddress(u)
	if strings.EqualFold(label, u) || strings.EqualFold(label, shown) {
		return true
	}
	if scheme, _, _ := strings.Cut(u, ":"); strings.EqualFold(scheme, "tel") {
		return digits(label) == digits(shown)
	}
	// For example "www.example.com" linked to "http://www.example.com".
	_, bare, _ := strings.Cut(u, "://")

	return isWeb(u) && strings.TrimSuffix(label, "/") == strings.TrimSuffix(bare, "/")
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}

		return -1
	}, s)
}
