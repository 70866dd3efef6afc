// Package page holds the shared parts of the fakes' browser pages and control APIs: static files under a strict policy, a stream of change
// events, and JSON in and out.
//
// The package serves no file from another host and never puts data into HTML: the pages build text nodes.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"slices"

	"frontdesk/adapters/fakes/fault"
)

//go:embed base.css base.js
var shared embed.FS

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Routes adds a page to mux: index.html of own at /, and beside it the other files of own and the shared files.
func Routes(mux *http.ServeMux, own fs.FS) {
	mux.HandleFunc(
		"GET /favicon.ico",
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	)

	for _, dir := range []fs.FS{shared, own} {
		files := http.FileServerFS(dir)

		names, _ := fs.Glob(dir, "*")
		for _, name := range names {
			path := "/" + name
			if name == "index.html" {
				path = "/{$}"
			}
			mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
				header := w.Header()
				header.Set("Content-Security-Policy", policy)
				header.Set("X-Content-Type-Options", "nosniff")
				header.Set("Referrer-Policy", "no-referrer")
				header.Set("Cache-Control", "no-store")
				files.ServeHTTP(w, r)
			})
		}
	}
}

// Guard refuses changing requests from a page of another origin.
func Guard(h http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(h)
}

// Events streams one server-sent event at once and one after every change, until the client leaves or the server closes.
func Events(w http.ResponseWriter, r *http.Request, changes *fault.Signal, closed <-chan struct{}) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)

	for number := 0; ; number++ {
		changed := changes.Changed()
		if _, err := fmt.Fprintf(w, "data: %d\n\n", number); err != nil || out.Flush() != nil {
			return
		}

		select {
		case <-changed:
		case <-r.Context().Done():
			return
		case <-closed:
			return
		}
	}
}

// maxInput limits a JSON body of the control API, in bytes.
const maxInput = 1 << 20

// Read decodes the request's JSON body into dst. After an error Read answers 400 and returns false.
func Read(w http.ResponseWriter, r *http.Request, dst any) bool {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxInput))
	dec.DisallowUnknownFields()
	if err := dec.Decode(dst); err != nil {
		Fail(w, http.StatusBadRequest, err.Error())
		return false
	}

	return true
}

// Inject reads a fault.Fault and adds it to the script.
func Inject(w http.ResponseWriter, r *http.Request, script *fault.Script) {
	var injected fault.Fault
	if !Read(w, r, &injected) {
		return
	}
	if !slices.Contains(fault.Kinds, injected.Kind) {
		Fail(w, http.StatusBadRequest, "unknown kind of fault")
		return
	}
	script.Inject(injected)
	Write(w, true)
}

// Write answers a value as JSON.
func Write(w http.ResponseWriter, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		Fail(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	fault.JSON(w, http.StatusOK, body, false)
}

// Fail answers {"error": text} with the status.
func Fail(w http.ResponseWriter, status int, text string) {
	body, err := json.Marshal(map[string]string{"error": text})
	if err != nil {
		body = []byte(`{"error":"internal"}`)
	}
	fault.JSON(w, status, body, false)
}

var inline = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// File answers a file of a chat. A browser shows pictures and saves all other files.
func File(w http.ResponseWriter, mime string, data []byte) {
	header := w.Header()
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if !inline[mime] {
		mime = "application/octet-stream"
		header.Set("Content-Disposition", "attachment")
	}
	header.Set("Content-Type", mime)
	_, _ = w.Write(data)
}
