package slack

import (
	"context"
	"errors"
	"slices"
	"sync"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// sendFile shows one file. Slack wants three calls: one for an upload address, one with the bytes, and the sharing. Only the sharing shows
// the file. Until the sharing the file is not accepted, for any failure. The sharing cannot carry metadata and answers without a ts, so a
// file is known by its id.
func (c *Channel) sendFile(ctx context.Context, out adapters.Outgoing, part payload) (string, error) {
	file, err := out.File(part.File)
	if err != nil {
		return "", err
	}
	if file.Size <= 0 {
		return "", adapters.Rejected{Reason: "Slack takes no empty files"}
	}
	id, err := c.put(ctx, out, file)
	if err != nil {
		return "", err
	}
	c.made.add(mark(out.Part), id)
	record, ctx, cancel := begin(ctx, sendLimit)
	defer cancel()
	_, err = c.api.CompleteUploadExternalContext(
		ctx,
		sdk.CompleteUploadExternalParameters{
			Files:   []sdk.FileSummary{{ID: id, Title: chat.FileName(file.Name)}},
			Channel: out.Peer.Address,
		},
	)
	if record.good() {
		c.made.forget(mark(out.Part))
		c.standing.Trusted()

		return id, nil
	}

	return "", c.outcome(ctx, record, err)
}

// put brings the bytes to Slack and returns the file's id. The customer does not see the file yet.
func (c *Channel) put(ctx context.Context, out adapters.Outgoing, file chat.File) (string, error) {
	data, err := out.Open(file)
	if err != nil {
		return "", err
	}
	defer data.Close()

	name := chat.FileName(file.Name)
	record, limited, cancel := begin(ctx, sendLimit)
	defer cancel()
	at, err := c.api.GetUploadURLExternalContext(
		limited,
		sdk.GetUploadURLExternalParameters{FileName: name, FileSize: int(file.Size)},
	)
	if err != nil || at.FileID == "" {
		return "", c.unshown(ctx, record, err)
	}

	record, limited, cancel = begin(ctx, sendLimit)
	defer cancel()
	upload := sdk.UploadToURLParameters{UploadURL: at.UploadURL, Reader: data, Filename: name}
	if err := c.api.UploadToURL(limited, upload); err != nil {
		return "", c.unshown(ctx, record, err)
	}

	return at.FileID, nil
}

// unshown is outcome for calls without a visible effect: an uncertain call among them was surely not accepted.
func (c *Channel) unshown(ctx context.Context, record *call, err error) error {
	err = c.outcome(ctx, record, err)
	var unknown adapters.Uncertain
	if errors.As(err, &unknown) {
		return adapters.RetryAfter{Err: unknown.Err}
	}

	return err
}

// uploads remembers the ids of a part's files before the sharing, for reading back. The zero value is ready.
type uploads struct {
	mu sync.Mutex
	of map[string][]string
}

func (u *uploads) add(part, id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.of == nil || len(u.of) > 10_000 {
		u.of = map[string][]string{}
	}
	u.of[part] = append(u.of[part], id)
}

func (u *uploads) forget(part string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.of, part)
}

func (u *uploads) list(part string) []string {
	u.mu.Lock()
	defer u.mu.Unlock()

	return slices.Clone(u.of[part])
}
