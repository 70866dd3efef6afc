package console

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2/validation"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/knowledge"
)

// TestReasonsInBothLanguages: the console has a text for every reason of the server and every kind of version, in both languages and with
// the server's parameters. The console has no text for any other reason.
func TestReasonsInBothLanguages(t *testing.T) {
	reasons := map[string]string{}

	for _, table := range []map[string]string{faq.Reasons, chat.Reasons, Refusals} {
		for code, text := range table {
			if reasons[code] != "" {
				t.Errorf("%s is in two tables", code)
			}
			reasons[code] = text
		}
	}
	toldInBoth(t, reasons, "\nconst en = {\n", "\nconst ru: Reasons = {\n")
	toldInBoth(
		t,
		knowledge.Kinds,
		"\nconst enVersions = {\n",
		"\nconst ruVersions: Record<keyof typeof enVersions, string> = {\n",
	)
}

func toldInBoth(t *testing.T, reasons map[string]string, en, ru string) {
	t.Helper()
	file, err := os.ReadFile("app/src/i18n/reasons.ts")
	if err != nil {
		t.Fatal(err)
	}

	for lang, begin := range map[string]string{"en": en, "ru": ru} {
		_, rest, found := strings.Cut(string(file), begin)
		body, _, ended := strings.Cut(rest, "\n}\n")
		if !found || !ended {
			t.Fatalf("no texts in %s", lang)
		}

		told := map[string]string{}
		for _, m := range regexp.MustCompile(`(?m)^  (\w+):\s+'(.+)',$`).FindAllStringSubmatch(body, -1) {
			told[m[1]] = m[2]
		}

		for code, english := range reasons {
			if told[code] == "" {
				t.Errorf("%s: no text for %s", lang, code)
			} else if extra := without(marks(told[code]), marks(english)); len(extra) > 0 {
				t.Errorf("%s: %s holds %q, which the server does not give", lang, code, extra)
			}
		}

		for code := range told {
			if reasons[code] == "" {
				t.Errorf("%s: the server never gives the reason %s", lang, code)
			}
		}
	}
}

func marks(text string) []string {
	found := map[string]bool{}
	for _, m := range regexp.MustCompile(`\{(\w+)(:q)?\}`).FindAllStringSubmatch(text, -1) {
		found[m[1]] = true
	}

	return slices.Sorted(maps.Keys(found))
}

func without(list, known []string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return slices.Contains(known, s) })
}

// TestReasonsAreGiven: every visible refusal has a known reason with all parameters.
func TestReasonsAreGiven(t *testing.T) {
	given := map[string]bool{}
	refusals := regexp.MustCompile(
		`chat\.Refuse\(\s*chat\.\w+,\s*"(\w+)"((?:,\s*"\w+",\s*[^,()]+(?:\([^()]*\))?)*),?\s*\)`,
	)

	for _, dir := range []string{".", "../handoff", "../knowledge", "../store", "../adapters"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}

		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if dir != "../store" && strings.Contains(string(text), "chat.Fault(") {
				t.Errorf("%s: a fault without a reason", name)
			}
			calls := refusals.FindAllStringSubmatch(string(text), -1)
			if n := strings.Count(string(text), "chat.Refuse("); n != len(calls) {
				t.Errorf("%s: %d of %d reasons are understood", name, len(calls), n)
			}

			for _, m := range calls {
				given[m[1]] = true

				var params []string
				for _, p := range regexp.MustCompile(`,\s*"(\w+)",\s`).FindAllStringSubmatch(m[2], -1) {
					params = append(params, p[1])
				}
				if english, ok := chat.Reasons[m[1]]; !ok {
					t.Errorf("%s: no reason %q", name, m[1])
				} else if missing := without(marks(english), params); len(missing) > 0 {
					t.Errorf("%s: %s lacks %q", name, m[1], missing)
				}
			}
		}
	}

	for code := range chat.Reasons {
		if !given[code] {
			t.Errorf("no code gives the reason %s", code)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct{ message, code, params string }{
		{fmt.Sprintf(validation.MsgExpectedMaxLength, 500), "shape_long", "map[max:500]"},
		{fmt.Sprintf(validation.MsgExpectedMaxItems, 50), "shape_many", "map[max:50]"},
		{fmt.Sprintf(validation.MsgExpectedRequiredProperty, "answer"), "shape_missing", "map[name:answer]"},
		{fmt.Sprintf(validation.MsgExpectedOneOf, "a, b"), "shape_one_of", "map[names:a, b]"},
		{fmt.Sprintf(validation.MsgExpectedMinimumNumber, 0.5), "shape_small", "map[min:0.5]"},
		{validation.MsgExpectedNumber, "shape_want_number", "map[]"},
		{"something new", "", "map[]"},
	} {
		if code, params := refusal(c.message); code != c.code || fmt.Sprint(params) != c.params {
			t.Errorf("%q: %q %v, want %q %s", c.message, code, params, c.code, c.params)
		}
	}
}
