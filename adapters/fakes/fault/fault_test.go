package fault

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestScriptPlaysInOrderAndCounts(t *testing.T) {
	var s Script
	s.Inject(Fault{Method: "sendMessage", Chat: "7", Kind: RateLimited, Count: 2})
	s.Inject(Fault{Method: AnyMessage, Kind: ServerError, Skip: 1})
	s.Inject(Fault{Method: "getMe", Kind: Unauthorized, Count: -1})

	for i, tt := range []struct {
		call Call
		want Kind
	}{
		{Call{Method: "sendChatAction", Chat: "7"}, ""},
		{Call{Method: "SENDMESSAGE", Chat: "7", Message: true}, RateLimited},
		{Call{Method: "sendMessage", Chat: "8", Message: true}, ""}, // the skipped call
		{Call{Method: "sendMessage", Chat: "7", Message: true}, RateLimited},
		{Call{Method: "sendMessage", Chat: "7", Message: true}, ServerError},
		{Call{Method: "sendMessage", Chat: "7", Message: true}, ""},
		{Call{Method: "getMe"}, Unauthorized},
		{Call{Method: "getMe"}, Unauthorized},
	} {
		f, _ := s.Take(tt.call)
		if f.Kind != tt.want {
			t.Errorf("call %d %+v: got %q, want %q", i, tt.call, f.Kind, tt.want)
		}
	}
	if s.Clear(); len(s.Armed()) != 0 {
		t.Error("Clear left faults")
	}
}

func TestRandomRepeatsWithItsSeed(t *testing.T) {
	play := func(seed uint64) (kinds []Kind) {
		var s Script
		s.Random(seed, map[Kind]float64{RateLimited: 0.2, HangAfter: 0.2, BadGateway: 0.1})

		for range 200 {
			f, _ := s.Take(Call{Method: "x", Message: true})
			kinds = append(kinds, f.Kind)
		}
		if f, hit := s.Take(Call{Method: "getMe"}); hit {
			t.Errorf("a call without a message got %v", f)
		}

		return kinds
	}
	a, b, c := play(1), play(1), play(2)
	if !slices.Equal(a, b) || slices.Equal(a, c) {
		t.Error("the seed does not decide")
	}

	for _, k := range []Kind{"", RateLimited, HangAfter, BadGateway} {
		if !slices.Contains(a, k) {
			t.Errorf("200 rolls never gave %q", k)
		}
	}
}

func TestMagic(t *testing.T) {
	for text, want := range map[string]Kind{
		"/429":      RateLimited,
		" /block\n": Blocked,
		"/timeout":  HangAfter,
		"/500":      ServerError,
		"/start":    "",
		"see /429":  "",
	} {
		if got, _ := Magic(text); got != want {
			t.Errorf("Magic(%q) = %q", text, got)
		}
	}
}

func TestUntil(t *testing.T) {
	var s Signal
	n := 0
	if err := s.Until(t.Context(), func() bool { n++; s.Fire(); return n == 3 }); err != nil || n != 3 {
		t.Error(err, n)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := s.Until(ctx, func() bool { return false }); err == nil {
		t.Error("a wait for nothing ended well")
	}
}

func TestJournalIsBoundedAndOldViewsStay(t *testing.T) {
	var j Journal
	j.Add(Record{Method: "first"})

	old := j.All()
	for range maxJournal {
		j.Add(Record{Method: "x"})
	}
	if old[0].Method != "first" || len(j.All()) > maxJournal || j.Dropped == 0 {
		t.Error(old, len(j.All()), j.Dropped)
	}
	if got := Cut(strings.Repeat("я", 300)); got != strings.Repeat("я", 200)+"…" {
		t.Error("Cut:", got)
	}
}
