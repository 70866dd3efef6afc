// Package site is the sample shop page that `frontdesk serve` shows at "/": a realistic place to try the web widget.
//
// The page makes no request to other hosts and works under `default-src 'self'`. The page is an example to copy from. No other part of
// Frontdesk depends on the page.
package site

import "embed"

// FS holds index.html, site.css, site.js and the drawings of the page.
//
//go:embed index.html site.css site.js *.svg
var FS embed.FS
