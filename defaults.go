// Package frontdesk carries what the program needs when it is started without any file beside it: the commented default configuration and the
// sample FAQ. It has no code of its own.
package frontdesk

import _ "embed" // for the files below

// Config is config.yaml, the commented default.
//
//go:embed config.yaml
var Config []byte

// SampleFAQ is examples/faq.yaml, in the format of package faq.
//
//go:embed examples/faq.yaml
var SampleFAQ []byte
