package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"frontdesk/chat"
)

// FileStore is what the file fetcher needs of the store.
type FileStore interface {
	chat.Store
	FilesDue(ctx context.Context, now time.Time, limit int) ([]chat.Upload, error)
}

// FileFetcher brings customers' files from their channels after the commit, never inside Accept. A fetch that fails for good becomes an entry
// that operators see, with "try again".
type FileFetcher struct {
	Store    FileStore
	Channels map[chat.ChannelID]Channel
	Put      func(r io.Reader, most int64) (hash, mediaType string, size int64, err error)
	Bus      chat.Bus
	Log      *slog.Logger
	Now      func() time.Time
}

const (
	fetchScan     = time.Second
	fetchTimeout  = 2 * time.Minute
	fetchAttempts = 6
	fetchFirst    = 2 * time.Second // doubled after each failure
)

// Run fetches until ctx ends.
func (f *FileFetcher) Run(ctx context.Context) {
	tick := time.NewTicker(fetchScan)
	defer tick.Stop()
	for {
		if err := f.once(ctx); err != nil && ctx.Err() == nil {
			f.Log.Error("fetch files", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (f *FileFetcher) once(ctx context.Context) error {
	list, err := f.Store.FilesDue(ctx, f.Now(), 50)
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := f.fetch(ctx, u); err != nil {
			return err
		}
	}
	return nil
}

// Retry makes a failed file due again.
func (f *FileFetcher) Retry(ctx context.Context, id string) error {
	return f.Store.Update(ctx, func(tx chat.Tx) error {
		u, err := tx.File(id)
		if err != nil {
			return err
		}
		if u == nil || u.Native == "" {
			return chat.Because(chat.NotFound, "file_failed")
		}
		if u.State == chat.FileReady {
			return nil
		}
		u.Due, u.Attempts, u.State = tx.Now(), 0, chat.FilePending
		return tx.SaveFile(*u)
	})
}

func (f *FileFetcher) fetch(ctx context.Context, u chat.Upload) error {
	err := f.bring(ctx, &u)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var no Rejected
	u.Attempts++
	switch {
	case err == nil:
		u.State, u.Reason, u.Due = chat.FileReady, "", time.Time{}
	case errors.As(err, &no), chat.KindOf(err) == chat.Invalid, u.Attempts >= fetchAttempts:
		u.State, u.Reason, u.Due = chat.FileFailed, err.Error(), time.Time{}
	default:
		u.Due = f.Now().Add(fetchFirst << u.Attempts)
		f.Log.Warn("file not fetched yet", "channel", u.Channel, "file", u.ID, "error", err)
	}
	return f.settle(ctx, u)
}

func (f *FileFetcher) bring(ctx context.Context, u *chat.Upload) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = Rejected{Reason: fmt.Sprintf("panic in the adapter: %v", p)}
		}
	}()
	ch := f.Channels[u.Channel]
	from, ok := ch.(Fetcher)
	if !ok {
		return Rejected{Reason: "the channel is off or cannot fetch files"}
	}
	most := ch.Traits().MaxFile
	if u.Size > most {
		return Rejected{Reason: fmt.Sprintf("the file has %d bytes, the channel hands out at most %d", u.Size, most)}
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	body, err := from.Fetch(ctx, u.File)
	if err != nil {
		return err
	}
	hash, kind, size, err := f.Put(body, most)
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	u.Hash, u.Type, u.Size = hash, kind, size
	return nil
}

func (f *FileFetcher) settle(ctx context.Context, u chat.Upload) error {
	var hint chat.Hint
	err := f.Store.Update(ctx, func(tx chat.Tx) error {
		hint = chat.Hint{}
		if err := tx.SaveFile(u); err != nil || u.State == chat.FilePending {
			return err
		}
		c, err := tx.Conversation(u.Conversation)
		if err != nil {
			return err
		}
		if err := tx.Append(c, &chat.Entry{Kind: chat.Attached, Purpose: chat.PurposeFiles, Author: chat.Author{Kind: chat.BySystem}, Of: u.Entry, Files: []chat.File{u.File}}); err != nil {
			return err
		}
		hint = chat.Hint{Conversation: c.ID, Seq: c.LastSeq, Peer: c.Peer}
		return tx.Save(c)
	})
	if err == nil && hint.Conversation != "" {
		f.Bus.Publish(hint)
	}
	return err
}
