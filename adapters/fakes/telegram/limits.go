package telegram

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// limits are the public limits: 1 message a second per chat, 20 a minute per group, 30 a second per bot.
type limits struct {
	bot   *rate.Limiter
	chats map[int64]*rate.Limiter
}

func newLimits() limits {
	return limits{bot: rate.NewLimiter(30, 30), chats: map[int64]*rate.Limiter{}}
}

// check counts one message to the chat; the error is the 429.
func (l *limits) check(chat int64, now time.Time) *apiError {
	limiter := l.chats[chat]
	if limiter == nil {
		limiter = rate.NewLimiter(1, 1)
		if chat < 0 {
			limiter = rate.NewLimiter(rate.Every(3*time.Second), 20)
		}
		l.chats[chat] = limiter
	}

	for _, lim := range []*rate.Limiter{limiter, l.bot} {
		if r := lim.ReserveN(now, 1); r.DelayFrom(now) > 0 {
			wait := r.DelayFrom(now)
			r.CancelAt(now)

			return slowDown(int(math.Ceil(wait.Seconds())))
		}
	}

	return nil
}
