package program

import (
	"context"
	"log/slog"
	"time"

	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/store"
	"frontdesk/timeline"
)

// Restore puts a backup in the place of a missing SQLite database. Conversations with an unanswered message for the bot go to operators,
// because the backup does not show the answers that were sent after the backup.
func Restore(ctx context.Context, from, dsn, filesDir string, now func() time.Time) (store.Manifest, error) {
	return store.Restore(ctx, from, dsn, filesDir, now, func(ctx context.Context, db *store.DB) error {
		return handUnanswered(ctx, db, now)
	})
}

// handUnanswered moves every conversation with an unanswered message for the bot to the queue.
func handUnanswered(ctx context.Context, db *store.DB, now func() time.Time) error {
	ids, err := db.Unanswered(ctx)
	if err != nil {
		return err
	}

	clock := timeline.NewClock(db, timeline.NewWatch(now), slog.New(slog.DiscardHandler))
	nobody := func(chat.ChannelID) bool { return false }

	door := DialogDoor(&timeline.Timelines{Hints: &bus.Memory{}, Clock: clock, ClientsPull: nobody}, db)
	for _, id := range ids {
		if _, err := door.On(ctx, id, func(t *timeline.Timeline, _ dialog.View) error {
			return t.Move(
				chat.Author{Kind: chat.BySystem},
				chat.Move{To: chat.StateWaiting, Reason: chat.ReasonRestored},
			)
		}); err != nil {
			return err
		}
	}

	return nil
}
