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
	number := len(b.files) + 1
	if name == "" {
		name = "file"
	}
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))

	return &file{
		id:     fmt.Sprintf("AgACAgI%08x%04d", b.rng.Uint32(), number),
		unique: fmt.Sprintf("AQAD%06d", number),
		name:   name,
		mime:   mimetype.Detect(data).String(),
		data:   data,
		path:   folder + "/file_" + strconv.Itoa(number) + path.Ext(name),
	}
}

func (b *Bot) keep(f *file) {
	b.files[f.id] = f
	b.paths[f.path] = f
}

// incoming reads a file parameter: an upload, attach://name, or a known file_id.
func (b *Bot) incoming(request *call, field string) (*file, *apiError) {
	name := field
	if value := request.str(field); value != "" {
		if f := b.files[value]; f != nil {
			return f, nil
		}
		attached, ok := strings.CutPrefix(value, "attach://")
		if !ok {
			return nil, bad("wrong file identifier/HTTP URL specified")
		}
		name = attached
	}

	uploaded, ok := request.upload[name]
	switch {
	case !ok:
		return nil, bad("there is no " + field + " in the request")
	case len(uploaded.data) == 0:
		return nil, bad("file must be non-empty")
	case len(uploaded.data) > maxUpload:
		return nil, &apiError{code: 413, text: "Request Entity Too Large"}
	}

	return b.newFile(field+"s", uploaded.name, uploaded.data), nil
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

func (b *Bot) getFile(request *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()

	file := b.files[request.str("file_id")]
	switch {
	case request.str("file_id") == "":
		return nil, bad("file_id not specified")
	case file == nil:
		return nil, bad("invalid file_id")
	case len(file.data) > maxDownload:
		return nil, bad("file is too big")
	}
	file.until = b.now().Add(linkLasts)

	return File{FileID: file.id, FileUniqueID: file.unique, FileSize: len(file.data), FilePath: file.path}, nil
}

// File returns the file with the id; the id is a file_id or the File field of a message.
func (b *Bot) File(id string) (name string, data []byte, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	file := b.files[id]
	if file == nil {
		return "", nil, false
	}

	return file.name, file.data, true
}

// download serves the link of getFile, for an hour.
func (s *Server) download(w http.ResponseWriter, r *http.Request, token, filePath string) {
	bot := s.byToken(token)
	if bot == nil || bot.isRevoked() {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	bot.mu.Lock()
	file := bot.paths[filePath]
	alive := file != nil && bot.now().Before(file.until)
	bot.mu.Unlock()
	if !alive {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", strconv.Itoa(len(file.data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(file.data)
	}
}
