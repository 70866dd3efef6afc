package slack_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	sdk "github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"frontdesk/adapters/fakes/fault"
	"frontdesk/adapters/fakes/slack"
)

// stream runs the SDK's socket client and returns the SDK's events.
func (r *rig) stream(opts ...socketmode.Option) (*socketmode.Client, func(socketmode.EventType) socketmode.Event) {
	r.t.Helper()
	client := socketmode.New(r.api, opts...)
	ctx, cancel := context.WithCancel(r.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = client.RunContext(ctx) }()
	r.t.Cleanup(func() { cancel(); <-ended })

	return client, func(kind socketmode.EventType) socketmode.Event {
		r.t.Helper()

		for {
			select {
			case e := <-client.Events:
				if e.Type == kind {
					return e
				}
			case <-time.After(20 * time.Second):
				r.t.Fatalf("no %s", kind)
			}
		}
	}
}

func TestSDKSocketMode(t *testing.T) {
	r := start(t, slack.Options{})
	client, next := r.stream()
	next(socketmode.EventTypeHello)
	p := r.DM("U1", "hello there")
	e := next(socketmode.EventTypeEventsAPI)
	m, good := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent)
	if !good || m.Text != "hello there" || !m.IsIM() || m.TimeStamp != p.TS || m.ClientMsgID == "" || m.BotID != "" {
		t.Fatalf("%+v", e.Data)
	}
	if err := client.Ack(*e.Request); err != nil {
		t.Fatal(err)
	}
	r.wait(acked(p.Events[0]))

	channel, ts, err := r.api.PostMessageContext(t.Context(), "U1", sdk.MsgOptionText("pick *one*", false),
		sdk.MsgOptionBlocks(
			sdk.NewSectionBlock(sdk.NewTextBlockObject("mrkdwn", "pick *one*", false, false), nil, nil),
			sdk.NewActionBlock(
				"choice",
				sdk.NewButtonBlockElement(
					"faq:1",
					"v1",
					sdk.NewTextBlockObject("plain_text", "Delivery", false, false),
				),
			),
		),
		sdk.MsgOptionMetadata(sdk.SlackMetadata{EventType: "delivery", EventPayload: map[string]any{"id": "d1"}}))
	if err != nil || channel != p.Channel {
		t.Fatal(err, channel)
	}
	e = next(socketmode.EventTypeEventsAPI)
	if m = e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.MessageEvent); m.BotID == "" ||
		m.TimeStamp != ts ||
		m.User != r.BotUser() {
		t.Errorf("echo: %+v", m)
	}
	_ = client.Ack(*e.Request)
	if _, err := r.Press("U1", channel, ts, "Delivery"); err != nil {
		t.Fatal(err)
	}
	e = next(socketmode.EventTypeInteractive)
	cb := e.Data.(sdk.InteractionCallback)
	if a := cb.ActionCallback.BlockActions; cb.Type != sdk.InteractionTypeBlockActions || len(a) != 1 ||
		a[0].ActionID != "faq:1" ||
		a[0].Value != "v1" ||
		a[0].BlockID != "choice" ||
		cb.User.ID != "U1" ||
		cb.Message.Timestamp != ts {
		t.Errorf("%+v", cb)
	}
	_ = client.Ack(*e.Request)
	sdkReadBack(t, r, channel, ts)
	bare := sdk.ModalViewRequest{
		Type:  sdk.VTModal,
		Title: sdk.NewTextBlockObject("plain_text", "Rate us", false, false),
	}
	if _, err := r.api.OpenView(cb.TriggerID, bare); err == nil {
		t.Error("a modal without blocks was opened")
	}
	sdkMention(t, r, client, next)
}

func sdkReadBack(t *testing.T, r *rig, channel, ts string) {
	t.Helper()
	h, err := r.api.GetConversationHistoryContext(
		t.Context(),
		&sdk.GetConversationHistoryParameters{
			ChannelID:          channel,
			Oldest:             ts,
			Inclusive:          true,
			IncludeAllMetadata: true,
			Limit:              10,
		},
	)
	if err != nil || len(h.Messages) != 1 || h.Messages[0].Metadata.EventPayload["id"] != "d1" ||
		len(h.Messages[0].Blocks.BlockSet) != 2 {
		t.Errorf("%v %+v", err, h)
	}
	if u, err := r.api.GetUserInfo("U1"); err != nil || u.ID != "U1" {
		t.Error(err)
	}
	if a, err := r.api.AuthTest(); err != nil || a.BotID == "" || a.UserID != r.BotUser() {
		t.Error(err, a)
	}
	if c, _, _, err := r.api.OpenConversation(&sdk.OpenConversationParameters{Users: []string{"U1"}}); err != nil ||
		c.ID != channel {
		t.Error(err)
	}
	if _, _, _, err := r.api.UpdateMessage(channel, ts, sdk.MsgOptionText("done", false)); err != nil {
		t.Error(err)
	}
	if _, _, err := r.api.DeleteMessage(channel, ts); err != nil {
		t.Error(err)
	}
	if _, err := r.api.PostEphemeral(channel, "U1", sdk.MsgOptionText("psst", false)); err != nil {
		t.Error(err)
	}
}

func sdkMention(t *testing.T, r *rig, client *socketmode.Client, next func(socketmode.EventType) socketmode.Event) {
	t.Helper()
	if _, err := r.Mention("U1", "#support", "help"); err != nil {
		t.Fatal(err)
	}

	for range 10 {
		e := next(socketmode.EventTypeEventsAPI)
		_ = client.Ack(*e.Request)
		if m, good := e.Data.(slackevents.EventsAPIEvent).InnerEvent.Data.(*slackevents.AppMentionEvent); good {
			if m.User != "U1" || !strings.Contains(m.Text, "help") {
				t.Errorf("%+v", m)
			}

			return
		}
	}
	t.Error("no app_mention")
}

func TestSDKReconnects(t *testing.T) {
	r := start(t, slack.Options{PingInterval: 20 * time.Millisecond})
	_, next := r.stream(socketmode.OptionPingInterval(200 * time.Millisecond))
	next(socketmode.EventTypeHello)

	for _, fail := range []func(){func() { r.Disconnect("refresh_requested") }, r.Drop, r.Freeze} {
		fail()
		next(socketmode.EventTypeHello)
	}
	r.Emit(map[string]any{"type": "moon_landed"})
	e := next(socketmode.EventTypeErrorBadMessage)
	if bad := e.Data.(*socketmode.ErrorBadMessage); !bytes.Contains(bad.Message, []byte("moon_landed")) {
		t.Errorf("%+v", bad)
	}
}

func TestSDKFiles(t *testing.T) {
	r := start(t, slack.Options{})
	p, err := r.Upload("U1", "", "", "a b.txt", []byte("from a person"), "")
	if err != nil {
		t.Fatal(err)
	}
	// The SDK sends its token only to the called host.
	if _, err := r.api.AuthTest(); err != nil {
		t.Fatal(err)
	}
	q, _ := r.Upload("U1", "", "", "a b.txt", []byte("from a person"), "")
	msgs := r.Snapshot().Rooms[p.Channel].Messages
	link := msgs[len(msgs)-1].Files[0].URL
	var got bytes.Buffer
	if err := r.api.GetFile(link, &got); err != nil || got.String() != "from a person" || q.TS == p.TS {
		t.Errorf("%v %q", err, got.String())
	}
	thief := sdk.New("xoxb-other", sdk.OptionAPIURL(r.url+"/api/"))
	if err := thief.GetFile(link, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "sign-in page") {
		t.Errorf("another token: %v", err)
	}
	sum, err := r.api.UploadFileContext(
		t.Context(),
		sdk.UploadFileParameters{
			Channel:         p.Channel,
			Filename:        "report.txt",
			Title:           "Report",
			Reader:          strings.NewReader("four"),
			FileSize:        4,
			InitialComment:  "here",
			ThreadTimestamp: p.TS,
		},
	)
	if err != nil {
		t.Fatal(err)
	}
	m, _ := r.Snapshot().Last("U1")
	if len(m.Files) != 1 || m.Files[0].ID != sum.ID || m.Files[0].Title != "Report" || m.Text != "here" ||
		m.ThreadTS != p.TS ||
		m.Files[0].Size != 4 {
		t.Errorf("%+v", m)
	}
	if name, data, found := r.File(sum.ID); !found || name != "report.txt" || string(data) != "four" {
		t.Errorf("%s %q", name, data)
	}
	r.want("file_not_found", "files.completeUploadExternal", "files", `[{"id":"F0"}]`, "channel_id", p.Channel)
	r.want("invalid_arguments", "files.getUploadURLExternal", "filename", "x")
	if f, _, _, err := r.api.GetFileInfo(sum.ID, 1, 1); err != nil || f.Name != "report.txt" {
		t.Error(err)
	}
}

func TestSDKViews(t *testing.T) {
	r := start(t, slack.Options{})
	_, next := r.stream()
	next(socketmode.EventTypeHello)
	dm := r.DM("U1", "hi")
	trigger := func() string {
		if _, err := r.PressRaw("U1", dm.Channel, "1.1", slack.Button{ActionID: "old"}); err != nil {
			t.Fatal(err)
		}

		return next(socketmode.EventTypeInteractive).Data.(sdk.InteractionCallback).TriggerID
	}
	plain := func(s string) *sdk.TextBlockObject { return sdk.NewTextBlockObject("plain_text", s, false, false) }
	modal := sdk.ModalViewRequest{
		Type:       sdk.VTModal,
		Title:      plain("Rate us"),
		Submit:     plain("OK"),
		CallbackID: "csat",
		Blocks: sdk.Blocks{
			BlockSet: []sdk.Block{
				sdk.NewInputBlock("why", plain("Why?"), nil, sdk.NewPlainTextInputBlockElement(nil, "text")),
			},
		},
	}
	id := trigger()
	v, err := r.api.OpenView(id, modal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.api.OpenView(id, modal); err == nil || err.Error() != "invalid_trigger_id" {
		t.Errorf("second use: %v", err)
	}
	id = trigger()
	r.clock.add(4 * time.Second)
	if _, err := r.api.OpenView(id, modal); err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("late: %v", err)
	}
	values := map[string]map[string]any{"why": {"text": obj{"type": "plain_text_input", "value": "good"}}}
	if _, err := r.SubmitView("U1", v.View.ID, values); err != nil {
		t.Fatal(err)
	}
	cb := next(socketmode.EventTypeInteractive).Data.(sdk.InteractionCallback)
	if cb.Type != sdk.InteractionTypeViewSubmission || cb.View.CallbackID != "csat" ||
		cb.View.State.Values["why"]["text"].Value != "good" {
		t.Errorf("%+v", cb.View)
	}
	home := sdk.HomeTabViewRequest{
		Type:   sdk.VTHomeTab,
		Blocks: sdk.Blocks{BlockSet: []sdk.Block{sdk.NewDividerBlock()}},
	}
	if _, err := r.api.PublishView("U1", home, ""); err != nil {
		t.Error(err)
	}
	if views := r.Snapshot().Views; len(views) != 2 || views[1].Type != "home" || views[1].User != "U1" {
		t.Errorf("%+v", views)
	}
}

func TestSDKErrors(t *testing.T) {
	r := start(t, slack.Options{})
	r.DM("U1", "hi")
	send := func(to string) error {
		_, _, err := r.api.PostMessageContext(t.Context(), to, sdk.MsgOptionText("x", false))
		return err
	}
	r.Inject(fault.Fault{Kind: fault.RateLimited, RetryAfter: 7})
	var slow *sdk.RateLimitedError
	if err := send("U1"); !errors.As(err, &slow) || slow.RetryAfter != 7*time.Second {
		t.Errorf("429: %v", err)
	}
	var refused sdk.SlackErrorResponse
	if err := send("C0"); !errors.As(err, &refused) || refused.Err != "channel_not_found" {
		t.Errorf("refused: %v", err)
	}
	r.Inject(fault.Fault{Kind: fault.BadGateway})
	var status sdk.StatusCodeError
	if err := send("U1"); !errors.As(err, &status) || status.Code != 502 {
		t.Errorf("502: %v", err)
	}
	r.Revoke()
	client := socketmode.New(r.api)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := client.RunContext(ctx); err == nil || err.Error() != "token_revoked" {
		t.Errorf("revoked: %v", err)
	}
}
