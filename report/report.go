// Package report computes the figures of the reports. Each figure is computed from the facts of the timelines and from no other source.
// docs/metrics.md has the definitions. The package is pure: no I/O, no clock, no other package of Frontdesk.
package report

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Kind is the kind of a fact.
type Kind int

// The kinds of facts.
const (
	Opened   Kind = iota // a conversation began
	Answered             // the bot gave an answer of the FAQ
	Handover             // the conversation began to wait for operators (Reason)
	Replied              // an operator sent a message to the customer
	Closed               // the conversation ended (Reason)
	Asked                // the customer was asked for a rating
	Rated                // Score 1..5, Comment; a later rating of the same conversation replaces the earlier rating
	Solved               // the waiting customer took the request back
)

// Fact is one event of one conversation. The facts of a conversation are ordered by time.
type Fact struct {
	Conversation string
	Channel      string
	Kind         Kind
	At           time.Time
	Reason       string
	Score        int
	Comment      string
}

// Summary is the summary of a period: the conversations opened in [From, To). Times are unix milliseconds.
type Summary struct {
	From            int64          `json:"from"`
	To              int64          `json:"to"`
	Conversations   int            `json:"conversations"`
	OpenedByChannel []ChannelCount `json:"opened_by_channel"`
	ByDay           []DayCount     `json:"by_day"`
	AnsweredByBot   Share          `json:"answered_by_bot"`
	Handovers       Handovers      `json:"handovers"`
	FirstResponse   Durations      `json:"first_response"`
	CSAT            CSAT           `json:"csat"`
}

// ChannelCount counts conversations of a channel.
type ChannelCount struct {
	Channel string `json:"channel"`
	Count   int    `json:"count"`
}

// DayCount counts conversations opened on a day, YYYY-MM-DD in the installation's time zone.
type DayCount struct {
	Day   string `json:"day"`
	Count int    `json:"count"`
}

// Share is the ratio of Count to Of: a value from 0 to 1, and 0 when Of is 0.
type Share struct {
	Count int     `json:"count"`
	Of    int     `json:"of"`
	Share float64 `json:"share"`
}

// Handovers counts the handovers to operators, by reason.
//
// Solved counts the customers who took the request back before an operator replied.
type Handovers struct {
	Count   int           `json:"count"`
	Solved  int           `json:"solved"`
	Reasons []ReasonCount `json:"reasons"`
}

// ReasonCount counts one reason.
type ReasonCount struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// Durations is a distribution in milliseconds. P90 is the nearest-rank 90th percentile.
type Durations struct {
	Count  int   `json:"count"`
	Median int64 `json:"median_ms"`
	P90    int64 `json:"p90_ms"`
	Mean   int64 `json:"mean_ms"`
}

// CSAT counts the ratings. ShareGood is the share of scores 4 and 5.
type CSAT struct {
	Asked        int       `json:"asked"`
	Answered     int       `json:"answered"`
	ShareGood    float64   `json:"share_good"`
	Mean         float64   `json:"mean"`
	ResponseRate float64   `json:"response_rate"`
	Scores       [5]int    `json:"scores"`
	Comments     []Comment `json:"comments"`
}

// Comment is a customer's comment on a score.
type Comment struct {
	Conversation string `json:"conversation"`
	Score        int    `json:"score"`
	Comment      string `json:"comment"`
	At           int64  `json:"at"`
}

// conversation is the sum of the facts of one conversation.
type conversation struct {
	channel  string
	opened   time.Time
	answered bool
	handover time.Time
	reason   string
	first    time.Duration
	replied  bool
	solved   bool // while the customer waited
	closed   bool
	asked    bool
	rating   *Comment
}

// Summarise computes the figures of the conversations opened in [from, to). Days are days of the time zone loc.
func Summarise(facts []Fact, from, to time.Time, loc *time.Location) Summary {
	conversations := map[string]*conversation{}
	for _, fact := range facts {
		one := conversations[fact.Conversation]
		if one == nil {
			one = &conversation{channel: fact.Channel}
			conversations[fact.Conversation] = one
		}
		one.add(fact)
	}

	summary := Summary{From: from.UnixMilli(), To: to.UnixMilli()}
	channels, days, reasons := map[string]int{}, map[string]int{}, map[string]int{}
	var waits []time.Duration

	for _, id := range slices.Sorted(maps.Keys(conversations)) {
		one := conversations[id]
		if one.opened.IsZero() || one.opened.Before(from) || !one.opened.Before(to) {
			continue
		}
		summary.Conversations++
		channels[one.channel]++
		days[one.opened.In(loc).Format(time.DateOnly)]++
		if one.handover.IsZero() && !one.replied && one.answered {
			summary.AnsweredByBot.Count++
		}
		if one.answered || !one.handover.IsZero() || one.replied {
			summary.AnsweredByBot.Of++
		}
		if !one.handover.IsZero() {
			summary.Handovers.Count++
			reasons[one.reason]++
			if one.solved && !one.replied {
				summary.Handovers.Solved++
			}
			if one.replied {
				waits = append(waits, one.first)
			}
		}
		summary.CSAT.add(one)
	}

	summary.AnsweredByBot.Share = ratio(summary.AnsweredByBot.Count, summary.AnsweredByBot.Of)
	for _, c := range byCount(channels) {
		summary.OpenedByChannel = append(summary.OpenedByChannel, ChannelCount{Channel: c, Count: channels[c]})
	}

	for _, r := range byCount(reasons) {
		summary.Handovers.Reasons = append(summary.Handovers.Reasons, ReasonCount{Reason: r, Count: reasons[r]})
	}
	summary.ByDay = everyDay(days, from, to, loc)
	summary.FirstResponse = Spread(waits)
	summary.CSAT.finish()

	return summary
}

func (c *conversation) add(fact Fact) {
	switch fact.Kind {
	case Opened:
		c.opened = fact.At
	case Answered:
		c.answered = true
	case Handover:
		if c.handover.IsZero() {
			c.handover, c.reason = fact.At, fact.Reason
		}
	case Replied:
		if !c.replied && !c.handover.IsZero() {
			c.first = fact.At.Sub(c.handover)
		}
		c.replied = true
	case Solved:
		c.solved = true
	case Closed:
		c.closed = true
	case Asked:
		c.asked = true
	case Rated:
		if c.rating == nil {
			c.rating = &Comment{Conversation: fact.Conversation}
		}
		c.rating.Score, c.rating.At = fact.Score, fact.At.UnixMilli()
		if fact.Comment != "" {
			c.rating.Comment = fact.Comment
		}
	}
}

func (c *CSAT) add(one *conversation) {
	if one.asked || one.rating != nil {
		c.Asked++
	}
	if one.rating == nil || one.rating.Score < 1 || one.rating.Score > len(c.Scores) {
		return
	}
	c.Answered++
	c.Scores[one.rating.Score-1]++
	if one.rating.Comment != "" {
		c.Comments = append(c.Comments, *one.rating)
	}
}

// commentsMost is the maximum number of comments in a summary, newest first.
const commentsMost = 50

func (c *CSAT) finish() {
	sum := 0
	for i, n := range c.Scores {
		sum += (i + 1) * n
	}
	if c.Answered > 0 {
		c.Mean = float64(sum) / float64(c.Answered)
	}
	c.ShareGood = ratio(c.Scores[3]+c.Scores[4], c.Answered)
	c.ResponseRate = ratio(c.Answered, c.Asked)
	slices.SortFunc(c.Comments, func(a, b Comment) int { return cmp.Compare(b.At, a.At) })
	if len(c.Comments) > commentsMost {
		c.Comments = c.Comments[:commentsMost]
	}
}

// Spread computes median, nearest-rank p90 and mean; the median of an even count is the mean of the middle two.
func Spread(list []time.Duration) Durations {
	count := len(list)
	if count == 0 {
		return Durations{}
	}
	slices.Sort(list)

	var sum time.Duration
	for _, d := range list {
		sum += d
	}
	median := (list[(count-1)/2] + list[count/2]) / 2
	p90 := list[(9*count+9)/10-1]

	return Durations{
		Count:  count,
		Median: median.Milliseconds(),
		P90:    p90.Milliseconds(),
		Mean:   (sum / time.Duration(count)).Milliseconds(),
	}
}

func ratio(part, of int) float64 {
	if of == 0 {
		return 0
	}

	return float64(part) / float64(of)
}

// byCount orders names by count, largest first, then by name.
func byCount(m map[string]int) []string {
	return slices.SortedFunc(
		maps.Keys(m),
		func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) },
	)
}

// dayMost is the maximum number of days in a chart.
const dayMost = 400

// everyDay lists all days of the period, including days without a conversation.
func everyDay(days map[string]int, from, to time.Time, loc *time.Location) []DayCount {
	var out []DayCount

	year, month, dayOfMonth := from.In(loc).Date()
	last := to.Add(-1).In(loc).Format(time.DateOnly)
	for i := range dayMost {
		// A change of the clock can skip midnight, but not noon. A change of the date line skips a whole day.
		day := time.Date(year, month, dayOfMonth+i, 12, 0, 0, 0, loc).Format(time.DateOnly)
		if day > last {
			break
		}
		if len(out) == 0 || out[len(out)-1].Day != day {
			out = append(out, DayCount{day, days[day]})
		}
	}

	return out
}
