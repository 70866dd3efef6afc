package adapters

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"frontdesk/chat"
	"frontdesk/timeline"
)

// FileStore has the file fetcher's queries outside changes of timelines.
type FileStore interface {
	FilesDue(ctx context.Context, now time.Time, limit int) ([]chat.Upload, error)
	// KeepUpload stores the current state of a file.
	KeepUpload(context.Context, chat.Upload) error
}

// FileView has the file fetcher's query in the transaction that changes a timeline.
type FileView interface {
	SaveFile(chat.Upload) error
}

// FileFetcher loads customers' files from the channels after the commit, never inside Accept. A permanent failure becomes an entry for
// operators with a button to try again.
type FileFetcher struct {
	Store    FileStore
	Door     *timeline.Door[FileView]
	Channels map[chat.ChannelID]Channel
	Put      func(r io.Reader, most int64) (hash, mediaType string, size int64, err error)
	Log      *slog.Logger
	Now      func() time.Time
}

const (
	fetchScan     = time.Second
	fetchTimeout  = 2 * time.Minute
	fetchAttempts = 6
	fetchFirst    = 2 * time.Second // doubled after each failure
)

// Run fetches files until ctx ends.
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

func (f *FileFetcher) fetch(ctx context.Context, upload chat.Upload) error {
	err := f.bring(ctx, &upload)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var no Rejected

	upload.Attempts++
	switch {
	case err == nil:
		upload.State, upload.Reason, upload.Due = chat.FileReady, "", time.Time{}
	case errors.As(err, &no), chat.KindOf(err) == chat.Invalid, upload.Attempts >= fetchAttempts:
		upload.State, upload.Reason, upload.Due = chat.FileFailed, err.Error(), time.Time{}
	default:
		upload.Due = f.Now().Add(fetchFirst << upload.Attempts)
		f.Log.Warn("file not fetched yet", "channel", upload.Channel, "file", upload.ID, "error", err)
	}

	return f.settle(ctx, upload)
}

func (f *FileFetcher) bring(ctx context.Context, upload *chat.Upload) (err error) {
	defer func() {
		if p := recover(); p != nil {
			f.Log.Error("fetch a file", "channel", upload.Channel, "panic", p, "stack", string(debug.Stack()))
			err = Rejected{Reason: fmt.Sprintf("panic in the adapter: %v", p)}
		}
	}()
	ch := f.Channels[upload.Channel]
	from, ok := ch.(Fetcher)
	if !ok {
		return Rejected{Reason: "the channel is off or cannot fetch files"}
	}
	most := ch.Traits().MaxFile
	if upload.Size > most {
		return TooLarge(upload.Size, most)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	body, err := from.Fetch(ctx, upload.File)
	if err != nil {
		return err
	}
	hash, kind, size, err := f.Put(body, most)
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	upload.Hash, upload.Type, upload.Size = hash, kind, size

	return nil
}

// settle stores the result of a fetch. A ready or failed file is also reported in the conversation.
func (f *FileFetcher) settle(ctx context.Context, upload chat.Upload) error {
	if upload.State == chat.FilePending {
		return f.Store.KeepUpload(ctx, upload)
	}
	_, err := f.Door.On(ctx, upload.Conversation, func(line *timeline.Timeline, view FileView) error {
		if err := view.SaveFile(upload); err != nil {
			return err
		}

		return line.Attach(upload.Entry, upload.File)
	})

	return err
}
