package telegram_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters/fakes/telegram"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}

	return b.Bytes()
}

func (r *rig) upload(method, field, name string, data []byte, fields map[string]string) reply {
	r.t.Helper()
	var body bytes.Buffer

	w := multipart.NewWriter(&body)
	for k, v := range fields {
		_ = w.WriteField(k, v)
	}
	f, err := w.CreateFormFile(field, name)
	if err != nil {
		r.t.Fatal(err)
	}
	_, _ = f.Write(data)
	_ = w.Close()
	req, err := http.NewRequestWithContext(
		r.t.Context(),
		http.MethodPost,
		r.url+"/bot"+telegram.DefaultToken+"/"+method,
		&body,
	)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	a, err := do(req)
	if err != nil {
		r.t.Fatal(err)
	}

	return a
}

func (r *rig) download(token, path string) (int, []byte) {
	r.t.Helper()
	resp, err := http.Get(r.url + "/file/bot" + token + "/" + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}

	return resp.StatusCode, data
}

func TestBotFetchesACustomersFile(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Document(7, "note.txt", []byte("hello"), "look")
	m := r.updates(nil)[0].Message
	if m.Document == nil || m.Document.FileName != "note.txt" || m.Document.FileSize != 5 || m.Caption != "look" ||
		!strings.HasPrefix(m.Document.MimeType, "text/plain") {
		t.Fatalf("%+v", m.Document)
	}
	var f telegram.File
	r.call("getFile", params{"file_id": m.Document.FileID}).into(t, &f)
	if code, data := r.download(telegram.DefaultToken, f.FilePath); code != 200 || string(data) != "hello" {
		t.Errorf("%d %q", code, data)
	}
	if code, _ := r.download("1:wrong", f.FilePath); code != 401 {
		t.Errorf("wrong token: %d", code)
	}
	r.clock.add(61 * time.Minute)
	if code, _ := r.download(telegram.DefaultToken, f.FilePath); code != 404 {
		t.Errorf("link after an hour: %d", code)
	}
	r.refused("getFile", params{"file_id": "zzz"}, 400, "Bad Request: invalid file_id")
}

func TestTwentyMegabytes(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Document(7, "just.bin", make([]byte, 20<<20), "")
	r.Document(7, "over.bin", make([]byte, 20<<20+1), "")
	u := r.updates(nil)
	r.call("getFile", params{"file_id": u[0].Message.Document.FileID}).into(t, new(telegram.File))
	r.refused("getFile", params{"file_id": u[1].Message.Document.FileID}, 400, "Bad Request: file is too big")
}

func TestBotSendsFiles(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Say(7, "hi")
	to := map[string]string{"chat_id": "7", "caption": "cap"}
	var m telegram.Message
	r.upload("sendPhoto", "photo", "p.png", picture(t), to).into(t, &m)
	if len(m.Photo) != 1 || m.Photo[0].Width != 3 || m.Photo[0].Height != 2 || m.Caption != "cap" {
		t.Errorf("%+v", m)
	}
	r.upload("sendDocument", "document", "../../etc/d.txt", []byte("data"), to).into(t, &m)
	if m.Document.FileName != "d.txt" {
		t.Errorf("%+v", m.Document)
	}
	again := r.call("sendDocument", params{"chat_id": 7, "document": m.Document.FileID})
	again.into(t, &m)
	shown, _ := r.Snapshot().Last(7)
	if name, data, ok := r.File(shown.File); !ok || name != "d.txt" || string(data) != "data" {
		t.Errorf("%q %q", name, data)
	}
	r.upload("sendVoice", "voice", "v.ogg", []byte("OggS"), map[string]string{"chat_id": "7", "duration": "4"}).
		into(t, &m)
	if m.Voice == nil || m.Voice.Duration != 4 {
		t.Errorf("%+v", m.Voice)
	}

	for _, tt := range []struct {
		a     reply
		words string
	}{
		{r.upload("sendPhoto", "photo", "p.png", []byte("not a picture"), to), "Bad Request: IMAGE_PROCESS_FAILED"},
		{
			r.upload("sendPhoto", "photo", "p.png", append(picture(t), make([]byte, 10<<20)...), to),
			"Bad Request: too big for a photo",
		},
		{r.upload("sendDocument", "document", "e", nil, to), "Bad Request: file must be non-empty"},
		{
			r.upload(
				"sendDocument",
				"document",
				"d",
				[]byte("x"),
				map[string]string{"chat_id": "7", "caption": strings.Repeat("c", 1025)},
			),
			"Bad Request: message caption is too long",
		},
		{r.upload("sendDocument", "document", "d", make([]byte, 52<<20), to), "Request Entity Too Large"},
		{r.call("sendDocument", params{"chat_id": 7}), "Bad Request: there is no document in the request"},
		{
			r.call("sendDocument", params{"chat_id": 7, "document": "https://x.org/a"}),
			"Bad Request: wrong file identifier/HTTP URL specified",
		},
	} {
		if tt.a.OK || tt.a.Description != tt.words {
			t.Errorf("got %+v, want %q", tt.a, tt.words)
		}
	}
}

func TestEveryKindOfCustomerMessage(t *testing.T) {
	r := start(t, telegram.Options{})
	r.Photo(7, "p.png", picture(t), "c")
	r.Voice(7, []byte("OggS"), 3)
	r.Location(7, 55.75, 37.61)
	r.Contact(7, "+79990000000", "Ann")
	r.Sticker(7)
	id := r.Say(7, "question")
	r.Reply(7, id, "more")
	u := r.updates(nil)
	m := func(i int) *telegram.Message { return u[i].Message }
	if len(u) != 7 || m(0).Photo[0].Width != 3 || m(1).Voice.Duration != 3 || m(2).Location.Latitude != 55.75 ||
		m(3).Contact.PhoneNumber != "+79990000000" || m(4).Sticker == nil || m(6).ReplyToMessage.ID != id {
		t.Errorf("%+v", u)
	}
}
