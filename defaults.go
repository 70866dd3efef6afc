// Package frontdesk embeds the files for a start without any other file: the commented default configuration and the sample FAQ. The
// package has no code.
package frontdesk

import _ "embed" // for the embedded files

// Config is config.yaml, the commented default configuration.
//
//go:embed config.yaml
var Config []byte

// SampleFAQ is examples/faq.yaml, in the format of package faq.
//
//go:embed examples/faq.yaml
var SampleFAQ []byte
