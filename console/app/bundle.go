// Package app carries the built operator console (Svelte, TypeScript) inside the binary.
//
// The sources are in src/; `make build` puts index.html and assets/ into dist/. Without that step only placeholder.html
// is there, and whoever serves the console says so. This package never serves anything itself.
package app

import "embed"

// FS holds dist/: dist/index.html and dist/assets/* when built, dist/placeholder.html always. Names under assets/
// carry a hash of their content and may be cached for ever; index.html may not.
//
//go:embed all:dist
var FS embed.FS
