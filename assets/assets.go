// Package assets serves the built files of the front ends from memory, compressed if the browser accepts compression. The package does
// not know the content of the files.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Files serves the files of one folder. Create a Files with New. A Files may be used concurrently.
type Files struct {
	dir  fs.FS
	mu   sync.Mutex
	kept map[string]*file
}

// file is one file in the form of an answer: the bytes, the compressed bytes (empty when compression saves no space), and a tag of the
// content.
type file struct {
	plain, packed []byte
	kind, tag     string
}

// New serves dir. The folder must not change while the program runs: dir is an embedded folder.
func New(dir fs.FS) *Files { return &Files{dir: dir, kept: map[string]*file{}} }

// Has reports whether a file exists. Names with a leading dot are not served.
func (f *Files) Has(name string) bool {
	if name == "" || strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	info, err := fs.Stat(f.dir, name)

	return err == nil && !info.IsDir()
}

// Serve answers with a file and the given Cache-Control, or with 404 if there is no such file.
func (f *Files) Serve(w http.ResponseWriter, r *http.Request, name, cache string) {
	file, err := f.load(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", file.kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", cache)
	header.Set("ETag", file.tag)
	header.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == file.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := file.plain
	if file.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		body = file.packed
	}
	_, _ = w.Write(body)
}

func (f *Files) load(name string) (*file, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if x := f.kept[name]; x != nil {
		return x, nil
	}
	if !f.Has(name) {
		return nil, fs.ErrNotExist
	}
	data, err := fs.ReadFile(f.dir, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	built := &file{
		plain: data,
		kind:  mime.TypeByExtension(path.Ext(name)),
		tag:   `"` + hex.EncodeToString(sum[:8]) + `"`,
	}
	// Some systems map .js to a type that browsers refuse under nosniff.
	if strings.HasSuffix(name, ".js") {
		built.kind = "text/javascript; charset=utf-8"
	}
	if packed := pack(data); len(packed) < len(data) {
		built.packed = packed
	}
	f.kept[name] = built

	return built, nil
}

func pack(data []byte) []byte {
	var buffer bytes.Buffer
	packer, err := gzip.NewWriterLevel(&buffer, gzip.BestCompression)
	if err != nil {
		return data
	}
	if _, err := packer.Write(data); err != nil {
		return data
	}
	if err := packer.Close(); err != nil {
		return data
	}

	return buffer.Bytes()
}
