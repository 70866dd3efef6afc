package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"frontdesk/adapters/fakes/fault"
	fakeslack "frontdesk/adapters/fakes/slack"
	faketelegram "frontdesk/adapters/fakes/telegram"
	"frontdesk/adapters/webchat/widget"
	"frontdesk/chat"
	"frontdesk/console/app"
	"frontdesk/program/programtest"
)

// messenger is a customer in a fake messenger.
type messenger struct {
	say   func(text string)
	hears func(part string)
	press func(label string)
}

// startDemo runs the program with both fakes.
func startDemo(t *testing.T) (*programtest.Running, *demo) {
	t.Helper()
	d, err := newDemo("127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.close)
	r := programtest.StartWith(
		t,
		t.TempDir(),
		"listen: 127.0.0.1:0\ndatabase: sqlite:frontdesk.db\nfiles: files\nquiet_time: 100ms\nsample_site: true\n"+
			"timezone: Europe/Moscow\nfaq: {import: examples/faq.yaml}\nchannels: [{id: site, type: webchat}]\n",
		programtest.Setup{Config: d.configure},
	)

	return r, d
}

func (d *demo) inTelegram(t *testing.T, user int64) messenger {
	d.telegram.Join(faketelegram.Customer{ID: user, Name: "Марина", Language: "ru"})

	return messenger{
		say: func(text string) { d.telegram.Say(user, text) },
		hears: func(part string) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), programtest.Patience)
			defer cancel()
			heard := func(s *faketelegram.Snapshot) bool { return contains(s.Texts(user), part) }
			if err := d.telegram.Wait(ctx, heard); err != nil {
				t.Fatalf("Telegram: waited in vain for %q; has %q", part, d.telegram.Snapshot().Texts(user))
			}
		},
		press: func(label string) {
			t.Helper()
			last, _ := d.telegram.Snapshot().Last(user)
			if _, err := d.telegram.Press(user, last.ID, label); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func (d *demo) inSlack(t *testing.T) messenger {
	user := d.slack.AddUser(fakeslack.User{Name: "oleg", RealName: "Олег", Locale: "ru-RU"}).ID

	return messenger{
		say: func(text string) { d.slack.DM(user, text) },
		hears: func(part string) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), programtest.Patience)
			defer cancel()
			heard := func(s *fakeslack.Snapshot) bool { return contains(s.Texts(user), part) }
			if err := d.slack.Wait(ctx, heard); err != nil {
				t.Fatalf("Slack: waited in vain for %q; has %q", part, d.slack.Snapshot().Texts(user))
			}
		},
		press: func(label string) {
			t.Helper()
			now := d.slack.Snapshot()
			last, _ := now.Last(user)
			if _, err := d.slack.Press(user, now.Direct(user).ID, last.TS, label); err != nil {
				t.Fatal(err)
			}
		},
	}
}

func contains(list []string, part string) bool {
	for _, s := range list {
		if strings.Contains(s, part) {
			return true
		}
	}

	return false
}

// talk is the same dialogue on every channel: answer, unknown, handover, claim, reply, close, rating 5 with a comment.
func (m messenger) talk(anna *programtest.Person, channel string) {
	m.say("сколько стоит доставка в Казань?")
	m.hears("290 ₽")
	m.press("Да, спасибо")
	m.hears("Рад, что помог")
	m.say("мой котик съел упаковку")
	m.hears("другими словами")
	m.say("позовите человека")
	m.hears("ответит прямо здесь")
	id := anna.Waiting(channel)
	anna.Claim(id)
	anna.Reply(id, "Здравствуйте! **Котик** в порядке?")
	m.hears("в порядке?")
	m.say("да, спит")
	anna.R.Await(
		"the customer's words in the console",
		func() bool { return strings.Contains(timeline(anna, id), "да, спит") },
	)
	anna.Close(id)
	m.hears("от 1 до 5")
	m.press("5")
	m.hears("Одним сообщением")
	m.say("быстро и вежливо")
	m.hears("передали команде")
}

// timeline is the raw JSON of a conversation's entries.
func timeline(p *programtest.Person, id string) string {
	var list struct{ Items []struct{ Text string } }
	p.Ask("GET", "/api/v1/conversations/"+id+"/entries", nil, 200, &list)

	var out []string
	for _, e := range list.Items {
		out = append(out, e.Text)
	}

	return strings.Join(out, "\n")
}

func TestTheSameTalkInTelegramAndSlack(t *testing.T) {
	r, d := startDemo(t)
	anna := r.Operator("anna", chat.RoleOperator)
	d.inTelegram(t, 501).talk(anna, "tg")
	d.inSlack(t).talk(anna, "slack")
	if answered, scores := anna.CSAT(); answered != 2 || scores[4] != 2 {
		t.Errorf("report: %d rated, %v", answered, scores)
	}
}

// TestBrowser drives widget and console in a real Chromium, after the same dialogue in both fake messengers. Afterwards the report shows
// three ratings. SHOTS=DIR keeps the screenshots.
func TestBrowser(t *testing.T) {
	chromium := needBrowser(t)
	r, d := startDemo(t)
	anna := r.Operator("anna", chat.RoleAdmin)
	d.inTelegram(t, 501).talk(anna, "tg")
	d.inSlack(t).talk(anna, "slack")
	d.notDelivered(t, anna)
	shots := os.Getenv("SHOTS")
	if shots == "" {
		shots = t.TempDir()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "talk.mjs")
	cmd.Dir = "e2e"
	cmd.Env = append(
		os.Environ(),
		"BASE="+r.Base,
		"LOGIN=anna",
		"PASSWORD=password-of-anna",
		"CHROMIUM="+chromium,
		"SHOTS="+shots,
		"RATED=3",
	)
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Fatal(err)
	}
	if answered, scores := anna.CSAT(); answered != 3 || scores[4] != 3 {
		t.Errorf("report: %d rated, %v", answered, scores)
	}
}

// notDelivered leaves Anna a conversation in Telegram with a failed last reply.
func (d *demo) notDelivered(t *testing.T, anna *programtest.Person) {
	t.Helper()
	m := d.inTelegram(t, 503)
	m.say("позовите оператора")
	m.hears("прямо здесь")
	id := anna.Waiting("tg")
	anna.Claim(id)
	const refusal = "Bad Request: message is too long"
	d.telegram.Inject(fault.Fault{Method: "sendMessage", Chat: "503", Kind: fault.BadRequest, Text: refusal})
	anna.Reply(id, "Чай уже едет к вам")
	anna.R.Await("a reply that has failed", func() bool { return delivered(anna, id, "", "failed") > 0 })
}

// needBrowser finds Node and Chromium for the browser test. Without one of the programs the test is skipped with the name of the missing
// program. With CI=true the test is never skipped.
func needBrowser(t *testing.T) string {
	t.Helper()
	missing := ""
	if _, err := fs.Stat(widget.FS, "dist/panel.js"); err != nil {
		missing = "the widget is not built: make build"
	}
	if _, err := fs.Stat(app.FS, "dist/index.html"); err != nil {
		missing = "the console is not built: make build"
	}
	if _, err := os.Stat("e2e/node_modules/playwright-core"); err != nil {
		missing = "playwright-core is not installed: npm ci in cmd/frontdesk/e2e"
	}
	path := ""

	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		missing = "chromium is not installed"
	}
	if missing != "" && os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	if missing != "" {
		t.Skip(missing)
	}

	return path
}
