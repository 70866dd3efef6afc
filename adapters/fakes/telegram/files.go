package telegram

import (
	"fmt"
	"image"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
)

// Sizes in bytes. A bot may send 50 MB but fetch only 20 MB.
const (
	maxPhoto    = 10 << 20
	maxUpload   = 50 << 20
	maxDownload = 20 << 20
	linkLasts   = time.Hour
)

type file struct {
	id, unique string
	name, mime string
	path       string
	data       []byte
	until      time.Time // the link of getFile works until then
}

// newFile makes a file; keep stores the file. The caller holds the lock.
func (b *Bot) newFile(folder, name string, data []byte) *file {
	n := len(b.files) + 1
	if name == "" {
		name = "file"
	}
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))

	return &file{
		id: fmt.Sprintf("AgACAgI%08x%04d", b.rng.Uint32(), n), unique: fmt.Sprintf("AQAD%06d", n),
		name: name, mime: mimetype.Detect(data).String(), data: data,
		path: folder + "/file_" + strconv.Itoa(n) + path.Ext(name),
	}
}

func (b *Bot) keep(f *file) {
	b.files[f.id] = f
	b.paths[f.path] = f
}

// incoming reads a file parameter: an upload, attach://name, or a known file_id.
func (b *Bot) incoming(c *call, field string) (*file, *apiError) {
	name := field
	if v := c.str(field); v != "" {
		if f := b.files[v]; f != nil {
			return f, nil
		}
		attached, ok := strings.CutPrefix(v, "attach://")
		if !ok {
			return nil, bad("wrong file identifier/HTTP URL specified")
		}
		name = attached
	}

	u, ok := c.upload[name]
	switch {
	case !ok:
		return nil, bad("there is no " + field + " in the request")
	case len(u.data) == 0:
		return nil, bad("file must be non-empty")
	case len(u.data) > maxUpload:
		return nil, &apiError{code: 413, text: "Request Entity Too Large"}
	}

	return b.newFile(field+"s", u.name, u.data), nil
}

func (f *file) document() *Document {
	return &Document{FileID: f.id, FileUniqueID: f.unique, FileName: f.name, MimeType: f.mime, FileSize: len(f.data)}
}

func (f *file) voice(seconds int) *Voice {
	return &Voice{FileID: f.id, FileUniqueID: f.unique, Duration: seconds, MimeType: f.mime, FileSize: len(f.data)}
}

// photo gives one size; the platform gives several sizes, smallest first.
func (f *file) photo(size image.Config) []PhotoSize {
	return []PhotoSize{
		{FileID: f.id, FileUniqueID: f.unique, Width: size.Width, Height: size.Height, FileSize: len(f.data)},
	}
}

func (b *Bot) getFile(c *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()

	f := b.files[c.str("file_id")]
	switch {
	case c.str("file_id") == "":
		return nil, bad("file_id not specified")
	case f == nil:
		return nil, bad("invalid file_id")
	case len(f.data) > maxDownload:
		return nil, bad("file is too big")
	}
	f.until = b.now().Add(linkLasts)

	return File{FileID: f.id, FileUniqueID: f.unique, FileSize: len(f.data), FilePath: f.path}, nil
}

// File returns the file with the id; the id is a file_id or the File field of a message.
func (b *Bot) File(id string) (name string, data []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f := b.files[id]
	if f == nil {
		return "", nil, false
	}

	return f.name, f.data, true
}

// download serves the link of getFile, for an hour.
func (s *Server) download(w http.ResponseWriter, r *http.Request, token, filePath string) {
	b := s.byToken(token)
	if b == nil || b.isRevoked() {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	b.mu.Lock()
	f := b.paths[filePath]
	alive := f != nil && b.now().Before(f.until)
	b.mu.Unlock()
	if !alive {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", strconv.Itoa(len(f.data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.data)
	}
}
