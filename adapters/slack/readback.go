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
	historyPause = 10 * time.Second // the longest Retry-After we wait for
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

// Arrived looks for a part among the newest messages: a text by its metadata, a file by the ids of its uploads. Parts leave one by one, so
// the search ends at any other part of ours. Our own clock may be wrong and is not used. A shared file shows up late, and after a restart
// the ids are not known. In both cases the answer is an error: the outcome stays unknown.
func (c *Channel) Arrived(ctx context.Context, out adapters.Outgoing) (native string, found bool, err error) {
	var part payload
	if err := json.Unmarshal([]byte(out.Payload), &part); err != nil {
		return "", false, fmt.Errorf("slack: the part cannot be read: %w", err)
	}
	name, ids := mark(out.Part), c.made.list(mark(out.Part))
	if part.File > 0 && len(ids) == 0 {
		return "", false, errors.New("slack: the ids of the upload are not known")
	}

	err = c.history(ctx, out.Peer.Address, func(message shown) (enough bool) {
		ours := message.Metadata.Type == marked
		if part.File == 0 {
			found, native = ours && message.Metadata.Payload.Part == name, message.TS
			return ours
		}

		for _, f := range message.Files {
			if found = slices.Contains(ids, f.ID); found {
				native = f.ID
				return true
			}
		}

		return ours
	})
	switch {
	case found:
		c.made.forget(name)
		return native, true, nil
	case err == nil && part.File > 0:
		err = errors.New("slack: the file is not shown, but may be on its way")
	}

	return "", false, err
}

// history reads a conversation, the newest message first, until see has enough. A conversation with too many pages is an error.
func (c *Channel) history(ctx context.Context, channel string, see func(shown) (enough bool)) error {
	cursor := ""
	for range historyPages {
		raw, err := c.page(
			ctx,
			&sdk.GetConversationHistoryParameters{
				ChannelID:          channel,
				Cursor:             cursor,
				Limit:              historyPage,
				IncludeAllMetadata: true,
			},
		)
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
		adapters.Lenient(raw, &page)
		if slices.ContainsFunc(page.Messages, see) || !page.More {
			return nil
		}
		if cursor = strings.TrimSpace(page.Metadata.Next); cursor == "" {
			break
		}
	}

	return errors.New("slack: the history is too long to be read")
}

// page reads one page. After a short Retry-After of Slack page waits and tries once more, because without the answer the part may go out
// twice.
func (c *Channel) page(ctx context.Context, query *sdk.GetConversationHistoryParameters) ([]byte, error) {
	for try := 0; ; try++ {
		record, limited, cancel := begin(ctx, smallCallLimit)
		_, err := c.api.GetConversationHistoryContext(limited, query)
		cancel()
		if record.good() { // even when the library cannot read every message
			return record.answer.raw, nil
		}
		if try > 0 || !record.limited() || record.patience() > historyPause {
			return nil, fmt.Errorf("read the history: %w", c.cause(record, err))
		}
		if err := adapters.Pause(ctx, record.patience()); err != nil {
			return nil, err
		}
	}
}
