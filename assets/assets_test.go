package assets

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestServe(t *testing.T) {
	text := strings.Repeat("console.log(1);", 100)
	f := New(
		fstest.MapFS{
			"a.js":      {Data: []byte(text)},
			"b.txt":     {Data: []byte("x")},
			".secret":   {Data: []byte("s")},
			"dir/c.css": {Data: []byte("p{}")},
		},
	)
	get := func(name string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", "/", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		f.Serve(w, r, name, "no-store")

		return w
	}
	if w := get("a.js"); w.Body.String() != text || w.Header().Get("Content-Encoding") != "" ||
		w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("plain: %v", w.Header())
	}
	packed := get("a.js", "Accept-Encoding", "br, gzip")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len() >= len(text)/2 {
		t.Errorf("packed: %v, %d bytes", packed.Header(), packed.Body.Len())
	}
	if w := get("b.txt", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a byte was packed into more")
	}
	if w := get("a.js", "If-None-Match", packed.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("known tag: %d", w.Code)
	}

	for _, name := range []string{"", ".secret", "dir", "none.js", "../a.js"} {
		if w := get(name); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", name, w.Code)
		}
	}
}
