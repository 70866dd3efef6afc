package survey

import (
	"strconv"
	"strings"
	"testing"

	"frontdesk/chat"
)

func FuzzReadText(f *testing.F) {
	for _, s := range []string{
		"5", " 4! ", "3/5", "пять", "★★★", "⭐️⭐️", "4️⃣",
		"-5", "5 минут", "\u0665", "5/5/5", "\xff5", "из 5", "5 из 5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		score, ok := ReadText(text)
		if ok && (score < 1 || score > CSATScale) {
			t.Fatalf("%q: %d %v", text, score, ok)
		}
		if again, also := ReadText(" " + text + " "); ok && (!also || again != score) {
			t.Fatalf("%q with spaces: %d %v, without %d", text, again, also, score)
		}
	})
}

func FuzzReadPress(f *testing.F) {
	for _, s := range []string{
		"rate:0198-a:4",
		"rate:",
		"rate:x:+5",
		"rate:x:05",
		"rate:a:b:5",
		"helped:yes",
		scale(chat.NewID())[4].Value,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		id, score, ok := ReadPress(value)
		if !ok {
			return
		}
		if score < 1 || score > CSATScale || !strings.HasPrefix(value, "rate:"+id+":") || strings.Contains(id, ":") {
			t.Fatalf("%q: %q %d", value, id, score)
		}
		if value != "rate:"+id+":"+strconv.Itoa(score) {
			t.Fatalf("%q is read as %q %d, which we never write so", value, id, score)
		}
	})
}
