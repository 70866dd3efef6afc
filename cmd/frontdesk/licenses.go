package main

import (
	"fmt"

	"frontdesk/faq/encoder"
)

type licensesCommand struct{}

// Run prints the training sources of the built-in sentence encoder with the licences.
func (licensesCommand) Run() error {
	if _, ok := encoder.Default(); !ok {
		fmt.Println("This program was built without the sentence encoder.")
		return nil
	}
	fmt.Printf(
		"The sentence encoder (SHA-256 %s) was trained on these texts; none of them is part of the program.\n",
		encoder.SHA256,
	)

	for _, s := range encoder.Sources {
		fmt.Printf("\n%s\n  from     %s\n  licence  %s\n  credit   %s\n", s.Name, s.From, s.Licence, s.Credit)
	}

	return nil
}
