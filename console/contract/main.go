// Command contract writes the OpenAPI document of the operator API as the TypeScript types of the console. `make console` runs the
// command, and a test compares the file.
package main

import (
	"flag"
	"fmt"
	"os"

	"frontdesk/console"
)

func main() {
	out := flag.String("out", "console/app/src/api/contract.ts", "file to write")
	flag.Parse()

	if err := write(*out); err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(1)
	}
}

// write leaves an equal file alone, so that make does not build the console again.
func write(name string) error {
	document, err := console.Document()
	if err != nil {
		return err
	}
	text, err := typescript(document)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(name); err == nil && string(old) == text {
		return nil
	}

	return os.WriteFile(name, []byte(text), 0o644)
}
