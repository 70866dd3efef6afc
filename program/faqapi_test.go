package program_test

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/markup"
	"frontdesk/program/programtest"
)

type imported struct {
	Version                            int64
	Added, Changed, Removed, Unchanged int
	Errors                             []refused
	Reason, Detail                     string // fields of a problem
}

// refused is one of the reasons of a problem.
type refused struct {
	Message, Location, Field, Reason string
	Line, Column                     int
	Params                           map[string]string
}

// sends a file to the import route.
func sends(p *programtest.Person, query, text string, status int) (got imported) {
	p.R.T.Helper()
	req, err := http.NewRequest("POST", p.R.Base+"/api/v1/faq/import?"+query, strings.NewReader(text))
	if err != nil {
		p.R.T.Fatal(err)
	}
	req.AddCookie(&http.Cookie{Name: "frontdesk_session", Value: p.Token})
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.R.T.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		p.R.T.Fatal(resp.Status, err)
	}
	if resp.StatusCode != status {
		p.R.T.Fatalf("import %s: %s, want %d: %+v", query, resp.Status, status, got)
	}

	return got
}

// TestFAQFilesOverHTTP: an export can be imported again without a change, in every format. A dry run changes no entry. A wrong file
// changes no entry, and the answer names every bad row. Saving over another author's version is a conflict.
func TestFAQFilesOverHTTP(t *testing.T) {
	r := programtest.Start(t, "channels:\n  - {id: site, type: webchat}\n")

	admin := r.Operator("anna", chat.RoleAdmin)
	for _, format := range []string{"yaml", "csv", "jsonl", "md"} {
		resp := admin.Do("GET", "/api/v1/faq/export?format="+format, nil)
		data, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(format, resp.Status, err)
		}
		if got := sends(admin, "name=faq."+format, string(data), http.StatusOK); got.Version != 1 ||
			got.Added+got.Changed+got.Removed > 0 ||
			got.Unchanged == 0 {
			t.Errorf("%s: %+v", format, got)
		}
	}
	const more = "id;lang;question;answer\nnew-one;ru;Есть ли у вас ежи?;Нет\n"
	if got := sends(admin, "name=more.csv&mode=merge&dry_run=true", more, http.StatusOK); got.Added != 1 ||
		got.Removed > 0 ||
		got.Version != 1 {
		t.Errorf("dry run: %+v", got)
	}
	if _, exact := tried(admin, "есть ли у вас ежи"); exact {
		t.Error("a dry run counts")
	}
	if got := sends(admin, "name=more.csv&mode=merge", more, http.StatusOK); got.Version != 2 {
		t.Errorf("merge: %+v", got)
	}
	if _, exact := tried(admin, "есть ли у вас ежи"); !exact {
		t.Error("the imported entry does not answer")
	}
	got := sends(
		admin,
		"name=bad.csv",
		"id;lang;question;answer\na;ru;;Нет\nb;xx-;Что?;\n",
		http.StatusUnprocessableEntity,
	)
	if len(got.Errors) != 3 || got.Errors[0].Location != "bad.csv:2:6 question" {
		t.Errorf("bad rows: %+v", got.Errors)
	}
	want := refused{
		Message:  `"xx-" is not a language; expected a code like "ru" or "en"`,
		Location: "bad.csv:3:3 lang",
		Field:    "lang",
		Reason:   "bad_lang",
		Line:     3,
		Column:   3,
		Params:   map[string]string{"value": "xx-"},
	}
	if !reflect.DeepEqual(got.Errors[1], want) {
		t.Errorf("a bad row: %+v, want %+v", got.Errors[1], want)
	}
	entry := map[string]any{
		"id":        "new-one",
		"lang":      "ru",
		"question":  "Есть ежи?",
		"answer":    "Нет",
		"phrasings": []string{},
		"tags":      []string{},
	}
	admin.Ask("PUT", "/api/v1/faq/entries?version=1", entry, http.StatusConflict, nil)
	admin.Ask("PUT", "/api/v1/faq/entries?version=2", entry, http.StatusOK, nil)
	entry["id"] = "not an id"
	entry["answer"] = " "
	var problem struct {
		Reason string
		Params map[string]string
		Errors []refused
	}
	admin.Ask("PUT", "/api/v1/faq/entries", entry, http.StatusUnprocessableEntity, &problem)

	reasons := map[string]string{}
	for _, e := range problem.Errors {
		reasons[e.Location] = e.Reason
	}
	if len(reasons) != 2 || reasons["body.id"] != "bad_id" || reasons["body.answer"] != "empty" {
		t.Errorf("fields of an entry: %+v", problem)
	}
	entry["question"] = strings.Repeat("е", 501)
	admin.Ask("PUT", "/api/v1/faq/entries", entry, http.StatusUnprocessableEntity, &problem)
	if len(problem.Errors) != 1 || problem.Errors[0].Location != "body.question" ||
		problem.Errors[0].Reason != "shape_long" ||
		problem.Errors[0].Params["max"] != "500" {
		t.Errorf("a question that is too long: %+v", problem.Errors)
	}
	admin.Ask("POST", "/api/v1/faq/versions/99/restore", nil, http.StatusNotFound, &problem)
	if problem.Reason != "faq_no_version" || problem.Params["version"] != "99" {
		t.Errorf("no such version: %+v", problem)
	}
	admin.Ask("DELETE", "/api/v1/faq/entries/ru/new-one", nil, http.StatusOK, nil)
	admin.Ask("DELETE", "/api/v1/faq/entries/ru/new-one", nil, http.StatusNotFound, nil)
}

// TestPreviewOfAnAnswer: the console previews an answer in the nodes of the widget. No node can run a script.
func TestPreviewOfAnAnswer(t *testing.T) {
	r := programtest.Start(t, "channels:\n  - {id: site, type: webchat}\n")
	admin := r.Operator("anna", chat.RoleAdmin)
	const answer = "**Bold** <script>alert(1)</script> [here](javascript:alert(1)), " +
		"[there](https://example.com) <img src=x onerror=alert(1)>"
	var got struct{ Body []markup.Node }
	admin.Ask("POST", "/api/v1/faq/preview", map[string]any{"text": answer}, http.StatusOK, &got)
	if want := markup.Parse(answer).Nodes(); !reflect.DeepEqual(got.Body, want) {
		t.Errorf("%+v, the widget gets %+v", got.Body, want)
	}
	links, text := "", ""
	var walk func([]markup.Node)
	walk = func(list []markup.Node) {
		for _, n := range list {
			if !slices.Contains([]string{"p", "strong", "text", "a"}, n.T) {
				t.Errorf("a node %q", n.T)
			}
			links, text = links+n.Href, text+n.V
			walk(n.C)
		}
	}
	if walk(got.Body); links != "https://example.com" || !strings.Contains(text, "<script>alert(1)</script>") {
		t.Errorf("links %q, text %q", links, text)
	}
	var empty struct{ Body []any }
	if admin.Ask("POST", "/api/v1/faq/preview", map[string]any{"text": ""}, http.StatusOK, &empty); empty.Body == nil {
		t.Error("no answer has no nodes, not null")
	}
}
