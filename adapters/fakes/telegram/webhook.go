package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

const (
	pushTimeout   = 60 * time.Second // idle timeout of the public server
	maxRetryAfter = time.Hour        // a longer Retry-After is cut
	goneFor       = 23 * time.Hour   // after so long with only 410 the webhook is removed
)

var secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// hook is the current webhook. A new setWebhook makes a new hook; the pumps of the old hook end.
type hook struct {
	url       string
	secret    string
	most      int
	slots     chan struct{}
	ctx       context.Context
	end       context.CancelFunc
	pumps     map[string]bool // keys with a running pump
	lastError string
	lastAt    int64
	goneSince time.Time
}

// setWebhook takes http as well as https, as a Bot API server started with
// --local does.
func (b *Bot) setWebhook(request *call) (any, *apiError) {
	var kinds []string
	given, failure := request.object("allowed_updates", &kinds)
	if failure != nil {
		return nil, failure
	}
	target := request.str("url")
	if target == "" {
		return b.deleteWebhook(request)
	}
	address, err := url.Parse(target)
	if err != nil || address.Host == "" || (address.Scheme != "https" && address.Scheme != "http") {
		return nil, bad("bad webhook: invalid webhook URL specified")
	}
	secret := request.str("secret_token")
	if secret != "" && !secretShape.MatchString(secret) {
		return nil, bad("secret token contains unallowed characters")
	}
	most := int(request.integer("max_connections"))
	if most < 1 || most > 100 {
		most = 40
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.endPoller("terminated by setWebhook request")
	b.dropHook()
	if given {
		b.queue.allow(kinds)
	}
	b.dropPending(request)
	webhook := &hook{
		url:    target,
		secret: secret,
		most:   most,
		slots:  make(chan struct{}, most),
		pumps:  map[string]bool{},
	}
	webhook.ctx, webhook.end = context.WithCancel(b.server.ctx)
	b.hook = webhook
	b.startPumps()

	return true, nil
}

func (b *Bot) deleteWebhook(request *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropHook()
	b.dropPending(request)

	return true, nil
}

func (b *Bot) dropHook() {
	if b.hook != nil {
		b.hook.end()
		b.hook = nil
	}
}

func (b *Bot) dropPending(c *call) {
	if c.truth("drop_pending_updates") {
		b.queue.confirm(b.queue.next, b.now())
	}
}

func (b *Bot) webhookInfo(*call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.expire(b.now())
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(b.queue.pending)}
	if h := b.hook; h != nil {
		info["url"], info["max_connections"] = h.url, h.most
		if h.lastError != "" {
			info["last_error_message"], info["last_error_date"] = h.lastError, h.lastAt
		}
	}

	return info, nil
}

// startPumps starts a pump for every key with updates and without a pump. The caller holds the lock.
func (b *Bot) startPumps() {
	current := b.hook
	if current == nil || b.server.ctx.Err() != nil {
		return
	}

	for _, d := range b.queue.pending {
		if !current.pumps[d.key] {
			current.pumps[d.key] = true
			b.server.running.Go(func() { b.pump(current, d.key) })
		}
	}
}

// pump pushes the updates of one key, one after the other. A failing update holds up its own key and no other key.
func (b *Bot) pump(webhook *hook, key string) {
	tries := 0

	for {
		update, ok := b.nextFor(webhook, key)
		if !ok {
			return
		}
		webhook.slots <- struct{}{}
		after, err := webhook.push(update)
		<-webhook.slots
		if err == nil {
			tries = 0
			b.pushed(webhook, update.ID)
			continue
		}
		if b.failed(webhook, err) {
			return
		}
		if after == 0 {
			after = b.backoff(tries)
		}
		tries++
		if b.server.opt.Sleep(webhook.ctx, after) != nil {
			return
		}
	}
}

// backoff is the public server's pause after the n-th failure in a row, from 0: first no pause, then 2, 4, 8 ... seconds up to a limit
// between 60 and 120 seconds.
func (b *Bot) backoff(failures int) time.Duration {
	if failures == 0 {
		return 0
	}
	b.mu.Lock()
	most := 60 + b.rng.IntN(61)
	b.mu.Unlock()

	return time.Duration(min(1<<min(failures, 10), most)) * time.Second
}

// nextFor returns the oldest update of the key; false ends the pump.
func (b *Bot) nextFor(webhook *hook, key string) (Update, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue.expire(b.now())
	if b.hook == webhook {
		for _, d := range b.queue.pending {
			if d.key == key {
				d.Sent++
				return d.Update, true
			}
		}
	}
	delete(webhook.pumps, key)

	return Update{}, false
}

// push posts one update. after is the pause the bot asked for; zero means none.
func (h *hook) push(update Update) (after time.Duration, err error) {
	body, err := json.Marshal(update)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(h.ctx, pushTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	if resp.StatusCode/100 == 2 {
		return 0, nil
	}
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		after = min(time.Duration(s)*time.Second, maxRetryAfter)
	}

	return after, wrongStatus(resp.StatusCode)
}

type wrongStatus int

func (s wrongStatus) Error() string {
	return fmt.Sprintf("Wrong response from the webhook: %d %s", int(s), http.StatusText(int(s)))
}

func (b *Bot) pushed(webhook *hook, id int64) {
	b.mu.Lock()
	webhook.goneSince = time.Time{}

	for i, delivery := range b.queue.pending {
		if delivery.ID == id {
			delivery.forced = false
			b.queue.settle(delivery, b.now())
			b.queue.pending = append(b.queue.pending[:i], b.queue.pending[i+1:]...)
			break
		}
	}
	b.mu.Unlock()
	b.signal.Fire()
}

// failed notes the error for getWebhookInfo and reports whether the webhook is over: 23 hours of only 410 remove the webhook.
func (b *Bot) failed(webhook *hook, err error) bool {
	defer b.signal.Fire()
	b.mu.Lock()
	defer b.mu.Unlock()
	webhook.lastError, webhook.lastAt = err.Error(), b.now().Unix()
	if status, ok := err.(wrongStatus); !ok || status != http.StatusGone {
		webhook.goneSince = time.Time{}
		return false
	}
	if webhook.goneSince.IsZero() {
		webhook.goneSince = b.now()
	}
	if b.now().Sub(webhook.goneSince) < goneFor || b.hook != webhook {
		return false
	}
	b.dropHook()

	return true
}
