package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Send makes one API call for one part and returns the message's id.
func (c *Channel) Send(ctx context.Context, out adapters.Outgoing) (native string, err error) {
	to, err := chatOf(out.Peer)
	if err != nil {
		return "", adapters.Rejected{Reason: err.Error(), Err: err}
	}
	var part payload
	if err := json.Unmarshal([]byte(out.Payload), &part); err != nil {
		return "", adapters.Rejected{Reason: "telegram: the part cannot be read", Err: err}
	}
	if part.File > 0 {
		return c.sendFile(ctx, to, out, part)
	}
	record, ctx, cancel := begin(ctx, sendLimit)
	defer cancel()
	_, err = c.api.SendMessage(
		ctx,
		&bot.SendMessageParams{
			ChatID:          to,
			Text:            part.Text,
			Entities:        part.Entities,
			ReplyMarkup:     markupOf(part.Buttons),
			ReplyParameters: quote(out.ReplyTo),
		},
	)

	return c.outcome(record, err)
}

func chatOf(peer chat.Peer) (int64, error) {
	id, err := strconv.ParseInt(peer.Address, 10, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("telegram: %q is not a chat", peer.Address)
	}

	return id, nil
}

// quote names the message an answer belongs to. A deleted message does not stop the answer.
func quote(native string) *models.ReplyParameters {
	id, err := strconv.Atoi(native)
	if err != nil || id <= 0 {
		return nil
	}

	return &models.ReplyParameters{MessageID: id, AllowSendingWithoutReply: true}
}

// file hides the real type of a reader. The library asks reflect for nil, and reflect panics on some types without nil.
type file struct{ io.Reader }

// asPhoto lists the types the platform shows as pictures.
var asPhoto = map[string]bool{"image/png": true, "image/jpeg": true, "image/webp": true}

// unfit lists refusals of a picture, for example of a very long screenshot. The picture can still go as a document.
var unfit = []string{
	"PHOTO_INVALID_DIMENSIONS",
	"IMAGE_PROCESS_FAILED",
	"PHOTO_SAVE_FILE_INVALID",
	"PHOTO_EXT_INVALID",
	"too big for a photo",
}

func (c *Channel) sendFile(ctx context.Context, to int64, out adapters.Outgoing, part payload) (string, error) {
	file, err := out.File(part.File)
	if err != nil {
		return "", err
	}
	if asPhoto[file.Type] && file.Size <= maxPhoto {
		record, native, err := c.upload(ctx, out, file, func(ctx context.Context, in models.InputFile) error {
			_, err := c.api.SendPhoto(
				ctx,
				&bot.SendPhotoParams{ChatID: to, Photo: in, ReplyParameters: quote(out.ReplyTo)},
			)
			return err
		})
		refusal := record.refusal()
		if refusal == nil || refusal.Code != http.StatusBadRequest || !mentions(refusal.Text, unfit) {
			return native, err
		}
	}
	_, native, err := c.upload(ctx, out, file, func(ctx context.Context, in models.InputFile) error {
		_, err := c.api.SendDocument(
			ctx,
			&bot.SendDocumentParams{ChatID: to, Document: in, ReplyParameters: quote(out.ReplyTo)},
		)
		return err
	})

	return native, err
}

func (c *Channel) upload(
	ctx context.Context,
	out adapters.Outgoing,
	attached chat.File,
	send func(context.Context, models.InputFile) error,
) (*call, string, error) {
	record, ctx, cancel := begin(ctx, sendLimit)
	defer cancel()
	data, err := out.Open(attached)
	if err != nil {
		return record, "", err
	}
	defer data.Close()
	native, err := c.outcome(
		record,
		send(ctx, &models.InputFileUpload{Filename: chat.FileName(attached.Name), Data: &file{data}}),
	)

	return record, native, err
}

// outcome names the result of a showing call. A request without a written byte was surely not accepted. A written request without an
// answer of the Bot API is uncertain, and so is an internal error of the Bot API.
func (c *Channel) outcome(record *call, err error) (native string, _ error) {
	if a := record.refusal(); a != nil {
		return "", c.refuse(record, *a)
	}
	// The message is sent, even when the library cannot read the message in the answer.
	if record.answer != nil {
		var sent struct {
			ID int64 `json:"message_id"`
		}
		if adapters.Lenient(record.answer.Result, &sent); sent.ID != 0 {
			c.standing.Trusted()
			return strconv.FormatInt(sent.ID, 10), nil
		}
	}
	if err == nil {
		err = errors.New("no message in the answer")
	}

	switch why := c.cause(record, err); {
	case !record.Wrote():
		return "", adapters.RetryAfter{Err: why}
	case record.Status == http.StatusRequestEntityTooLarge:
		return "", adapters.Rejected{Reason: "the file is too big for Telegram", Err: why}
	default:
		return "", adapters.Uncertain{Err: why}
	}
}

// gone lists texts of a 400 for a chat no later message will reach.
var gone = []string{"chat not found", "user is deactivated", "PEER_ID_INVALID", "USER_ID_INVALID"}

// refuse reads a refusal of the platform. After a refusal no message was shown. Only after an internal error the outcome is unknown.
func (c *Channel) refuse(record *call, refused answer) error {
	why := c.cause(record, nil)

	reason := c.secrets.Redact(strings.TrimPrefix(strings.TrimPrefix(refused.Text, "Bad Request: "), "Forbidden: "))
	switch {
	case refused.Code == http.StatusTooManyRequests || refused.Code == 420:
		return adapters.RetryAfter{
			Wait: max(time.Duration(refused.Params.RetryAfter)*time.Second, time.Second),
			Err:  why,
		}
	case refused.Code == http.StatusUnauthorized || refused.Code == http.StatusNotFound:
		return c.standing.Refused("token", why)
	case refused.Code == http.StatusConflict:
		return adapters.RetryAfter{Err: why}
	case refused.Code >= 500:
		return adapters.Uncertain{Err: why}
	case refused.Params.MigrateTo != 0:
		return adapters.Rejected{Reason: "the group has become a supergroup", Err: why}
	}

	return adapters.Rejected{Reason: reason, Peer: refused.Code == http.StatusForbidden ||
		mentions(refused.Text, gone), Err: why}
}

func mentions(text string, list []string) bool {
	for _, s := range list {
		if strings.Contains(strings.ToLower(text), strings.ToLower(s)) {
			return true
		}
	}

	return false
}

// Typing shows "is typing" for some seconds.
func (c *Channel) Typing(ctx context.Context, peer chat.Peer) error {
	to, err := chatOf(peer)
	if err != nil {
		return err
	}
	record, ctx, cancel := begin(ctx, smallCallLimit)
	defer cancel()
	action := &bot.SendChatActionParams{ChatID: to, Action: models.ChatActionTyping}
	if _, err := c.api.SendChatAction(ctx, action); err != nil {
		return fmt.Errorf("typing: %w", c.cause(record, err))
	}

	return nil
}

// Unbutton takes the buttons off a message. A message without buttons is fine.
func (c *Channel) Unbutton(ctx context.Context, peer chat.Peer, native string) error {
	to, err := chatOf(peer)
	if err != nil {
		return err
	}
	id, err := strconv.Atoi(native)
	if err != nil {
		return fmt.Errorf("telegram: %q is not a message", native)
	}
	record, ctx, cancel := begin(ctx, smallCallLimit)
	defer cancel()
	_, err = c.api.EditMessageReplyMarkup(
		ctx,
		&bot.EditMessageReplyMarkupParams{
			ChatID:      to,
			MessageID:   id,
			ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{}},
		},
	)
	if a := record.refusal(); a != nil && strings.Contains(a.Text, "message is not modified") {
		return nil
	}
	if err != nil && record.answer != nil && record.answer.OK {
		return nil
	}
	if err != nil {
		return fmt.Errorf("take buttons off: %w", c.cause(record, err))
	}

	return nil
}
