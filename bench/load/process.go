package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// rss is the resident memory of a process in bytes. rss is 0 if the memory cannot be read.
func rss(pid int) int64 {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, ok := strings.Cut(string(data), "VmRSS:")
	if !ok {
		return 0
	}
	value, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		return 0
	}

	return value << 10
}

// cpu is the CPU time of a process. Clock ticks are 10 ms on Linux (proc(5), USER_HZ).
func cpu(pid int) time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(data[bytes.LastIndexByte(data, ')')+1:])
	if len(fields) < 13 {
		return 0
	}
	user, err1 := strconv.ParseInt(string(fields[11]), 10, 64)
	system, err2 := strconv.ParseInt(string(fields[12]), 10, 64)
	if err1 != nil || err2 != nil {
		return 0
	}

	return time.Duration(user+system) * 10 * time.Millisecond
}

// watch samples the memory of a process until the caller calls stop. stop returns the maximum in bytes.
func watch(pid int) (stop func() int64) {
	quit := make(chan struct{})
	var most int64
	var done sync.WaitGroup
	done.Go(func() {
		ticker := time.NewTicker(250 * time.Millisecond)
		defer ticker.Stop()

		for {
			most = max(most, rss(pid))

			select {
			case <-quit:
				return
			case <-ticker.C:
			}
		}
	})

	return func() int64 {
		close(quit)
		done.Wait()

		return most
	}
}
