package chat

import (
	"mime"
	"path"
	"strings"
	"unicode"
)

// maxFileName is the maximum length of a stored file name, in characters.
const maxFileName = 120

// FileName makes a name safe to show and to offer for download: no path, no control characters, not empty.
func FileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "_"), `\`, "/"))
	name = strings.Map(func(char rune) rune {
		if unicode.IsControl(char) || unicode.Is(unicode.Cf, char) || strings.ContainsRune(`"<>|:*?`, char) {
			return '_'
		}

		return char
	}, name)
	if r := []rune(name); len(r) > maxFileName {
		name = string(r[len(r)-maxFileName:])
	}
	if name = strings.Trim(name, ". "); name == "" || name == "/" {
		return "file"
	}

	return name
}

// inline are the media types that a browser may show. All other types are offered for download only. SVG is missing because an SVG can
// run scripts.
var inline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// ServeHeaders sets the headers of an uploaded file: the browser never sniffs the type, never runs the file, and shows only plain
// pictures.
func ServeHeaders(set func(key, value string), file File) {
	kind, disposition := "application/octet-stream", "attachment"
	if inline[file.Type] {
		kind, disposition = file.Type, "inline"
	}
	set("Content-Type", kind)
	set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": FileName(file.Name)}))
	set("X-Content-Type-Options", "nosniff")
	set("Content-Security-Policy", "default-src 'none'; sandbox")
	set("Cache-Control", "private, max-age=86400, immutable")
}
