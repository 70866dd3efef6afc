package telegram

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/go-telegram/bot"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// Fetch brings a customer's file. The address of a file lives for an hour, so each Fetch asks for a new address. The caller must close the
// body. The body ends with an error after Config.MaxFile bytes. Rejected means the file will never come.
func (c *Channel) Fetch(ctx context.Context, file chat.File) (io.ReadCloser, error) {
	record, limited, cancel := begin(ctx, smallCallLimit)
	defer cancel()
	at, err := c.api.GetFile(limited, &bot.GetFileParams{FileID: file.Native})
	if a := record.refusal(); a != nil && a.Code == http.StatusBadRequest {
		return nil, adapters.Rejected{Reason: c.secrets.Redact(a.Text), Err: c.cause(record, err)}
	}
	if err != nil {
		return nil, fmt.Errorf("ask for the file: %w", c.cause(record, err))
	}
	if at.FilePath == "" {
		return nil, adapters.Rejected{Reason: "Telegram does not hand the file out"}
	}
	if at.FileSize > c.cfg.MaxFile {
		return nil, adapters.TooLarge(at.FileSize, c.cfg.MaxFile)
	}
	req, err := http.NewRequestWithContext(
		ctx,
		http.MethodGet,
		c.base.JoinPath("file", "bot"+c.cfg.Token, at.FilePath).String(),
		nil,
	)
	if err != nil {
		return nil, fmt.Errorf("address of the file: %w", c.cause(record, err))
	}
	resp, err := c.client.Do(req) // without a recorder: a file is streamed
	if err != nil {
		return nil, fmt.Errorf("fetch the file: %w", c.cause(&call{}, err))
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("fetch the file: HTTP status %d", resp.StatusCode)
	}

	return http.MaxBytesReader(nil, resp.Body, c.cfg.MaxFile), nil
}
