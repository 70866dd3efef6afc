package slack_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"frontdesk/adapters/fakes/slack"
)

func section(text string) obj {
	return obj{"type": "section", "text": obj{"type": "mrkdwn", "text": text}}
}

func actions(ids ...string) obj {
	var e arr
	for _, id := range ids {
		e = append(
			e,
			obj{
				"type":      "button",
				"action_id": id,
				"value":     "v:" + id,
				"text":      obj{"type": "plain_text", "text": "L" + id},
			},
		)
	}

	return obj{"type": "actions", "elements": e}
}

func TestAuthorisation(t *testing.T) {
	r := start(t, slack.Options{})
	for _, tt := range []struct{ token, method, want string }{
		{slack.DefaultBotToken, "auth.test", ""},
		{"", "auth.test", "not_authed"},
		{"xoxb-other", "auth.test", "invalid_auth"},
		{slack.DefaultAppToken, "auth.test", "not_allowed_token_type"},
		{slack.DefaultAppToken, "apps.connections.open", ""},
		{slack.DefaultBotToken, "apps.connections.open", "not_allowed_token_type"},
		{slack.DefaultBotToken, "chat.dance", "unknown_method"},
	} {
		a, err := r.try(t.Context(), tt.token, tt.method)
		if err != nil || a.err() != tt.want || a.Status != 200 {
			t.Errorf("%s %s: %v %s", tt.token, tt.method, err, a.Raw)
		}
	}
	if a, _ := r.try(t.Context(), "", "auth.test", "token", slack.DefaultBotToken); a.err() != "" {
		t.Errorf("token as a parameter: %s", a.Raw)
	}
	r.Revoke()
	r.want("token_revoked", "auth.test")
	r.Restore()
	r.want("", "auth.test")
}

func TestPostMessageRules(t *testing.T) {
	r := start(t, slack.Options{})
	u := r.AddUser(slack.User{Name: "ann"}).ID
	gone := r.AddUser(slack.User{Name: "bob"}).ID

	old, out := r.AddChannel("old"), r.AddChannel("out")
	for _, err := range []error{r.Archive(old), r.Kick(out), r.Deactivate(gone)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	dm := r.DM(u, "hi")
	deleted := r.DM(u, "parent")
	if _, err := r.Delete(deleted.Channel, deleted.TS); err != nil {
		t.Fatal(err)
	}
	blocks := func(b ...any) string { return jsonOf(t, b) }

	many := make([]any, 51)
	for i := range many {
		many[i] = obj{"type": "divider"}
	}

	for _, tt := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"by channel", []string{"channel", dm.Channel, "text", "x"}, ""},
		{"by user", []string{"channel", u, "text", "x"}, ""},
		{"by name", []string{"channel", "#support", "text", "x"}, ""},
		{"unknown", []string{"channel", "C0NOPE", "text", "x"}, "channel_not_found"},
		{"no channel", []string{"text", "x"}, "channel_not_found"},
		{"not in", []string{"channel", out, "text", "x"}, "not_in_channel"},
		{"archived", []string{"channel", old, "text", "x"}, "is_archived"},
		{"gone", []string{"channel", gone, "text", "x"}, "account_inactive"},
		{"nothing", []string{"channel", u}, "no_text"},
		{"40000", []string{"channel", u, "text", strings.Repeat("я", 40000)}, ""},
		{"40001", []string{"channel", u, "text", strings.Repeat("я", 40001)}, "msg_too_long"},
		{"thread", []string{"channel", u, "text", "x", "thread_ts", dm.TS}, ""},
		{"no thread", []string{"channel", u, "text", "x", "thread_ts", "1.000001"}, "thread_not_found"},
		{"metadata", []string{"channel", u, "text", "x", "metadata", `{"event_type":"a","event_payload":{"b":1}}`}, ""},
		{
			"bad metadata",
			[]string{"channel", u, "text", "x", "metadata", `{"event_type":"a"}`},
			"invalid_metadata_format",
		},
		{"blocks only", []string{"channel", u, "blocks", blocks(section("x"))}, ""},
		{"3000", []string{"channel", u, "blocks", blocks(section(strings.Repeat("я", 3000)))}, ""},
		{"3001", []string{"channel", u, "blocks", blocks(section(strings.Repeat("я", 3001)))}, "invalid_blocks"},
		{"50 blocks", []string{"channel", u, "blocks", blocks(many[:50]...)}, ""},
		{"51 blocks", []string{"channel", u, "blocks", blocks(many...)}, "invalid_blocks"},
		{
			"all too long",
			[]string{
				"channel",
				u,
				"blocks",
				blocks(
					section(strings.Repeat("a", 2900)),
					section(strings.Repeat("b", 2900)),
					section(strings.Repeat("c", 2900)),
					section(strings.Repeat("d", 2900)),
					section(strings.Repeat("e", 2900)),
				),
			},
			"msg_blocks_too_long",
		},
		{"garbage", []string{"channel", u, "blocks", "{"}, "invalid_blocks_format"},
		{"unknown block", []string{"channel", u, "blocks", blocks(obj{"type": "carrot"})}, "invalid_blocks"},
		{"empty section", []string{"channel", u, "blocks", blocks(section(""))}, "invalid_blocks"},
		{"twin ids", []string{"channel", u, "blocks", blocks(actions("a", "a"))}, "invalid_blocks"},
		{
			"long label",
			[]string{
				"channel",
				u,
				"blocks",
				blocks(obj{
					"type": "actions",
					"elements": arr{
						obj{"type": "button", "text": obj{"type": "plain_text", "text": strings.Repeat("x", 76)}},
					},
				}),
			},
			"invalid_blocks",
		},
	} {
		a := r.want(tt.want, "chat.postMessage", tt.pairs...)
		if tt.want == "invalid_blocks" && !strings.Contains(a.Raw, "json-pointer:/blocks") {
			t.Errorf("%s: no pointer in %s", tt.name, a.Raw)
		}
	}
	a := r.want("", "chat.postMessage", "channel", u, "text", "x", "thread_ts", deleted.TS)
	if m := a.Body["message"].(obj); m["thread_ts"] != nil {
		t.Errorf("the parent is gone, but the reply is in a thread: %v", m)
	}
}

func TestTimestampsAreUniqueAndGrow(t *testing.T) {
	r := start(t, slack.Options{})
	last := ""

	for range 50 { // the clock stands still
		ts := r.post("#support", "x")
		if ts <= last || len(ts) != len("1700000000.000001") {
			t.Fatalf("ts %q after %q", ts, last)
		}
		last = ts
	}
}

func TestUpdateAndDelete(t *testing.T) {
	r := start(t, slack.Options{})
	dm := r.DM("U1", "hi")
	ts := r.post(dm.Channel, "one")
	r.want("message_not_found", "chat.update", "channel", dm.Channel, "ts", "1.1", "text", "x")
	r.want("cant_update_message", "chat.update", "channel", dm.Channel, "ts", dm.TS, "text", "x")
	r.want("cant_delete_message", "chat.delete", "channel", dm.Channel, "ts", dm.TS)
	r.want("", "chat.update", "channel", dm.Channel, "ts", ts, "text", "two", "blocks", jsonOf(t, arr{actions("a")}))
	m, _ := r.Snapshot().Last("U1")
	if m.Text != "two" || m.Edited == nil || cmp.Diff([]string{"one"}, m.Versions) != "" || len(m.Buttons) != 1 {
		t.Errorf("%+v", m)
	}
	r.want("", "chat.update", "channel", dm.Channel, "ts", ts, "text", "three")
	if m, _ := r.Snapshot().Last("U1"); len(m.Buttons) != 0 || m.Blocks != nil {
		t.Errorf("the old blocks stayed: %+v", m)
	}
	r.want("", "chat.delete", "channel", dm.Channel, "ts", ts)
	r.want("message_not_found", "chat.delete", "channel", dm.Channel, "ts", ts)
	if got := r.Snapshot().FromBot("U1"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestEphemeralIsNotHistory(t *testing.T) {
	r := start(t, slack.Options{})
	dm := r.DM("U1", "hi")
	r.want("user_not_in_channel", "chat.postEphemeral", "channel", dm.Channel, "user", "U2", "text", "x")
	a := r.want("", "chat.postEphemeral", "channel", dm.Channel, "user", "U1", "text", "psst")
	if a.Body["message_ts"] == nil {
		t.Error(a.Raw)
	}
	if a := r.want("", "conversations.history", "channel", dm.Channel); strings.Contains(a.Raw, "psst") {
		t.Error(a.Raw)
	}
	if m, _ := r.Snapshot().Last("U1"); m.Ephemeral != "U1" {
		t.Errorf("%+v", m)
	}
}

func TestHistoryAndReplies(t *testing.T) {
	r := start(t, slack.Options{})
	dm := r.DM("U1", "root")

	md := `{"event_type":"delivery","event_payload":{"id":"d1"}}`
	for i := range 3 {
		r.want(
			"", "chat.postMessage",
			"channel", dm.Channel,
			"text", fmt.Sprint("r", i),
			"thread_ts", dm.TS,
			"metadata", md,
		)
		r.clock.add(time.Second)
	}
	r.post(dm.Channel, "last")
	texts := func(a answer) (out []string) {
		for _, m := range a.Body["messages"].([]any) {
			out = append(out, m.(obj)["text"].(string))
		}

		return out
	}
	h := r.want("", "conversations.history", "channel", dm.Channel)
	if d := cmp.Diff([]string{"last", "root"}, texts(h)); d != "" ||
		h.Body["messages"].([]any)[1].(obj)["reply_count"] != 3.0 {
		t.Errorf("%s %s", d, h.Raw)
	}
	all := r.want("", "conversations.replies", "channel", dm.Channel, "ts", dm.TS, "include_all_metadata", "1")
	if d := cmp.Diff([]string{"root", "r0", "r1", "r2"}, texts(all)); d != "" ||
		!strings.Contains(all.Raw, `"id":"d1"`) {
		t.Errorf("%s %s", d, all.Raw)
	}
	bare := r.want("", "conversations.replies", "channel", dm.Channel, "ts", dm.TS)
	if strings.Contains(bare.Raw, "metadata\":{\"event") {
		t.Errorf("metadata came unasked: %s", bare.Raw)
	}
	p1 := r.want("", "conversations.replies", "channel", dm.Channel, "ts", dm.TS, "limit", "3")
	cursor := p1.Body["response_metadata"].(obj)["next_cursor"].(string)
	p2 := r.want("", "conversations.replies", "channel", dm.Channel, "ts", dm.TS, "limit", "3", "cursor", cursor)
	if d := cmp.Diff([]string{"r2"}, texts(p2)); p1.Body["has_more"] != true || p2.Body["has_more"] != false ||
		d != "" {
		t.Error(p1.Raw, p2.Raw)
	}

	r1 := all.Body["messages"].([]any)[2].(obj)["ts"].(string)
	for _, tt := range []struct {
		inclusive string
		want      []string
	}{{"0", []string{"r2"}}, {"1", []string{"r1", "r2"}}} {
		a := r.want(
			"", "conversations.replies",
			"channel", dm.Channel,
			"ts", dm.TS,
			"oldest", r1,
			"inclusive", tt.inclusive,
		)
		if d := cmp.Diff(tt.want, texts(a)); d != "" {
			t.Errorf("inclusive %s: %s", tt.inclusive, d)
		}
	}
	r.want("thread_not_found", "conversations.replies", "channel", dm.Channel, "ts", "1.1")
	r.want("channel_not_found", "conversations.history", "channel", "C0")
	r.want("invalid_cursor", "conversations.history", "channel", dm.Channel, "cursor", "zzz")
}

func TestConversationsAndUsers(t *testing.T) {
	r := start(t, slack.Options{})
	u := r.AddUser(slack.User{Name: "ann", RealName: "Ann K", Locale: "ru-RU"}).ID
	a := r.want("", "conversations.open", "users", u)
	id := a.Body["channel"].(obj)["id"].(string)
	if b := r.want("", "conversations.open", "users", u); a.Body["already_open"] != false ||
		b.Body["already_open"] != true ||
		b.Body["channel"].(obj)["id"] != id {
		t.Error(a.Raw, b.Raw)
	}
	r.want("user_not_found", "conversations.open", "users", "U0NOPE")
	if c := r.want("", "conversations.info", "channel", id).Body["channel"].(obj); c["is_im"] != true ||
		c["user"] != u {
		t.Error(c)
	}
	r.want("channel_not_found", "conversations.info", "channel", "C0NOPE")
	if a := r.want("", "conversations.members", "channel", id); !strings.Contains(a.Raw, u) {
		t.Error(a.Raw)
	}
	if a := r.want("", "users.conversations", "types", "im"); !strings.Contains(a.Raw, id) {
		t.Error(a.Raw)
	}
	info := r.want("", "users.info", "user", u, "include_locale", "true").Body["user"].(obj)
	if info["real_name"] != "Ann K" || info["locale"] != "ru-RU" {
		t.Error(info)
	}
	r.want("user_not_found", "users.info", "user", "U0NOPE")
}

func TestRateLimits(t *testing.T) {
	r := start(t, slack.Options{RateLimits: true})
	r.post("#support", "1")
	a := r.call("chat.postMessage", "channel", "#support", "text", "2")
	if a.Status != 429 || a.Header.Get("Retry-After") != "1" || a.err() != "ratelimited" {
		t.Errorf("%d %v %s", a.Status, a.Header, a.Raw)
	}
	r.DM("U1", "hi")
	r.post("U1", "other channels go on")
	r.clock.add(time.Second)
	r.post("#support", "2")
	if a, _ := r.try(t.Context(), slack.DefaultAppToken, "apps.connections.open"); a.err() != "" {
		t.Error(a.Raw)
	}
	if a, _ := r.try(t.Context(), slack.DefaultAppToken, "apps.connections.open"); a.Status != 429 ||
		a.Header.Get("Retry-After") != "60" {
		t.Errorf("tier 1: %d %v", a.Status, a.Header)
	}
}
