package chat

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Guard finds machines on the customer's side: other bots, automatic replies, mail loops. A machine repeats a text, sends the bot's own
// messages back, or answers at once to a message that asks nothing. Speed alone proves nothing, because fast readers exist.
type Guard struct {
	Signs int     `json:"signs,omitempty"` // suspicious turns; a question with a new answer of the FAQ resets the count
	Own   []int64 `json:"own,omitempty"`   // hashes of the bot's newest messages
	Lines []int64 `json:"lines,omitempty"` // times of the bot's newest messages, unix ms
	Asks  bool    `json:"asks,omitempty"`  // the bot's newest message asks for an answer
}

const (
	guardOwn = 8
	// guardLines is the maximum number of the bot's messages in guardWindow.
	guardLines  = 20
	guardWindow = 10 * time.Minute
	// instantReply is the time in which no person reads a message and types an answer.
	instantReply = time.Second
	// alikeCount is the number of words from which texts may differ in a fifth of the words.
	alikeCount = 5
)

// Flood reports whether the bot has already said the maximum number of messages in the window before now.
func (g *Guard) Flood(now time.Time) bool {
	return len(g.Lines) == guardLines && now.Sub(FromMillis(g.Lines[0])) < guardWindow
}

// customer folds a customer's message, before the memory changes. Only the first message of a turn counts.
func (g *Guard) customer(memory *Memory, entry *Entry) {
	if memory.Turn > 0 || entry.Press != "" || entry.Purpose == PurposeCommand || entry.Text == "" {
		return
	}
	instant := memory.BotAt > 0 && Millis(entry.At)-memory.BotAt < instantReply.Milliseconds()

	switch {
	case instant && !g.Asks, SameText(entry.Text, memory.LastWords), slices.Contains(g.Own, textHash(entry.Text)):
		g.Signs++
	case g.Signs > 0 && !instant:
		g.Signs--
	}
}

// bot folds a message of the bot, before the memory changes.
func (g *Guard) bot(memory *Memory, entry *Entry) {
	g.Own = last(append(slices.Clone(g.Own), textHash(entry.Text)), guardOwn)
	g.Asks = len(entry.Choices) > 0 || strings.HasSuffix(strings.TrimSpace(entry.Text), "?")
	g.Lines = last(append(slices.Clone(g.Lines), Millis(entry.At)), guardLines)
	if entry.Purpose == PurposeAnswer && !slices.Contains(memory.Shown, entry.Refs.FAQ) {
		g.Signs = 0
	}
}

// last returns the last n values of a list.
func last[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }

// lettersOf splits a text into lower-case words of letters only. Numbers, signs and emoji differ in every automatic reply.
func lettersOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

func textHash(text string) int64 {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(lettersOf(text), " ")))

	return int64(h.Sum64())
}

// SameText reports whether two texts are nearly identical: equal except for case, numbers and signs, or, from five words on, alike in four
// fifths of the words. Texts without letters are the same only if they are equal.
func SameText(one, other string) bool {
	letters, others := lettersOf(one), lettersOf(other)
	if len(letters) == 0 || len(others) == 0 {
		return one != "" && strings.TrimSpace(one) == strings.TrimSpace(other)
	}
	if slices.Equal(letters, others) {
		return true
	}
	if len(letters) < alikeCount || len(others) < alikeCount {
		return false
	}

	count := map[string]int{}
	for _, word := range others {
		count[word]++
	}

	shared := 0
	for _, word := range letters {
		if count[word] > 0 {
			count[word]--
			shared++
		}
	}

	return 5*shared >= 4*max(len(letters), len(others))
}
