package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
)

const (
	historyPage  = 200
	historyPages = 5
	clockMargin  = 2 * time.Minute  // our clock against theirs
	historyPause = 10 * time.Second // the longest Retry-After that is waited for
)

// shown is a message of a conversation's history.
type shown struct {
	TS       string            `json:"ts"`
	Text     string            `json:"text"`
	Blocks   []json.RawMessage `json:"blocks"`
	Files    []file            `json:"files"`
	Metadata struct {
		Type    string `json:"event_type"`
		Payload struct {
			Part string `json:"part"`
		} `json:"event_payload"`
	} `json:"metadata"`
}

// Arrived looks for a part among what was said since it was made: a text by its metadata, a file by the ids it was uploaded under. What was shared
// shows up late, and after a restart the ids are not known: then the answer is an error, which means that nobody can tell.
func (c *Channel) Arrived(ctx context.Context, out adapters.Outgoing) (native string, found bool, err error) {
	var p payload
	if err := json.Unmarshal([]byte(out.Payload), &p); err != nil {
		return "", false, fmt.Errorf("slack: the part cannot be read: %w", err)
	}
	name, ids := mark(out.Part), c.made.list(mark(out.Part))
	if p.File > 0 && len(ids) == 0 {
		return "", false, errors.New("slack: nothing is known of the upload")
	}
	since := out.CreatedAt
	if since.IsZero() {
		since = c.deps.Now().Add(-time.Hour)
	}
	err = c.history(ctx, out.Peer.Address, stamp(since.Add(-clockMargin)), func(m shown) bool {
		if p.File == 0 {
			found = m.Metadata.Type == marked && m.Metadata.Payload.Part == name
			native = m.TS
			return found
		}
		for _, f := range m.Files {
			if found = slices.Contains(ids, f.ID); found {
				native = f.ID
				return true
			}
		}
		return false
	})
	switch {
	case found:
		c.made.forget(name)
		return native, true, nil
	case err == nil && p.File > 0:
		err = errors.New("slack: the file is not shown, but may be on its way")
	}
	return "", false, err
}

// history reads a conversation since a ts until see is satisfied. A conversation that is too long for that is an error.
func (c *Channel) history(ctx context.Context, channel, since string, see func(shown) bool) error {
	cursor := ""
	for range historyPages {
		raw, err := c.page(ctx, &sdk.GetConversationHistoryParameters{ChannelID: channel, Oldest: since, Cursor: cursor, Inclusive: true, Limit: historyPage, IncludeAllMetadata: true})
		if err != nil {
			return err
		}
		var page struct {
			Messages []shown `json:"messages"`
			More     bool    `json:"has_more"`
			Metadata struct {
				Next string `json:"next_cursor"`
			} `json:"response_metadata"`
		}
		lenient(raw, &page)
		if slices.ContainsFunc(page.Messages, see) || !page.More {
			return nil
		}
		if cursor = strings.TrimSpace(page.Metadata.Next); cursor == "" {
			break
		}
	}
	return errors.New("slack: the history is too long to be read")
}

// page reads one page. A short pause that Slack asks for is kept: a part that cannot be read back may go out twice.
func (c *Channel) page(ctx context.Context, q *sdk.GetConversationHistoryParameters) ([]byte, error) {
	for try := 0; ; try++ {
		k, limited, cancel := begin(ctx, smallCallLimit)
		_, err := c.api.GetConversationHistoryContext(limited, q)
		cancel()
		if k.good() { // whether or not the library can read every message
			return k.answer.raw, nil
		}
		if try > 0 || !k.limited() || k.patience() > historyPause {
			return nil, fmt.Errorf("read the history: %w", c.cause(k, err))
		}
		if err := pause(ctx, k.patience()); err != nil {
			return nil, err
		}
	}
}
