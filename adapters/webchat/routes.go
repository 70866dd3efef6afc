package webchat

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"frontdesk/adapters/webchat/widget"
	"frontdesk/assets"
	"frontdesk/chat"
)

// Routes serves the widget of several web chat channels. The parameter channel names the channel. A single channel needs no parameter.
type Routes struct {
	Channels []*Channel
}

// Register passes the routes to handle. The list in program.Routes serves the test of the authorisation matrix.
func (rt *Routes) Register(handle func(pattern string, h http.Handler)) {
	handle("GET /widget.js", http.HandlerFunc(rt.script))
	handle("GET /widget/{file}", http.HandlerFunc(rt.script))
	handle(
		"GET /widget/socket",
		rt.with(func(c *Channel, w http.ResponseWriter, r *http.Request) { c.serveSocket(w, r) }),
	)
	handle("POST /widget/upload", rt.with(rt.upload))
	handle("OPTIONS /widget/upload", rt.with(rt.preflight))
	handle("GET /widget/files/{id}", rt.with(rt.download))
	handle("OPTIONS /widget/files/{id}", rt.with(rt.preflight))
}

func (rt *Routes) with(fn func(*Channel, http.ResponseWriter, *http.Request)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		channel := rt.find(r.URL.Query().Get("channel"))
		if channel == nil {
			http.Error(w, "no such web chat channel", http.StatusNotFound)
			return
		}
		if !channel.allowed(r) {
			http.Error(
				w,
				"this origin may not embed the widget: add it to origins of channel "+string(channel.Config.ID),
				http.StatusForbidden,
			)
			return
		}
		if o := r.Header.Get("Origin"); o != "" {
			w.Header().Set("Access-Control-Allow-Origin", o)
			w.Header().Set("Vary", "Origin")
		}
		fn(channel, w, r)
	})
}

func (rt *Routes) find(id string) *Channel {
	if id == "" && len(rt.Channels) == 1 {
		return rt.Channels[0]
	}
	at := slices.IndexFunc(rt.Channels, func(c *Channel) bool { return string(c.Config.ID) == id })
	if at < 0 {
		return nil
	}

	return rt.Channels[at]
}

func (rt *Routes) preflight(_ *Channel, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

// script serves the built widget. Without a build, script serves an error message for the browser console.
func (rt *Routes) script(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	if name == "" {
		name = "widget.js"
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	if !scripts.Has("widget.js") {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, `console.error("Frontdesk: the widget is not built; run make build")`)

		return
	}
	scripts.Serve(w, r, name, "public, max-age=300")
}

// scripts holds the files of the built widget.
var scripts = func() *assets.Files {
	dist, err := fs.Sub(widget.FS, "dist")
	if err != nil { // possible only for an invalid name
		dist = widget.FS
	}

	return assets.New(dist)
}()

// bearer finds the visitor of a request by the Authorization header.
func (c *Channel) bearer(r *http.Request) (chat.Peer, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return chat.Peer{}, false
	}

	return c.visitor(token)
}

func (rt *Routes) upload(channel *Channel, w http.ResponseWriter, r *http.Request) {
	peer, ok := channel.bearer(r)
	if !ok {
		http.Error(w, "no visitor token", http.StatusUnauthorized)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, channel.MaxFile+64<<10)
	parts, err := r.MultipartReader()
	if err != nil {
		http.Error(w, "want multipart/form-data with a field file", http.StatusBadRequest)
		return
	}

	for {
		part, err := parts.NextPart()
		if err != nil {
			http.Error(w, "want a field file", http.StatusBadRequest)
			return
		}
		if part.FormName() != "file" {
			continue
		}
		channel.keep(w, r, peer, part.FileName(), part)

		return
	}
}

func (c *Channel) keep(w http.ResponseWriter, r *http.Request, peer chat.Peer, name string, body io.Reader) {
	hash, kind, size, err := c.Blobs.Put(body, c.MaxFile)

	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large) || chat.KindOf(err) == chat.Invalid:
		http.Error(w, "the file is too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		c.Log.Warn("widget upload", "channel", peer.Channel, "error", err)
		http.Error(w, "not stored, try again later", http.StatusServiceUnavailable)

		return
	}
	upload := chat.Upload{
		Channel: peer.Channel,
		Owner:   peer.Address,
		File: chat.File{
			ID:    chat.NewID(),
			Name:  chat.FileName(name),
			Size:  size,
			Type:  kind,
			State: chat.FileReady,
			Hash:  hash,
		},
	}
	if err := c.Store.AddUpload(r.Context(), upload); err != nil {
		c.Log.Warn("widget upload", "channel", peer.Channel, "error", err)
		http.Error(w, "not stored, try again later", http.StatusServiceUnavailable)

		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(showFile(upload.File))
}

func (rt *Routes) download(channel *Channel, w http.ResponseWriter, r *http.Request) {
	peer, ok := channel.bearer(r)
	if !ok {
		http.Error(w, "no visitor token", http.StatusUnauthorized)
		return
	}
	upload, err := channel.file(r.Context(), peer, r.PathValue("id"))
	if err != nil {
		http.Error(w, "no such file", http.StatusNotFound)
		return
	}
	content, err := channel.Blobs.Open(upload.Hash)
	if err != nil {
		http.Error(w, "no such file", http.StatusNotFound)
		return
	}
	defer content.Close()
	chat.ServeHeaders(w.Header().Set, upload.File)
	http.ServeContent(w, r, "", upload.At, content)
}
