package programtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"frontdesk/chat"
	"frontdesk/console"
	"frontdesk/store"
)

// Person is an operator at the HTTP API.
type Person struct {
	R       *Running
	Account store.Account
	Token   string // token of the session
}

// Operator adds an operator and signs in.
func (r *Running) Operator(name string, role chat.Role) *Person {
	r.T.Helper()
	hash, err := console.HashPassword("password-of-" + name)
	if err != nil {
		r.T.Fatal(err)
	}
	op := chat.Operator{
		ID:    chat.OperatorID(chat.NewID()),
		Login: name,
		Name:  strings.ToUpper(name[:1]) + name[1:],
		Role:  role,
		Lang:  "ru",
	}
	acc := store.Account{Operator: op, Password: hash}
	if err := r.Program.DB.AddOperator(context.Background(), acc); err != nil {
		r.T.Fatal(err)
	}
	person := &Person{R: r, Account: acc}

	resp := person.Do("POST", "/api/v1/session", map[string]string{"login": name, "password": "password-of-" + name})
	for _, c := range resp.Cookies() {
		person.Token = c.Value
	}
	if resp.Body.Close(); person.Token == "" {
		r.T.Fatal("sign-in gave no cookie:", resp.Status)
	}

	return person
}

// Do calls the API. The caller closes the body of the answer.
func (p *Person) Do(method, path string, body any) *http.Response {
	p.R.T.Helper()
	var reader io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			p.R.T.Fatal(err)
		}
		reader = bytes.NewReader(b)
	}

	req, err := http.NewRequest(method, p.R.Base+path, reader)
	if err != nil {
		p.R.T.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if p.Token != "" {
		req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: p.Token})
	}

	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.R.T.Fatal(err)
	}

	return resp
}

// Ask calls the API and decodes the answer. Any other status than the wanted one fails the test.
func (p *Person) Ask(method, path string, body any, status int, into any) {
	p.R.T.Helper()
	resp := p.Do(method, path, body)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.R.T.Fatal(err)
	}
	if resp.StatusCode != status {
		p.R.T.Fatalf("%s %s: %s, want %d: %s", method, path, resp.Status, status, data)
	}
	if into != nil {
		if err := json.Unmarshal(data, into); err != nil {
			p.R.T.Fatalf("%s %s: %v: %s", method, path, err, data)
		}
	}
}

// Listed holds the tested fields of the answer of GET /conversations.
type Listed struct {
	Items []struct {
		ID       string `json:"id"`
		State    string `json:"state"`
		Customer struct{ Name string }
		Channel  struct{ ID string }
	}
	Counts struct{ Waiting, Mine, All int }
}

// Waiting returns the id of the only waiting conversation of a channel.
func (p *Person) Waiting(channel string) (id string) {
	p.R.T.Helper()
	p.R.Await("a conversation that waits on "+channel, func() bool {
		var rows Listed
		p.Ask("GET", "/api/v1/conversations?state=waiting", nil, 200, &rows)

		for _, c := range rows.Items {
			if c.Channel.ID == channel {
				id = c.ID
			}
		}

		return id != ""
	})

	return id
}

// Claim takes a waiting conversation.
func (p *Person) Claim(id string) {
	p.R.T.Helper()
	p.Ask("POST", "/api/v1/conversations/"+id+"/claim", struct{}{}, 200, nil)
}

// Reply sends a message to the customer.
func (p *Person) Reply(id, text string) {
	p.R.T.Helper()
	p.Ask("POST", "/api/v1/conversations/"+id+"/replies", map[string]string{"id": chat.NewID(), "text": text}, 200, nil)
}

// Close ends a conversation. The close asks the customer for a rating.
func (p *Person) Close(id string) {
	p.R.T.Helper()
	p.Ask("POST", "/api/v1/conversations/"+id+"/close", struct{}{}, 200, nil)
}

// CSAT returns the number of ratings in today's report, and the number for each score.
func (p *Person) CSAT() (answered int, scores [5]int) {
	var summary struct {
		CSAT struct {
			Answered int
			Scores   [5]int
		}
	}
	p.Ask("GET", "/api/v1/report?days=1", nil, 200, &summary)

	return summary.CSAT.Answered, summary.CSAT.Scores
}
