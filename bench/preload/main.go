// Command preload fills a Frontdesk database with closed conversations, through the store. The benchmark uses 100,000 visitors and
// 1,000,000 messages. preload does not analyse or vacuum the database, because the benchmark measures a database without maintenance.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/bus"
	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/program"
	"frontdesk/store"
	"frontdesk/timeline"
)

func main() {
	dsn := flag.String("database", "", "sqlite:PATH")
	visitors := flag.Int("visitors", 100_000, "number of visitors, with one conversation each")
	each := flag.Int("messages", 10, "messages per conversation")
	most := flag.Duration("most", 3*time.Minute, "give up after this time")
	flag.Parse()
	if err := fill(*dsn, *visitors, *each, *most); err != nil {
		fmt.Fprintln(os.Stderr, "preload:", err)
		os.Exit(1)
	}
}

const writers = 64

func fill(dsn string, visitors, each int, most time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	began := time.Now()
	db, err := store.Open(ctx, dsn, store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	lines := &timeline.Timelines{
		Hints:       &bus.Memory{},
		Clock:       timeline.NewClock(db, timeline.NewWatch(time.Now), slog.New(slog.DiscardHandler)),
		ClientsPull: func(chat.ChannelID) bool { return true },
	}
	door := program.DialogDoor(lines, db)
	var next, done atomic.Int64
	var all sync.WaitGroup

	failed := make(chan error, writers)
	for range writers {
		all.Go(func() {
			for number := next.Add(1); number <= int64(visitors); number = next.Add(1) {
				if err := talk(ctx, door, number, each); err != nil {
					failed <- err
					return
				}
				done.Add(1)
			}
		})
	}
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()

	for tick := time.Tick(2 * time.Second); ; {
		select {
		case <-ended:
			fmt.Fprintf(os.Stderr, "\r%-60s\r", "")
			fmt.Printf(
				"%d messages of %d visitors in %s\n",
				done.Load()*int64(each),
				done.Load(),
				time.Since(began).Round(time.Second),
			)

			select {
			case err := <-failed:
				return err
			default:
				return nil
			}
		case <-tick:
			fmt.Fprintf(os.Stderr, "\rpreload: %d of %d visitors ", done.Load(), visitors)
		}
	}
}

// talk writes one closed conversation between a visitor and an operator.
func talk(ctx context.Context, door *timeline.Door[dialog.View], number int64, messages int) error {
	address := fmt.Sprintf("%032x", number)
	peer := chat.Peer{Channel: "site", Address: address}
	open := func(dialog.View) (timeline.Locks, error) { return timeline.Locks{OpenOf: &peer}, nil }

	return door.Change(ctx, nil, open, func(change *timeline.Change, view dialog.View) error {
		who, err := view.People.Sender(
			chat.Sender{Channel: "site", Person: address},
			chat.Profile{Lang: "ru", Page: "http://localhost/tea", Title: "Чай"},
		)
		if err != nil {
			return err
		}
		line, began, err := change.Begin(chat.Conversation{Peer: peer, Contact: who.ID, Lang: "ru"})
		if err != nil || !began {
			return fmt.Errorf("begin a conversation of visitor %d: %w", number, err)
		}

		return words(line, who.ID, number, messages)
	})
}

func words(line *timeline.Timeline, who chat.ContactID, number int64, messages int) error {
	operator := chat.Author{Kind: chat.ByOperator, ID: "preload", Name: "Anna"}
	takeover := chat.Move{To: chat.StateHuman, Owner: "preload", OwnerName: "Anna", Reason: chat.ReasonTakeover}
	if err := line.Move(operator, takeover); err != nil {
		return err
	}

	for i := range messages {
		entry := chat.Entry{
			Purpose: chat.PurposeReply,
			Author:  operator,
			Text:    fmt.Sprintf("Заказ %d-%d собран и завтра поедет к вам, трек-номер придёт в СМС.", number, i),
		}
		if i%2 == 0 {
			entry.Purpose, entry.Author, entry.ClientID = chat.PurposeMessage, chat.Author{
				Kind: chat.ByCustomer,
				ID:   string(who),
			}, chat.NewID()
			entry.Text = fmt.Sprintf("Подскажите, пожалуйста, что с заказом %d-%d? Жду его уже неделю.", number, i)
		}
		if _, err := line.Say(entry); err != nil {
			return err
		}
	}

	return line.Move(operator, chat.Move{To: chat.StateClosed, Reason: chat.ReasonClose})
}
