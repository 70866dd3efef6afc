// Package widget carries the built scripts of the web chat widget inside the binary.
//
// The sources are TypeScript in src/; `make build` puts widget.js (the launcher) and panel.js into dist/. Without that
// step only placeholder.html is there, and whoever serves the widget says so. This package never serves anything itself.
package widget

import "embed"

// FS holds dist/: dist/widget.js and dist/panel.js when built, dist/placeholder.html always.
//
//go:embed all:dist
var FS embed.FS
