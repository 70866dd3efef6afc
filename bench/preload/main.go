// Command preload fills a Frontdesk database with closed conversations, through the store itself: 100,000 visitors and 1,000,000 messages in the
// benchmark. Nothing is analysed or vacuumed afterwards: that is the point.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

func main() {
	dsn := flag.String("database", "", "sqlite:PATH")
	visitors := flag.Int("visitors", 100_000, "conversations, each of a visitor of its own")
	each := flag.Int("messages", 10, "messages in each")
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
	var next, done atomic.Int64
	var all sync.WaitGroup
	failed := make(chan error, writers)
	for range writers {
		all.Go(func() {
			for n := next.Add(1); n <= int64(visitors); n = next.Add(1) {
				if err := db.Update(ctx, func(tx chat.Tx) error { return talk(tx, n, each) }); err != nil {
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
			fmt.Printf("%d messages of %d visitors in %s\n", done.Load()*int64(each), done.Load(), time.Since(began).Round(time.Second))
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
func talk(tx chat.Tx, n int64, messages int) error {
	address := fmt.Sprintf("%032x", n)
	peer := chat.Peer{Channel: "site", Address: address}
	who, err := tx.Sender(chat.Sender{Channel: "site", Person: address}, chat.Profile{Lang: "ru", Page: "http://localhost/tea", Title: "Чай"})
	if err != nil {
		return err
	}
	c, err := tx.Begin(&chat.Conversation{Peer: peer, Contact: who.ID, Lang: "ru"})
	if err != nil || c == nil {
		return fmt.Errorf("begin a conversation of visitor %d: %w", n, err)
	}
	system, operator := chat.Author{Kind: chat.BySystem}, chat.Author{Kind: chat.ByOperator, ID: "preload", Name: "Anna"}
	entries := []*chat.Entry{{Kind: chat.Moved, Author: system, Move: &chat.Move{To: chat.StateBot, Reason: chat.ReasonOpened}},
		{Kind: chat.Moved, Author: operator, Move: &chat.Move{From: chat.StateBot, To: chat.StateHuman, Owner: "preload", OwnerName: "Anna", Reason: chat.ReasonTakeover}}}
	for i := range messages {
		e := &chat.Entry{Kind: chat.Said, Author: operator, Text: fmt.Sprintf("Заказ %d-%d собран и завтра поедет к вам, трек-номер придёт в СМС.", n, i)}
		if i%2 == 0 {
			e.Author, e.ClientID = chat.Author{Kind: chat.ByCustomer, ID: string(who.ID)}, chat.NewID()
			e.Text = fmt.Sprintf("Подскажите, пожалуйста, что с заказом %d-%d? Жду его уже неделю.", n, i)
		}
		entries = append(entries, e)
	}
	entries = append(entries, &chat.Entry{Kind: chat.Moved, Author: operator, Move: &chat.Move{From: chat.StateHuman, To: chat.StateClosed, Reason: chat.ReasonClose}})
	if err := tx.Append(c, entries...); err != nil {
		return err
	}
	c.WakeAt = time.Time{}
	return tx.Save(c)
}
