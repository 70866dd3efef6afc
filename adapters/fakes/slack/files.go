package slack

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// maxUpload limits one file here; Slack's own limit is 1 GB.
const maxUpload = 64 << 20

// stored is a file with its bytes; data is nil before the upload.
type stored struct {
	File
	data []byte
}

// newFile makes a file of the user. The caller holds the lock.
func (s *Server) newFile(user, name string, data []byte) *stored {
	id := s.newID("F")
	base := path.Base(strings.ReplaceAll(name, "\\", "/"))
	link := fmt.Sprintf("%s/files-pri/%s-%s/", s.base, s.team, id)
	now := s.now().Unix()
	file := &stored{
		File: File{
			ID:         id,
			Created:    now,
			Timestamp:  now,
			Name:       base,
			Title:      base,
			User:       user,
			Mode:       "hosted",
			FileAccess: "visible",
			Filetype:   strings.TrimPrefix(path.Ext(base), "."),
			URL:        link + url.PathEscape(base),
			Download:   link + "download/" + url.PathEscape(base),
			Permalink:  s.base + "/files/" + user + "/" + id + "/" + url.PathEscape(base),
		},
	}
	file.fill(data)
	s.files[id] = file

	return file
}

func (f *stored) fill(data []byte) {
	f.data, f.Size = data, len(data)
	f.Mimetype, _, _ = mime.ParseMediaType(mimetype.Detect(data).String())
}

func (s *Server) uploadURL(request *call) (ok, *failure) {
	if request.str("filename") == "" || request.number("length", 0) <= 0 {
		return nil, no("invalid_arguments")
	}
	if request.number("length", 0) > maxUpload {
		return nil, no("file_upload_size_restricted")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.newFile(s.botUser, request.str("filename"), nil)
	ticket := s.newID("up")
	s.uploads[ticket] = file

	return ok{"upload_url": s.base + "/upload/v1/" + ticket, "file_id": file.ID}, nil
}

// serveUpload takes the bytes, as a form field "file" or as the whole body. The URL itself is the permission.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request, rest string) {
	s.mu.Lock()
	file := s.uploads[strings.TrimPrefix(rest, "v1/")]
	s.mu.Unlock()
	if file == nil || r.Method != http.MethodPost {
		http.Error(w, "invalid upload URL", http.StatusNotFound)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	var from io.Reader = r.Body
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		part, _, err := r.FormFile("file")
		if err != nil {
			http.Error(w, "no file", http.StatusBadRequest)
			return
		}
		defer part.Close()
		from = part
	}
	data, err := io.ReadAll(from)
	if err != nil {
		http.Error(w, "file too large", http.StatusRequestEntityTooLarge)
		return
	}
	s.mu.Lock()
	file.fill(data)
	s.mu.Unlock()
	_, _ = fmt.Fprintf(w, "OK - %d", len(data))
}

// completeUpload shares uploaded files in a channel as one message of the app. Without a channel the files stay private.
func (s *Server) completeUpload(request *call) (ok, *failure) {
	var list []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if json.Unmarshal([]byte(request.str("files")), &list) != nil || len(list) == 0 {
		return nil, no("invalid_arguments")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	message := Message{Type: "message", Subtype: "file_share", Text: request.str("initial_comment"), Upload: true}
	answer := []map[string]string{}

	for _, in := range list {
		file := s.files[in.ID]
		if file == nil || file.data == nil {
			return nil, no("file_not_found")
		}
		if in.Title != "" {
			file.Title = in.Title
		}
		message.Files = append(message.Files, file.File)
		answer = append(answer, map[string]string{"id": file.ID, "title": file.Title})
	}
	if name := request.str("channel_id"); name != "" {
		ch, bad := s.writable(name)
		if bad == nil {
			message.ThreadTS, bad = ch.thread(request.str("thread_ts"))
		}
		if bad != nil {
			return nil, bad
		}
		s.mine(&message)
		ch.add(Shown{Message: message, FromBot: true})
		request.channel, request.result = ch.id, message.TS
		request.echo = s.tell(ch, messageEvent(ch, message))
	}

	return ok{"files": answer}, nil
}

func (s *Server) fileInfo(request *call) (ok, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.files[request.str("file")]
	if file == nil {
		return nil, no("file_not_found")
	}

	return ok{"file": file.File}, nil
}

// serveFile gives the bytes to a client with the bot token. Like Slack, serveFile sends other clients to a sign-in page with HTTP 200 in
// the end.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, rest string) {
	ids, _, _ := strings.Cut(rest, "/")
	_, id, _ := strings.Cut(ids, "-")
	bearer := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if s.authorise(bearer, false) != nil {
		http.Redirect(w, r, "/signin?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
		return
	}
	_, data, found := s.File(id)
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}

// File returns an uploaded file by its id.
func (s *Server) File(id string) (name string, data []byte, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file := s.files[id]
	if file == nil || file.data == nil {
		return "", nil, false
	}

	return file.Name, file.data, true
}
