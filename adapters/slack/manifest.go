package slack

import (
	_ "embed"
	"slices"
)

//go:embed manifest.yaml
var manifest []byte

// Manifest is the description of the app that a workspace's admin creates, in YAML.
func Manifest() []byte { return slices.Clone(manifest) }
