package dialog

import (
	"os"
	"testing"

	"frontdesk/faq"
)

// SampleBase is the FAQ of the sample shop, not fitted. The embedder may be nil.
func SampleBase(t *testing.T, by faq.Embedder) *faq.Base {
	t.Helper()
	data, err := os.ReadFile("../examples/faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := faq.Load("faq.yaml", data)
	if err != nil {
		t.Fatal(err)
	}

	return faq.New(entries, faq.Options{MaxWrong: 0.05, Embedder: by})
}
