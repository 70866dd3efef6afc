package main

import (
	"net/http"
	"strings"
	"testing"

	"frontdesk/chat"
)

type taught struct {
	Items []struct {
		ID, Entry, Lang, Question, Text string
		People                          int
		Sources                         []string
	}
}

// tried is what the bot would do.
func (p *person) tried(text string) (decision string, exact bool) {
	p.r.t.Helper()
	var got struct {
		Decision string
		Exact    bool
	}
	p.ask("POST", "/api/v1/faq/try", map[string]string{"text": text, "lang": "ru"}, http.StatusOK, &got)
	return got.Decision, got.Exact
}

// isTold asks what delivery costs, and picks that from the list when the bot asks back.
func (v *visitor) isTold(question string) {
	v.r.t.Helper()
	v.say(question)
	if w := v.hears(""); !strings.Contains(w.Text, "₽") {
		v.press(w.Choices[0].Value)
		v.hears("₽")
	}
}

// TestTalksTeachTheFAQ: "this helped" and an operator's word wait as lessons; an admin's click makes phrasings of them that answer at once; an undo
// takes them back. What the customer said did not help is no lesson.
func TestTalksTeachTheFAQ(t *testing.T) {
	r := start(t, "quiet_time: 0s\nchannels:\n  - {id: site, type: webchat}\n")
	admin, clerk := r.operator("anna", chat.RoleAdmin), r.operator("boris", chat.RoleOperator)
	v := r.visitor()
	const asked = "сколько стоит доставка в Казань ко вторнику"
	v.isTold(asked)
	v.press("helped:yes")
	v.hears("Рад")
	w := r.visitor()
	w.isTold("сколько стоит доставка в Казань к пятнице")
	w.press("helped:no")
	w.hears("")
	const hard = "а ежа вы тоже привезёте"
	w.say("позовите оператора")
	id := clerk.waiting("site")
	match := map[string]string{"id": "match-of-boris", "entry": "delivery-cost", "lang": "ru", "words": hard}
	for range 2 { // a repeated request changes nothing
		clerk.ask("POST", "/api/v1/conversations/"+id+"/match", match, http.StatusOK, nil)
	}
	var list taught
	admin.ask("GET", "/api/v1/faq/lessons", nil, http.StatusOK, &list)
	if len(list.Items) != 2 {
		t.Fatalf("lessons: %+v", list.Items)
	}
	for _, l := range list.Items {
		if l.Text == hard && l.Entry != "delivery-cost" || l.Entry == "" || l.Lang != "ru" || l.Question == "" || l.People != 1 || l.Text != asked && l.Text != hard {
			t.Errorf("lesson %+v", l)
		}
		if _, exact := admin.tried(l.Text); exact {
			t.Errorf("%q counts without a click", l.Text)
		}
		clerk.ask("POST", "/api/v1/faq/lessons/"+l.ID, map[string]any{"accept": true}, http.StatusForbidden, nil)
		admin.ask("POST", "/api/v1/faq/lessons/"+l.ID, map[string]any{"accept": true}, http.StatusNoContent, nil)
		if decision, exact := admin.tried(l.Text); decision != "answer" || !exact {
			t.Errorf("%q: %s after the click", l.Text, decision)
		}
	}
	var versions struct {
		Items []struct {
			Number       int64
			Author, Note string
		}
	}
	admin.ask("GET", "/api/v1/faq/versions", nil, http.StatusOK, &versions)
	if len(versions.Items) != 3 || versions.Items[0].Author != "Anna" {
		t.Fatalf("versions: %+v", versions.Items)
	}
	admin.ask("POST", "/api/v1/faq/versions/1/restore", struct{}{}, http.StatusOK, nil)
	if _, exact := admin.tried(hard); exact {
		t.Error("an undo leaves the phrasing")
	}
}
