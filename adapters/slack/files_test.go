package slack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"frontdesk/adapters"
	"frontdesk/adapters/fakes/fault"
	fake "frontdesk/adapters/fakes/slack"
	"frontdesk/chat"
)

func ready(name string, data []byte) chat.File {
	return chat.File{Name: name, Hash: name, Size: int64(len(data)), State: chat.FileReady}
}

func TestSendFiles(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	files := map[string][]byte{"чек.pdf": []byte("%PDF-1.7"), "b.txt": bytes.Repeat([]byte("x"), 300_000)}
	e := chat.Entry{Text: "two", Files: []chat.File{ready("чек.pdf", files["чек.pdf"]), ready("b.txt", files["b.txt"])}}
	if _, err := r.send(r.dm(), e, files); err != nil {
		t.Fatal(err)
	}
	got := r.fake.Snapshot().FromBot(customer)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}

	for i, f := range e.Files {
		if name, data, ok := r.fake.File(got[i+1].Files[0].ID); !ok || !bytes.Equal(data, files[f.Name]) ||
			name != f.Name {
			t.Errorf("file %d arrived as %q with %d bytes", i, name, len(data))
		}
	}
	_, err := r.send(r.dm(), chat.Entry{Files: []chat.File{ready("gone", []byte("x"))}}, files)
	if outcomeOf(err) != `rejected "the file is gone" peer=false` {
		t.Error(err)
	}
	_, err = r.send(r.dm(), chat.Entry{Files: []chat.File{ready("empty", nil)}}, files)
	if !strings.HasPrefix(outcomeOf(err), "rejected") {
		t.Error(err)
	}
}

// Of the three calls only the last one shows a message.
func TestSendFileOutcomes(t *testing.T) {
	data := []byte("bytes")
	files := map[string][]byte{"a": data}

	for name, tt := range map[string]struct {
		fault fault.Fault
		want  string
	}{
		"no place, reset": {
			fault.Fault{Method: "files.getUploadURLExternal", Kind: fault.ResetAfter},
			"retry 0s channel=false",
		},
		"no place, hang": {
			fault.Fault{Method: "files.getUploadURLExternal", Kind: fault.HangBefore},
			"retry 0s channel=false",
		},
		"no place, rate": {
			fault.Fault{Method: "files.getUploadURLExternal", Kind: fault.RateLimited, RetryAfter: 3},
			"retry 3s channel=false",
		},
		"no place, refused": {
			fault.Fault{Method: "files.getUploadURLExternal", Kind: fault.BadRequest, Text: "file_type_not_allowed"},
			`rejected "Slack refuses: file_type_not_allowed" peer=false`,
		},
		"not shared, archived": {
			fault.Fault{Method: "files.completeUploadExternal", Kind: fault.Blocked},
			`rejected "Slack refuses: is_archived" peer=true`,
		},
		"not shared, reset": {
			fault.Fault{Method: "files.completeUploadExternal", Kind: fault.ResetBefore},
			"uncertain",
		},
		"shared, no answer": {fault.Fault{Method: "files.completeUploadExternal", Kind: fault.HangAfter}, "uncertain"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, fake.Options{}, nil)
			e := chat.Entry{Files: []chat.File{ready("a", data)}}
			out := outgoing(r.dm(), e, files, 0, 1, must(r.ch.Render(e))[0])
			r.fake.Inject(tt.fault)
			_, err := r.ch.Send(t.Context(), out)
			if outcomeOf(err) != tt.want {
				t.Fatalf("got %s (%v), want %s", outcomeOf(err), err, tt.want)
			}
			keepsSecrets(t, fmt.Sprint(err))
			if tt.want != "uncertain" {
				return
			}
			native, found, err := r.ch.Arrived(t.Context(), out)
			shared := tt.fault.Kind == fault.HangAfter
			if found != shared || (err == nil) != shared {
				t.Errorf("%q %v %v", native, found, err)
			}
			if shared && native != r.fake.Snapshot().FromBot(customer)[0].Files[0].ID {
				t.Errorf("native %q", native)
			}
		})
	}
}

func TestFetch(t *testing.T) {
	r := newRig(t, fake.Options{}, func(c *Config, _ *adapters.Env) { c.MaxFile = 200_000 })
	r.run()
	r.until("up", "")
	data := bytes.Repeat([]byte("x"), 100_000)
	p := must(r.fake.Upload(customer, "", "", "отчёт a.txt", data, "see"))
	q := must(r.fake.Upload(customer, "", "", "big.txt", bytes.Repeat([]byte("x"), 200_001), ""))
	r.acked(append(p.Events, q.Events...)...)
	in := r.seen()
	f := in[0].Files[0]
	if in[0].Text != "see" || f.Name != "отчёт a.txt" || f.Size != 100_000 || f.Type != "text/plain" ||
		f.State != chat.FilePending {
		t.Fatalf("%+v", in[0])
	}
	if big := in[1].Files[0]; big.State != chat.FileFailed || big.Reason == "" {
		t.Errorf("%+v", big)
	}
	body := must(r.ch.Fetch(t.Context(), f))
	if got, err := io.ReadAll(body); err != nil || body.Close() != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	liar := in[1].Files[0]
	liar.Size = 1
	if _, err := r.ch.Fetch(t.Context(), liar); !strings.HasPrefix(outcomeOf(err), "rejected") {
		t.Error("more bytes than allowed:", err)
	}
	r.fake.Revoke()
	if _, err := r.ch.Fetch(t.Context(), f); !strings.HasPrefix(outcomeOf(err), `rejected "Slack asks to sign in`) {
		t.Error("the page to sign in was taken for the file:", err)
	}
	r.fake.Restore()
	f.Native = strings.Replace(f.Native, "/files-pri/", "/files-none/", 1)
	if _, err := r.ch.Fetch(t.Context(), f); !strings.HasPrefix(outcomeOf(err), "rejected") {
		t.Error("no such file:", err)
	}
}

// The token goes only to Slack. Addresses inside our own network are never requested.
func TestFetchRefusesOtherHosts(t *testing.T) {
	r := newRig(t, fake.Options{}, nil)
	asked := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(thief.Close)

	var no adapters.Rejected
	for _, at := range []string{
		thief.URL + "/x",
		"http://169.254.169.254/latest",
		"https://slack.com.evil.example/x",
		"https://evilslack.com/x",
		"http://files.slack.com/x",
		"https://files.slack.com@evil.example/x",
		"https://user:pw@files.slack.com/x",
		"https://files.slack.com:8443/x",
		"file:///etc/passwd",
		"//files.slack.com/x",
		"x",
		"",
		"://",
		"https://files.slack.com\\@evil.example/",
	} {
		if _, err := r.ch.Fetch(t.Context(), chat.File{Native: at}); !errors.As(err, &no) {
			t.Errorf("%s: %v", at, err)
		}
	}
	if asked != 0 {
		t.Error("a stranger was asked")
	}

	for _, at := range []string{
		"https://files.slack.com/x",
		"https://slack.com/x",
		"https://Files.SLACK.com/x",
		"https://files.slack-gov.com/x",
	} {
		u := must(http.NewRequest(http.MethodGet, at, nil)).URL
		if !r.ch.trusts(u) {
			t.Errorf("%s is Slack's", at)
		}
	}
	// A trusted host must not lead us to an untrusted one.
	lead := httptest.NewServer(http.RedirectHandler(thief.URL+"/x", http.StatusFound))
	t.Cleanup(lead.Close)
	r = newRig(t, fake.Options{}, func(c *Config, _ *adapters.Env) { c.APIURL = lead.URL + "/api/" })
	if _, err := r.ch.Fetch(t.Context(), chat.File{Native: lead.URL + "/f"}); !errors.As(err, &no) || asked != 0 {
		t.Error("led elsewhere:", err)
	}
}
