package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"frontdesk/console"
)

// TestContract: the console's types are those of the OpenAPI document that the server serves.
func TestContract(t *testing.T) {
	const file = "../app/src/api/contract.ts"
	document, err := console.Document()
	if err != nil {
		t.Fatal(err)
	}
	want, err := typescript(document)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not the OpenAPI document: run go run ./console/contract (-document +file):\n%s", file, diff)
	}
}
