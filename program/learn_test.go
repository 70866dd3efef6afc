package program_test

import (
	"net/http"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/program/programtest"
)

type taught struct {
	Items []struct {
		ID, Entry, Lang, Question, Text string
		People                          int
		Sources                         []string
	}
}

// tried is the bot's decision on a text.
func tried(p *programtest.Person, text string) (decision string, exact bool) {
	p.R.T.Helper()
	var got struct {
		Decision string
		Exact    bool
	}
	p.Ask("POST", "/api/v1/faq/try", map[string]string{"text": text, "lang": "ru"}, http.StatusOK, &got)

	return got.Decision, got.Exact
}

// isTold asks for the cost of delivery. When the bot asks back, isTold picks the delivery from the list.
func isTold(v *programtest.Visitor, question string) {
	v.R.T.Helper()
	v.Say(question)
	if w := v.Hears(""); !strings.Contains(w.Text, "₽") {
		v.Press(w.Choices[0].Value)
		v.Hears("₽")
	}
}

// TestTalksTeachTheFAQ: "this helped" and an operator's match become suggestions. After an admin's click the suggestions are phrasings
// and answer at once. An undo removes the phrasings. A question without help becomes no suggestion.
func TestTalksTeachTheFAQ(t *testing.T) {
	r := programtest.Start(t, "quiet_time: 0s\nchannels:\n  - {id: site, type: webchat}\n")
	admin, clerk := r.Operator("anna", chat.RoleAdmin), r.Operator("boris", chat.RoleOperator)
	v := r.Visitor()
	const asked = "сколько стоит доставка в Казань ко вторнику"
	isTold(v, asked)
	v.Press("helped:yes")
	v.Hears("Рад")
	w := r.Visitor()
	isTold(w, "сколько стоит доставка в Казань к пятнице")
	w.Press("helped:no")
	w.Hears("")
	const hard = "а ежа вы тоже привезёте"
	w.Say("позовите оператора")
	id := clerk.Waiting("site")

	match := map[string]string{"id": "match-of-boris", "entry": "delivery-cost", "lang": "ru", "words": hard}
	for range 2 { // a repeated request changes no entry
		clerk.Ask("POST", "/api/v1/conversations/"+id+"/match", match, http.StatusOK, nil)
	}
	var list taught
	admin.Ask("GET", "/api/v1/faq/lessons", nil, http.StatusOK, &list)
	if len(list.Items) != 2 {
		t.Fatalf("suggestions: %+v", list.Items)
	}

	for _, l := range list.Items {
		if l.Text == hard && l.Entry != "delivery-cost" || l.Entry == "" || l.Lang != "ru" || l.Question == "" ||
			l.People != 1 ||
			l.Text != asked && l.Text != hard {
			t.Errorf("suggestion %+v", l)
		}
		if _, exact := tried(admin, l.Text); exact {
			t.Errorf("%q counts without a click", l.Text)
		}
		clerk.Ask("POST", "/api/v1/faq/lessons/"+l.ID, map[string]any{"accept": true}, http.StatusForbidden, nil)
		admin.Ask("POST", "/api/v1/faq/lessons/"+l.ID, map[string]any{"accept": true}, http.StatusNoContent, nil)
		if decision, exact := tried(admin, l.Text); decision != "answer" || !exact {
			t.Errorf("%q: %s after the click", l.Text, decision)
		}
	}
	var versions struct {
		Items []struct {
			Number       int64
			Author, Note string
		}
	}
	admin.Ask("GET", "/api/v1/faq/versions", nil, http.StatusOK, &versions)
	if len(versions.Items) != 3 || versions.Items[0].Author != "Anna" {
		t.Fatalf("versions: %+v", versions.Items)
	}
	admin.Ask("POST", "/api/v1/faq/versions/1/restore", struct{}{}, http.StatusOK, nil)
	if _, exact := tried(admin, hard); exact {
		t.Error("an undo leaves the phrasing")
	}
}
