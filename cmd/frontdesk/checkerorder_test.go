package main

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk/chat"
)

// TestMisplacedWords: the checker allows the comment on an earlier conversation's rating to be stored in the earlier conversation. No
// other message is allowed out of order.
func TestMisplacedWords(t *testing.T) {
	word := func(number int, conversation string, seq int64, id int, survey string) heard {
		return heard{
			number: number,
			Entry: chat.Entry{
				ID:           fmt.Sprintf("%03d", id),
				Conversation: chat.ConversationID(conversation),
				Seq:          seq,
				Refs:         chat.Refs{Survey: survey},
			},
		}
	}
	for name, x := range map[string]struct {
		words []heard
		want  string
	}{
		"in order": {
			words: []heard{
				word(0, "a", 2, 1, ""),
				word(1, "a", 4, 2, ""),
				word(2, "b", 2, 3, ""),
			},
		},
		"a comment on an earlier talk": {
			words: []heard{
				word(0, "a", 2, 1, ""),
				word(3, "a", 9, 4, "s"),
				word(1, "b", 2, 2, ""),
				word(2, "b", 4, 3, ""),
			},
		},
		"words in a talk that is over": {
			words: []heard{
				word(0, "a", 2, 1, ""),
				word(3, "a", 9, 4, ""),
				word(1, "b", 2, 2, ""),
			},
			want: "later conversation",
		},
		"a comment stored too early": {
			words: []heard{
				word(0, "a", 2, 1, ""),
				word(3, "a", 9, 2, "s"),
				word(1, "b", 2, 3, ""),
			},
			want: "stored after",
		},
		"a comment above earlier words": {
			words: []heard{
				word(1, "a", 2, 2, "s"),
				word(0, "a", 4, 1, ""),
			},
			want: "in one conversation",
		},
		"two words in the wrong order": {
			words: []heard{
				word(1, "a", 2, 1, ""),
				word(0, "a", 4, 2, ""),
			},
			want: "stored after",
		},
	} {
		got := strings.Join(misplaced(x.words), "; ")
		if (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
