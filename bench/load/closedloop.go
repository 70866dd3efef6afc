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
)

// closedLoop lets every visitor send the next message after the acknowledgement of the last message.
func closedLoop(o options) (*result, error) {
	c, err := gather(o)
	if err != nil {
		return nil, err
	}
	time.Sleep(300 * time.Millisecond)
	r := &result{Mode: o.Mode, Seconds: o.Seconds, RSSBefore: rss(o.PID)}
	start := time.Now()
	from := start.Add(time.Duration(o.Warm * float64(time.Second)))
	end := from.Add(time.Duration(o.Seconds * float64(time.Second)))
	used := cpu(o.PID)
	var all sync.WaitGroup

	for _, v := range c.visitors {
		select {
		case <-v.answered: // answers of the preparation
		default:
		}
		all.Go(func() {
			for now := time.Now(); now.Before(end); now = time.Now() {
				if v.say(now, text) != nil {
					return
				}

				select {
				case <-v.answered:
				case <-time.After(20 * time.Second):
					return
				}
			}
		})
	}
	all.Wait()
	r.CPU = (cpu(o.PID) - used).Seconds() / time.Since(start).Seconds()
	r.Drained = c.settle(5 * time.Second).Seconds()
	r.RSSMost, r.RSSAfter = rss(o.PID), rss(o.PID)
	if o.Verify && o.Password != "" {
		if err := c.verify(r); err != nil {
			return nil, err
		}
	}
	c.leave(r)
	c.sum(r, from)
	r.PerSecond = float64(r.Acked) / o.Seconds

	return r, nil
}

// postLoop is the closed loop over HTTP. Only the floor has an HTTP path for messages.
func postLoop(o options) (*result, error) {
	r := &result{Mode: o.Mode, Seconds: o.Seconds}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.Visitors}, Timeout: 20 * time.Second}
	end := time.Now().Add(time.Duration(o.Seconds * float64(time.Second)))
	var acked atomic.Int64
	var all sync.WaitGroup
	var mu sync.Mutex
	var failed error

	for i := range o.Visitors {
		all.Go(func() {
			for time.Now().Before(end) {
				if err := post(client, fmt.Sprintf("http://%s/post?conversation=p%d", o.Addr, i)); err != nil {
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
	r.Acked, r.PerSecond = int(acked.Load()), float64(acked.Load())/o.Seconds

	return r, failed
}

func post(client *http.Client, url string) error {
	body, err := json.Marshal(map[string]string{"id": newID(), "text": text})
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
