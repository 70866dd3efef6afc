package slack

import (
	_ "embed"
	"slices"
)

//go:embed manifest.yaml
var manifest []byte

// Manifest is the description of the Slack app, in YAML. An admin of the workspace creates the app from the description.
func Manifest() []byte { return slices.Clone(manifest) }
