package survey

import (
	"testing"
	"time"

	"frontdesk/chat"
)

func TestReadText(t *testing.T) {
	for text, want := range map[string]int{
		"5": 5, " 4! ": 4, "3/5": 3, "пять": 5, "Two": 2, "★★★": 3, "⭐⭐⭐⭐⭐": 5, "4️⃣": 4, "1.": 1,
		"0": 0, "6": 0, "55": 0, "": 0, "5 минут": 0, "мне 5": 0, "12345": 0, "★★★★★★": 0, "-5": 0,
	} {
		got, ok := ReadText(text)
		if ok != (want > 0) || ok && got != want {
			t.Errorf("%q: %d %v, want %d", text, got, ok, want)
		}
	}
}

func TestReadPress(t *testing.T) {
	if id, n, ok := ReadPress("rate:0198-a:4"); !ok || id != "0198-a" || n != 4 {
		t.Errorf("got %q %d %v", id, n, ok)
	}

	for _, bad := range []string{"", "rate:", "rate:x", "rate:x:0", "rate:x:6", "rate:x:four", "helped:yes"} {
		if _, _, ok := ReadPress(bad); ok {
			t.Errorf("%q was read as a rating", bad)
		}
	}
}

func TestButtonValuesFitTelegram(t *testing.T) {
	for _, c := range scale(chat.NewID()) {
		if len(c.Value) > 64 {
			t.Errorf("%q has %d bytes, Telegram takes 64", c.Value, len(c.Value))
		}
	}
}

func TestWhenAnswersCount(t *testing.T) {
	now := time.UnixMilli(1790000000000)
	s := &chat.Survey{ExpiresAt: now.Add(time.Hour)}
	if !WantsScore(s, now) || WantsScore(s, now.Add(2*time.Hour)) || WantsComment(s, now) || WantsScore(nil, now) {
		t.Error("a fresh survey wants a score until it lapses, and no comment")
	}
	s.Score, s.CommentUntil = 4, now.Add(10*time.Minute)
	if !WantsComment(s, now) || WantsComment(s, now.Add(11*time.Minute)) {
		t.Error("a scored survey wants a comment for ten minutes")
	}
	s.Comment = "ok"
	if WantsComment(s, now) {
		t.Error("a second comment was wanted")
	}
}
