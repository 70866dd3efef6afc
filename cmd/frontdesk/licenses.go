package main

import (
	"fmt"

	"frontdesk/faq/encoder"
	"frontdesk/faq/wordform"
)

type licensesCommand struct{}

// Run prints the sources of the built-in sentence encoder and of the known words, with the licences.
func (licensesCommand) Run() error {
	if _, ok := encoder.Default(); ok {
		fmt.Printf(
			"The sentence encoder (SHA-256 %s) was trained on these texts; none of them is part of the program.\n",
			encoder.SHA256,
		)
	} else {
		fmt.Println("This program was built without the sentence encoder. These texts gave a part of the known " +
			"words of the FAQ's speller:")
	}
	list(encoder.Sources)
	fmt.Println("\nThe known words of the FAQ's speller also come from these sources; the program holds a " +
		"filter of their stems.")
	list(wordform.Sources)

	return nil
}

func list(sources []wordform.Source) {
	for _, s := range sources {
		fmt.Printf("\n%s\n  from     %s\n  licence  %s\n  credit   %s\n", s.Name, s.From, s.Licence, s.Credit)
	}
}
