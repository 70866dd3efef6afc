package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"frontdesk/chat"
)

// closedLoop lets every visitor send the next message after the acknowledgement of the last message.
func closedLoop(opts options) (*result, error) {
	people, err := gather(opts)
	if err != nil {
		return nil, err
	}
	time.Sleep(300 * time.Millisecond)
	out := &result{Mode: opts.Mode, Seconds: opts.Seconds, RSSBefore: rss(opts.PID)}
	start := time.Now()
	from := start.Add(time.Duration(opts.Warm * float64(time.Second)))
	end := from.Add(time.Duration(opts.Seconds * float64(time.Second)))
	used := cpu(opts.PID)
	var all sync.WaitGroup

	for _, guest := range people.visitors {
		select {
		case <-guest.answered: // answers of the preparation
		default:
		}
		all.Go(func() {
			for now := time.Now(); now.Before(end); now = time.Now() {
				if guest.say(now, text) != nil {
					return
				}

				select {
				case <-guest.answered:
				case <-time.After(20 * time.Second):
					return
				}
			}
		})
	}
	all.Wait()
	out.CPU = (cpu(opts.PID) - used).Seconds() / time.Since(start).Seconds()
	out.Drained = people.settle(5 * time.Second).Seconds()
	out.RSSMost, out.RSSAfter = rss(opts.PID), rss(opts.PID)
	if opts.Verify && opts.Password != "" {
		if err := people.verify(out); err != nil {
			return nil, err
		}
	}
	people.leave(out)
	people.sum(out, from)
	out.PerSecond = float64(out.Acked) / opts.Seconds

	return out, nil
}

// postLoop is the closed loop over HTTP. Only the floor has an HTTP path for messages.
func postLoop(opts options) (*result, error) {
	out := &result{Mode: opts.Mode, Seconds: opts.Seconds}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: opts.Visitors}, Timeout: 20 * time.Second}
	end := time.Now().Add(time.Duration(opts.Seconds * float64(time.Second)))
	var acked atomic.Int64
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error

	for i := range opts.Visitors {
		all.Go(func() {
			for time.Now().Before(end) {
				if err := post(client, fmt.Sprintf("http://%s/post?conversation=p%d", opts.Addr, i)); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()

					return
				}
				acked.Add(1)
			}
		})
	}
	all.Wait()
	out.Acked, out.PerSecond = int(acked.Load()), float64(acked.Load())/opts.Seconds

	return out, failed
}

func post(client *http.Client, url string) error {
	body, err := json.Marshal(map[string]string{"id": chat.NewID(), "text": text})
	if err != nil {
		return err
	}
	resp, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("post: %s", resp.Status)
	}

	return nil
}
