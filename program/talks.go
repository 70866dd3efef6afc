package program

import (
	"context"
	"time"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/dialog"
	"frontdesk/handoff"
	"frontdesk/store"
	"frontdesk/survey"
	"frontdesk/timeline"
)

// Updater runs a function in a transaction of the store; see store.DB.Update.
type Updater interface {
	Update(ctx context.Context, fn func(*store.Tx) error) error
}

// newDoor makes the door of one package. view gives the package its own small view of the transaction.
func newDoor[V any](t *timeline.Timelines, s Updater, view func(*store.Tx) V) *timeline.Door[V] {
	return timeline.NewDoor(t, func(ctx context.Context, fn func(timeline.Tx, V) error) error {
		return s.Update(ctx, func(tx *store.Tx) error { return fn(tx, view(tx)) })
	})
}

// DialogDoor is the bot's door over a store.
func DialogDoor(t *timeline.Timelines, s Updater) *timeline.Door[dialog.View] {
	return newDoor(t, s, func(tx *store.Tx) dialog.View {
		return dialog.View{People: tx, Entries: tx, Files: tx, Surveys: tx, Lessons: tx}
	})
}

// DeskDoor is the operators' door over a store.
func DeskDoor(t *timeline.Timelines, s Updater) *timeline.Door[handoff.View] {
	return newDoor(t, s, func(tx *store.Tx) handoff.View {
		return handoff.View{Operators: tx, Entries: tx, Files: tx, Parts: tx, Surveys: tx, Lessons: tx}
	})
}

// FileDoor is the file fetcher's door over a store.
func FileDoor(t *timeline.Timelines, s Updater) *timeline.Door[adapters.FileView] {
	return newDoor(t, s, func(tx *store.Tx) adapters.FileView { return tx })
}

// buildTalks makes all parts that change timelines: the clock, the bot and the operators' desk.
func (p *Program) buildTalks() {
	rules := dialog.DefaultRules
	rules.Lang, rules.Clarify = p.Config.Language, dialog.Clarify(p.Config.Dialog.Clarify)
	rules.BotIdle, rules.HumanIdle = duration(p.Config.Idle.Bot), duration(p.Config.Idle.Human)

	p.Clock = timeline.NewClock(p.DB, p.watch, p.Log)
	p.Timelines = &timeline.Timelines{Hints: p.Bus, Clock: p.Clock, ClientsPull: p.clientsPull, Idle: rules.Idle()}
	ask := &survey.Surveyor{Rules: survey.DefaultRules, Book: p.Book}
	p.Engine = &dialog.Engine{
		Store:       p.DB,
		Door:        DialogDoor(p.Timelines, p.updater),
		Book:        p.Book,
		Survey:      ask,
		Rules:       rules,
		BurstWindow: p.burstWindows(),
		Online:      p.Presence.Online,
		OnPage:      p.clientsPull,
		Now:         p.Now,
		Log:         p.Log,
		Typing:      dialog.NewTyping(p.Now),
	}
	p.Engine.Handle(p.Clock)
	p.Desk = &handoff.Verbs{Door: DeskDoor(p.Timelines, p.updater), Book: p.Book, Survey: ask, Lang: p.Config.Language}
}

// burstWindows gives the burst window of each channel: the wait for further messages of a burst.
func (p *Program) burstWindows() func(chat.ChannelID) time.Duration {
	times := map[chat.ChannelID]time.Duration{}
	for _, ch := range p.Config.Channels {
		times[ch.ID] = duration(p.Config.QuietTime)
		if ch.QuietTime != "" {
			times[ch.ID] = duration(ch.QuietTime)
		}
	}

	return func(id chat.ChannelID) time.Duration { return times[id] }
}

// duration parses a duration from the configuration. The configuration check has already accepted the text.
func duration(text string) time.Duration {
	limit, err := time.ParseDuration(text)
	if err != nil {
		return 0
	}

	return limit
}
