package telegram

import (
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"
)

// press is a pressed button, as long as the bot may answer the press.
type press struct {
	query    CallbackQuery
	at       time.Time
	answered bool
}

// CallbackAnswer is the bot's answer to a press.
type CallbackAnswer struct {
	Query string    `json:"query"`
	Text  string    `json:"text,omitempty"`
	Alert bool      `json:"alert,omitempty"`
	At    time.Time `json:"at"`
}

func (b *Bot) answerCallback(request *call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	pressed := b.presses[request.str("callback_query_id")]
	if pressed == nil || pressed.answered || b.now().Sub(pressed.at) > b.server.opt.CallbackDeadline {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	if utf8.RuneCountInString(request.str("text")) > 200 {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	pressed.answered = true
	b.callbacks = append(
		b.callbacks,
		CallbackAnswer{
			Query: pressed.query.ID,
			Text:  request.str("text"),
			Alert: request.truth("show_alert"),
			At:    b.now(),
		},
	)
	request.result = pressed.query.ID

	return true, nil
}

var commandShape = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

func (b *Bot) setCommands(request *call) (any, *apiError) {
	var list []Command
	if given, e := request.object("commands", &list); e != nil {
		return nil, e
	} else if !given {
		return nil, bad("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}

	for i, cmd := range list {
		if !commandShape.MatchString(cmd.Command) {
			return nil, bad("BOT_COMMAND_INVALID")
		}
		if n := utf8.RuneCountInString(cmd.Description); n < 1 || n > 256 {
			return nil, bad(fmt.Sprintf("BOT_COMMAND_DESCRIPTION_INVALID: command %d", i))
		}
	}
	// Only the default scope is stored; other scopes and languages are accepted.
	if request.str("scope") == "" && request.str("language_code") == "" {
		b.mu.Lock()
		b.commands = list
		b.mu.Unlock()
	}

	return true, nil
}

func (b *Bot) listCommands(*call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()

	return append([]Command{}, b.commands...), nil
}

func (b *Bot) deleteCommands(*call) (any, *apiError) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.commands = nil

	return true, nil
}
