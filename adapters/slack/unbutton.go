package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// raw is a block exactly as Slack has sent the block, so no field is lost on the way back.
type raw struct{ json.RawMessage }

// BlockType and ID make raw a block of the library.
func (raw) BlockType() sdk.MessageBlockType { return "" }

// ID is not needed.
func (raw) ID() string { return "" }

// Unbutton takes the buttons off a message: the other blocks are written again. A message without buttons is fine.
func (c *Channel) Unbutton(ctx context.Context, peer chat.Peer, native string) error {
	body, err := c.page(
		ctx,
		&sdk.GetConversationHistoryParameters{
			ChannelID: peer.Address,
			Latest:    native,
			Oldest:    native,
			Inclusive: true,
			Limit:     1,
		},
	)
	if err != nil {
		return fmt.Errorf("take buttons off: %w", err)
	}
	var page struct {
		Messages []shown `json:"messages"`
	}
	if adapters.Lenient(body, &page); len(page.Messages) == 0 || page.Messages[0].TS != native {
		return errors.New("take buttons off: the message is gone")
	}
	message := page.Messages[0]
	var left []sdk.Block

	for _, block := range message.Blocks {
		var kind struct {
			Type string `json:"type"`
		}
		if adapters.Lenient(block, &kind); kind.Type != "actions" {
			left = append(left, raw{block})
		}
	}
	if len(left) == len(message.Blocks) {
		return nil
	}
	record, ctx, cancel := begin(ctx, smallCallLimit)
	defer cancel()
	_, _, _, err = c.api.UpdateMessageContext(
		ctx,
		peer.Address,
		native,
		sdk.MsgOptionText(message.Text, false),
		sdk.MsgOptionBlocks(left...),
	)
	if !record.good() {
		return fmt.Errorf("take buttons off: %w", c.cause(record, err))
	}

	return nil
}
