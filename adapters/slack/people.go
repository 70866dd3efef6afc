package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// people remembers the answers of Slack about persons, so not every message costs a call. The zero value is ready.
type people struct {
	mu     sync.Mutex
	known  map[string]acquaintance
	direct map[string]string // the direct message with a person; the id never changes
}

type acquaintance struct {
	profile chat.Profile
	until   time.Time
}

const (
	peopleMost   = 10_000
	profileLasts = time.Hour
	profileRetry = time.Minute // after a failure, so that a slow answer does not delay each message
	profileLimit = time.Second
	directLimit  = 2 * time.Second
)

func (p *people) met(user, channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.direct == nil || len(p.direct) > peopleMost {
		p.direct = map[string]string{}
	}
	p.direct[user] = channel
}

func (p *people) learn(user string, known acquaintance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil || len(p.known) > peopleMost {
		p.known = map[string]acquaintance{}
	}
	p.known[user] = known
}

func (p *people) recall(user string) (a acquaintance, channel string) {
	p.mu.Lock()
	defer p.mu.Unlock()

	return p.known[user], p.direct[user]
}

// direct finds the direct message with a person. A refusal because of the person is the event's own fault. Any other failure may pass.
func (c *Channel) direct(ctx context.Context, user string) (string, error) {
	if _, channel := c.people.recall(user); channel != "" {
		return channel, nil
	}
	record, ctx, cancel := begin(ctx, directLimit)
	defer cancel()
	_, _, _, err := c.api.OpenConversationContext(ctx, &sdk.OpenConversationParameters{Users: []string{user}})
	var answer struct {
		Channel struct {
			ID string `json:"id"`
		} `json:"channel"`
	}
	if record.good() {
		adapters.Lenient(record.answer.raw, &answer)
	}
	if isDirect(answer.Channel.ID) {
		c.people.met(user, answer.Channel.ID)
		return answer.Channel.ID, nil
	}

	why := c.cause(record, err)
	switch record.refusal() {
	case "user_not_found",
		"user_not_visible",
		"user_disabled",
		"cannot_dm_bot",
		"channel_not_found",
		"not_enough_users",
		"invalid_user_combination":
		return "", fmt.Errorf("open the direct message: %w", why)
	}

	return "", &chat.Error{Kind: chat.Storage, Text: "open the direct message", Err: why}
}

// profile reads the profile of a person. When Slack does not answer in time, the message is stored without a profile.
func (c *Channel) profile(ctx context.Context, user string) chat.Profile {
	known, _ := c.people.recall(user)
	now := c.env.Now()
	if now.Before(known.until) {
		return known.profile
	}
	next, err := c.ask(ctx, user)
	known.until = now.Add(profileLasts)
	if err != nil {
		c.env.Log.Debug("profile not known", "channel", c.cfg.ID, "error", err)
		known.until = now.Add(profileRetry)
	} else {
		known.profile = next
	}
	c.people.learn(user, known)

	return known.profile
}

func (c *Channel) ask(ctx context.Context, user string) (chat.Profile, error) {
	record, ctx, cancel := begin(ctx, profileLimit)
	defer cancel()
	_, err := c.api.GetUserInfoContext(ctx, user)
	var answer struct {
		User struct {
			Name    string `json:"name"`
			Real    string `json:"real_name"`
			Locale  string `json:"locale"`
			Profile struct {
				Real    string `json:"real_name"`
				Display string `json:"display_name"`
			} `json:"profile"`
		} `json:"user"`
	}
	if !record.good() {
		return chat.Profile{}, c.cause(record, cmp.Or(err, errors.New("no answer")))
	}
	adapters.Lenient(record.answer.raw, &answer)
	found := answer.User
	out := chat.Profile{Name: cmp.Or(found.Profile.Real, found.Real, found.Profile.Display, found.Name)}
	if handle := cmp.Or(found.Profile.Display, found.Name); handle != "" {
		out.Handle = "@" + handle
	}
	if len(found.Locale) >= 2 {
		out.Lang = found.Locale[:2]
	}

	return out, nil
}
