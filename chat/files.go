package chat

import (
	"mime"
	"path"
	"strings"
	"unicode"
)

// maxFileName is the longest file name kept, in characters.
const maxFileName = 120

// FileName makes a name that is safe to show and to offer: no path, no control characters, not empty.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?`, r) {
			return '_'
		}

		return r
	}, name)
	if r := []rune(name); len(r) > maxFileName {
		name = string(r[len(r)-maxFileName:])
	}
	if name = strings.Trim(name, ". "); name == "" || name == "/" {
		return "file"
	}

	return name
}

// inline are the types that a browser may show; everything else is offered for download only. No SVG: it can run scripts.
var inline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// ServeHeaders sets the headers under which an uploaded file is served: never sniffed, never run, and shown only if it is a plain picture.
func ServeHeaders(set func(key, value string), f File) {
	kind, disposition := "application/octet-stream", "attachment"
	if inline[f.Type] {
		kind, disposition = f.Type, "inline"
	}
	set("Content-Type", kind)
	set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": FileName(f.Name)}))
	set("X-Content-Type-Options", "nosniff")
	set("Content-Security-Policy", "default-src 'none'; sandbox")
	set("Cache-Control", "private, max-age=86400, immutable")
}
