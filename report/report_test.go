package report

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }

func TestSummarise(t *testing.T) {
	facts := []Fact{
		// The bot alone, rated 5.
		{Conversation: "a", Channel: "site", Kind: Opened, At: at(0)},
		{Conversation: "a", Kind: Answered, At: at(1)},
		{Conversation: "a", Kind: Closed, At: at(2)},
		{Conversation: "a", Kind: Asked, At: at(2)},
		{Conversation: "a", Kind: Rated, At: at(3), Score: 4},
		{Conversation: "a", Kind: Rated, At: at(4), Score: 5},
		{Conversation: "a", Kind: Rated, At: at(5), Score: 5, Comment: "ok"},
		// Operators after 30 s, not rated.
		{Conversation: "b", Channel: "tg", Kind: Opened, At: at(10)},
		{Conversation: "b", Kind: Handover, At: at(20), Reason: "unknown"},
		{Conversation: "b", Kind: Replied, At: at(50)},
		{Conversation: "b", Kind: Replied, At: at(90)},
		{Conversation: "b", Kind: Asked, At: at(95)},
		// An answer, then a handover without a reply.
		{Conversation: "c", Channel: "tg", Kind: Opened, At: at(20)},
		{Conversation: "c", Kind: Answered, At: at(21)},
		{Conversation: "c", Kind: Handover, At: at(22), Reason: "asked"},
		// Solved while waiting.
		{Conversation: "f", Channel: "tg", Kind: Opened, At: at(25)},
		{Conversation: "f", Kind: Handover, At: at(26), Reason: "asked"},
		{Conversation: "f", Kind: Solved, At: at(27)},
		// Only a greeting: counts for no share.
		{Conversation: "d", Channel: "tg", Kind: Opened, At: at(30)},
		// Outside the period.
		{Conversation: "e", Channel: "tg", Kind: Opened, At: noon.AddDate(0, 0, -9)},
	}
	got := Summarise(facts, noon.Add(-25*time.Hour), noon.Add(time.Hour), time.UTC)
	want := Summary{
		From: noon.Add(-25 * time.Hour).UnixMilli(), To: noon.Add(time.Hour).UnixMilli(), Conversations: 5,
		OpenedByChannel: []ChannelCount{{"tg", 4}, {"site", 1}},
		ByDay:           []DayCount{{"2026-11-19", 0}, {"2026-11-20", 5}},
		AnsweredByBot:   Share{Count: 1, Of: 4, Share: 0.25},
		Handovers:       Handovers{Count: 3, Solved: 1, Reasons: []ReasonCount{{"asked", 2}, {"unknown", 1}}},
		FirstResponse:   Durations{Count: 1, Median: 30_000, P90: 30_000, Mean: 30_000},
		CSAT: CSAT{Asked: 2, Answered: 1, ShareGood: 1, Mean: 5, ResponseRate: 0.5, Scores: [5]int{0, 0, 0, 0, 1},
			Comments: []Comment{{Conversation: "a", Score: 5, Comment: "ok", At: at(5).UnixMilli()}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSpread(t *testing.T) {
	var list []time.Duration
	for i := 10; i >= 1; i-- {
		list = append(list, time.Duration(i)*time.Second)
	}
	if d := cmp.Diff(Durations{Count: 10, Median: 5500, P90: 9000, Mean: 5500}, Spread(list)); d != "" {
		t.Error(d)
	}
	if Spread(nil) != (Durations{}) {
		t.Error("nothing spreads to something")
	}
}

func TestNoDivisionByZero(t *testing.T) {
	got := Summarise(nil, noon, noon, time.UTC)
	if got.CSAT.Mean != 0 || got.AnsweredByBot.Share != 0 {
		t.Errorf("empty period: %+v", got)
	}
}

// TestEveryDayOnce: a change of the clock at midnight neither doubles a day nor leaves a day out.
func TestEveryDayOnce(t *testing.T) {
	for _, c := range []struct{ zone, from, to string }{
		{"America/Santiago", "2026-09-04", "2026-09-08"}, // midnight of 6 September is skipped
		{"Asia/Beirut", "2026-03-27", "2026-03-31"},
		{"America/Sao_Paulo", "2018-11-02", "2018-11-06"},
		{"Pacific/Apia", "2011-12-29", "2012-01-01"}, // 30 December is skipped
		{"Europe/Moscow", "2026-11-19", "2026-11-22"},
		{"America/New_York", "2026-10-31", "2026-11-03"}, // a day of 25 hours
		{"America/New_York", "2026-03-07", "2026-03-10"}, // a day of 23 hours
		{"Africa/Cairo", "2026-04-23", "2026-04-26"},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation(time.DateOnly, c.from, loc)
		if err != nil {
			t.Fatal(err)
		}
		to, err := time.ParseInLocation(time.DateOnly, c.to, loc)
		if err != nil {
			t.Fatal(err)
		}

		// One conversation an hour shows the days that a customer sees.
		var facts []Fact
		for at := from; at.Before(to); at = at.Add(time.Hour) {
			facts = append(facts, Fact{Conversation: at.String(), Kind: Opened, At: at})
		}
		counts := map[string]int{}
		for _, fact := range facts {
			counts[fact.At.In(loc).Format(time.DateOnly)]++
		}
		got := map[string]int{}
		sum := 0
		for _, day := range Summarise(facts, from, to, loc).ByDay {
			if _, twice := got[day.Day]; twice {
				t.Errorf("%s: %s stands twice", c.zone, day.Day)
			}
			got[day.Day] = day.Count
			sum += day.Count
		}
		if sum != len(facts) {
			t.Errorf("%s: the days hold %d of %d conversations: %v, want %v", c.zone, sum, len(facts), got, counts)
		}
	}
}
