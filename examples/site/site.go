// Package site is the sample shop page that `frontdesk serve` shows at "/": a believable place to try the web widget.
//
// The page makes no request to other hosts and works under `default-src 'self'`. It is an example to copy from, nothing
// in Frontdesk depends on it.
package site

import "embed"

// FS holds index.html, site.css, site.js and the drawings they name.
//
//go:embed index.html site.css site.js *.svg
var FS embed.FS
