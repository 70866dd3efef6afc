package webchat

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"frontdesk/chat"
)

func channel(id string) *Channel {
	return New(
		Config{
			ID:      chat.ChannelID(id),
			Secret:  []byte("secret of the installation"),
			Origins: []string{"https://shop.example.com/"},
		},
		Deps{},
	)
}

func TestTokens(t *testing.T) {
	c := channel("site")
	token, err := c.newToken()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := c.visitor(token)
	if !ok || p.Channel != "site" || p.Address == "" || strings.Contains(token, p.Address) {
		t.Fatalf("own token: %v %v", p, ok)
	}
	if again, _ := c.visitor(token); again != p {
		t.Error("one token stands for two visitors")
	}
	if _, ok := channel("other").visitor(token); ok {
		t.Error("a token of one channel is good for another")
	}

	// A change of any byte must make the token invalid.
	for i := range token {
		b := []byte(token)
		b[i] ^= 1
		if q, ok := c.visitor(string(b)); ok && q != p {
			t.Fatalf("a token changed at %d was accepted", i)
		}
	}

	for _, bad := range []string{"", "x", strings.Repeat("A", 54), token[:len(token)-1], token + "A"} {
		if _, ok := c.visitor(bad); ok {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestOrigins(t *testing.T) {
	c := channel("site")

	for origin, want := range map[string]bool{
		"":                                  true,
		"http://desk.local":                 true,
		"https://shop.example.com":          true,
		"HTTPS://SHOP.EXAMPLE.COM":          true,
		"https://shop.example.com:444":      false,
		"http://shop.example.com":           false,
		"https://evil.com":                  false,
		"null":                              false,
		"https://shop.example.com.evil.com": false,
	} {
		r := httptest.NewRequest("GET", "http://desk.local/widget/socket", nil)
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if got := c.allowed(r); got != want {
			t.Errorf("origin %q: let in %v, want %v", origin, got, want)
		}
	}
}

func TestVisitorsSeeNoneOfTheInside(t *testing.T) {
	e := &chat.Entry{
		Kind:   chat.Moved,
		Author: chat.Author{Kind: chat.ByOperator, ID: "op-id", Name: "Anna"},
		Native: "native-1",
		Move: &chat.Move{
			To:        chat.StateHuman,
			Owner:     "op-id",
			OwnerName: "Anna",
			Reason:    "takeover",
		},
		Refs: chat.Refs{FAQ: "faq-id"},
		Why:  &chat.Why{Query: "q", Hits: []chat.WhyHit{{ID: "faq-id", P: 0.4}}},
	}
	b, err := json.Marshal(show(e))
	if err != nil {
		t.Fatal(err)
	}

	for _, secret := range []string{"op-id", "takeover", "faq-id", "native-1", "0.4"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("a visitor is shown %q in %s", secret, b)
		}
	}
	customer := show(&chat.Entry{Kind: chat.Said, Author: chat.Author{Kind: chat.ByBot}, ClientID: "c"})
	if customer.ClientID != "" {
		t.Error("the client id of another visitor is shown")
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"type":"hello","token":"","cursor":{"epoch":"e","conversation":"c","seq":1},"more":[]}`,
		`{"type":"say","id":"1","text":"x","files":["a"]}`,
		`{"type":"press","id":"1","value":"rate:x:5"}`,
		`{"type":"seen","conversation":"c","seq":9223372036854775807}`,
		`[]`,
		`{"type":1}`,
		`{"type":"say","text":"\ud800"}`,
		strings.Repeat("[", 10000),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decode(data)
		if err == nil &&
			(got.Type == "" || len(got.ID) > maxID || len(got.Files) > maxFiles || len(got.Page.URL) > maxPage) {
			t.Errorf("accepted %+v", got)
		}
	})
}
