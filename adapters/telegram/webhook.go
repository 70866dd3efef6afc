package telegram

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"time"

	"github.com/go-telegram/bot"

	"frontdesk/adapters"
)

const (
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	pushesAtOnce = 40 // the platform's default
	lookAfter    = time.Minute
)

// route is our path for the updates of the platform.
func (c *Channel) route() string { return "/telegram/" + string(c.cfg.ID) }

// Register adds the route of the webhook. Polling channels have no route.
func (c *Channel) Register(handle func(pattern string, h http.Handler)) {
	if c.cfg.Mode == Webhook {
		handle("POST "+c.route(), http.HandlerFunc(c.push))
	}
}

// push takes one update. The status is 200 only after the update is stored or parked. After any other status the platform sends the update
// again.
func (c *Channel) push(w http.ResponseWriter, r *http.Request) {
	given, want := sha256.Sum256([]byte(r.Header.Get(secretHeader))), sha256.Sum256([]byte(c.cfg.Secret))
	if subtle.ConstantTimeCompare(given[:], want[:]) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, ok := adapters.ReadPush(w, r)
	if !ok {
		return
	}
	update := c.decode(body)
	if update.id == 0 {
		c.env.Unknown(update.unknown)
		w.WriteHeader(http.StatusBadRequest)

		return
	}

	adapters.WritePushed(w, c.parking.Pushed(update.key(), c.take(r.Context(), update)))
}

// awaitPushes tells the platform our address for updates. Then awaitPushes only checks from time to time whether the platform still has
// the address.
func (c *Channel) awaitPushes(ctx context.Context) error {
	address := c.cfg.PublicURL + c.route()
	if err := c.repeated(ctx, func(ctx context.Context) error {
		_, err := c.api.SetWebhook(
			ctx,
			&bot.SetWebhookParams{
				URL:            address,
				MaxConnections: pushesAtOnce,
				AllowedUpdates: wanted,
				SecretToken:    c.cfg.Secret,
			},
		)
		return err
	}); err != nil {
		return err
	}

	for {
		c.standing.Up()
		if err := adapters.Pause(ctx, lookAfter); err != nil {
			return err
		}
		var now string
		if err := c.repeated(ctx, func(ctx context.Context) error {
			info, err := c.api.GetWebhookInfo(ctx)
			if err == nil {
				now = info.URL
			}

			return err
		}); err != nil {
			return err
		}
		if now != address {
			return adapters.Down{Code: "webhook", Err: errors.New("another program has set or deleted the webhook")}
		}
	}
}
