package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// sendLimit leaves enough of the sender's 45 s for reading back.
const sendLimit = 30 * time.Second

// marked is the event type of the metadata for finding a part again.
const marked = "frontdesk_part"

// mark names a part: conversation, seq, number.
func mark(p chat.Part) string { return fmt.Sprintf("%s/%d/%d", p.Conversation, p.Seq, p.Number) }

// Send shows one part and returns the message's ts, or the file's id for a file. The quoted message is not shown: Slack has no quotes, and
// a thread inside of a direct message would hide the answer.
func (c *Channel) Send(ctx context.Context, out adapters.Outgoing) (native string, err error) {
	if !isDirect(out.Peer.Address) {
		return "", adapters.Rejected{Reason: fmt.Sprintf("slack: %q is not a direct message", out.Peer.Address)}
	}
	var part payload
	if err := json.Unmarshal([]byte(out.Payload), &part); err != nil {
		return "", adapters.Rejected{Reason: "slack: the part cannot be read", Err: err}
	}
	record, limited, cancel := begin(ctx, sendLimit)
	defer cancel()
	if part.File > 0 {
		return c.sendFile(limited, out, part) // the calls for a file have recorders of their own
	}
	_, _, err = c.api.PostMessageContext(
		limited,
		out.Peer.Address,
		sdk.MsgOptionText(part.Text, false),
		sdk.MsgOptionBlocks(part.blocks()...),
		sdk.MsgOptionMetadata(
			sdk.SlackMetadata{EventType: marked, EventPayload: map[string]any{"part": mark(out.Part)}},
		),
		sdk.MsgOptionDisableLinkUnfurl(),
		sdk.MsgOptionDisableMediaUnfurl(),
	)
	if record.good() && record.answer.TS != "" {
		c.standing.Trusted()
		return record.answer.TS, nil
	}

	return "", c.outcome(ctx, record, err)
}

// outcome names the result of a failed showing call. A request without a written byte was surely not accepted. A written request without
// an answer of the Web API is uncertain.
func (c *Channel) outcome(ctx context.Context, record *call, err error) error {
	if err == nil {
		err = errors.New("no message in the answer")
	}

	why := c.cause(record, err)
	switch {
	case record.limited():
		return adapters.RetryAfter{Wait: record.patience(), Err: why}
	case record.refusal() != "":
		return c.refuse(ctx, record.refusal(), why)
	case !record.Wrote():
		return adapters.RetryAfter{Err: why}
	case record.Status == http.StatusRequestEntityTooLarge:
		return adapters.Rejected{Reason: "too big for Slack", Err: why}
	}

	return adapters.Uncertain{Err: why}
}

// Codes of chat.postMessage and files.completeUploadExternal, docs.slack.dev.
var (
	// After these "some aspect of the operation may have succeeded".
	unclear = []string{"internal_error", "fatal_error"}
	// Slack cannot take the message just now.
	passing = []string{"service_unavailable", "request_timeout", "team_added_to_org", "upgrade_required"}
	// No later message will reach this person.
	gone = []string{
		"channel_not_found",
		"is_archived",
		"account_inactive",
		"user_disabled",
		"user_not_found",
		"user_not_visible",
		"cannot_dm_bot",
		"not_in_channel",
		"is_inactive",
	}
)

// refuse reads a refusal of Slack.
func (c *Channel) refuse(ctx context.Context, code string, why error) error {
	problem := trouble(code)
	if code == "account_inactive" && c.works(ctx) { // the addressee's account, not ours
		problem = ""
	}

	switch {
	case problem != "":
		return c.standing.Refused(problem, why)
	case slices.Contains(unclear, code):
		return adapters.Uncertain{Err: why}
	case slices.Contains(passing, code):
		return adapters.RetryAfter{Err: why}
	}

	return adapters.Rejected{Reason: "Slack refuses: " + why.Error(), Peer: slices.Contains(gone, code), Err: why}
}

// works reports whether Slack takes the bot token.
func (c *Channel) works(ctx context.Context) bool {
	record, ctx, cancel := begin(ctx, smallCallLimit)
	defer cancel()
	_, _ = c.api.AuthTestContext(ctx) // the recorder has seen the answer

	return record.good()
}
