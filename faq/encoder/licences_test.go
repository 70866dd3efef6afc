package encoder

import (
	"os"
	"strings"
	"testing"
)

// TestDocumentationIsComplete checks that the documentation names the table and all sources of the
// training.
func TestDocumentationIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../docs/encoder.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(text)
	if !strings.Contains(doc, SHA256) {
		t.Errorf("docs/encoder.md describes another table than %s", SHA256)
	}

	for _, s := range Sources {
		if s.Name == "" || s.From == "" || s.Licence == "" || s.Credit == "" {
			t.Errorf("%+v is incomplete", s)
		}

		for _, part := range []string{s.Name, s.From, s.Licence, s.Credit} {
			if !strings.Contains(doc, part) {
				t.Errorf("docs/encoder.md lacks %q", part)
			}
		}
	}
}
