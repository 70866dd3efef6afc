package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"frontdesk/adapters"
)

// wanted lists the kinds of updates we ask for. The platform keeps the list until we send another one.
var wanted = []string{"message", "edited_message", "callback_query", "my_chat_member"}

const (
	pollSlack    = 15 * time.Second // the allowed delay of an answer after the promised time
	pollFailures = 3                // failures in a row until the channel counts as down
	firstPause   = 200 * time.Millisecond
	longestPause = 15 * time.Second
	atOnce       = 16 // chats in the store at the same time
)

// poll asks for updates and stores the updates. The request for the next updates confirms the earlier ones, so poll asks only after all of
// them are stored. poll starts at the platform's own mark and keeps no mark itself: the keys of a repeated update are known.
func (c *Channel) poll(ctx context.Context) error {
	var offset int64
	failures, stuck := 0, 0

	quick := !c.contested.Load() // the first request does not wait, so "up" is seen at once
	for ctx.Err() == nil {
		wait := c.cfg.PollTimeout
		if quick {
			wait = 0
		}
		list, record, err := c.updates(ctx, offset, wait)
		if err != nil {
			if failures++; record.refusal() != nil && record.refusal().Code < 500 {
				failures = 0 // the platform answers: a 429 is no fault of the network
			}
			if err := c.pollFailed(ctx, record, err, failures); err != nil {
				return err
			}
			continue
		}
		failures, quick = 0, false
		c.contested.Store(false)
		c.standing.Up()
		if offset, err = c.batch(ctx, list, offset); err == nil {
			stuck = 0
			continue
		}
		c.env.Log.Error("updates not stored, asking again", "channel", c.cfg.ID, "error", err)
		stuck++
		if err := adapters.Pause(ctx, min(firstPause<<min(stuck-1, 10), longestPause)); err != nil {
			return err
		}
	}

	return ctx.Err()
}

// pollFailed waits a little after a failure of the network or of the platform. A refusal ends the run, and so does the third failure in a
// row.
func (c *Channel) pollFailed(ctx context.Context, record *call, err error, failures int) error {
	if a := record.refusal(); a != nil && a.Code < 500 || failures >= pollFailures {
		return c.setback(ctx, record, err)
	}
	c.env.Log.Info("poll failed", "channel", c.cfg.ID, "error", c.cause(record, err))

	return adapters.Pause(ctx, firstPause<<failures)
}

// updates makes one getUpdates call. The library's own poller would confirm updates from a queue in memory.
func (c *Channel) updates(ctx context.Context, offset int64, wait time.Duration) ([]decoded, *call, error) {
	record, ctx, cancel := begin(ctx, wait+pollSlack)
	defer cancel()
	kinds, err := json.Marshal(wanted)
	if err != nil {
		return nil, record, err
	}
	query := url.Values{
		"offset":          {strconv.FormatInt(offset, 10)},
		"timeout":         {strconv.Itoa(int(wait / time.Second))},
		"allowed_updates": {string(kinds)},
	}
	req, err := http.NewRequestWithContext(
		ctx,
		http.MethodGet,
		c.base.JoinPath("bot"+c.cfg.Token, "getUpdates").String()+"?"+query.Encode(),
		nil,
	)
	if err != nil {
		return nil, record, err
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, record, err
	}
	_ = resp.Body.Close() // the recorder has read the body
	var raw []json.RawMessage
	if record.answer == nil || !record.answer.OK || json.Unmarshal(record.answer.Result, &raw) != nil {
		return nil, record, errors.New("no updates in the answer")
	}

	list, named := make([]decoded, len(raw)), len(raw) == 0
	for i := range raw {
		list[i] = c.decode(raw[i])
		named = named || list[i].id != 0
	}
	// Without an id no update can be confirmed: the same updates would come for ever.
	if !named {
		return nil, record, errors.New("updates without ids")
	}

	return list, record, nil
}

// batch stores updates: the updates of one chat in order, and several chats at the same time. batch returns the first error and the new
// offset. The offset confirms the stored updates up to the first failure.
func (c *Channel) batch(ctx context.Context, list []decoded, offset int64) (int64, error) {
	chats := map[string][]int{}
	for i, d := range list {
		chats[d.peer] = append(chats[d.peer], i)
	}
	failed := make([]error, len(list))
	slots := make(chan struct{}, atOnce)
	var work sync.WaitGroup

	for _, turn := range chats {
		slots <- struct{}{}
		work.Go(func() {
			defer func() { <-slots }()

			for place, index := range turn {
				if failed[index] = c.take(ctx, list[index]); failed[index] != nil {
					for _, later := range turn[place+1:] {
						failed[later] = fmt.Errorf("waits for update %d", list[index].id)
					}

					return
				}
			}
		})
	}
	work.Wait()

	for i, update := range list {
		if failed[i] != nil {
			return offset, failed[i]
		}
		if update.id != 0 {
			offset = update.id + 1
		}
	}

	return offset, nil
}
