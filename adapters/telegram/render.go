package telegram

import (
	"fmt"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"

	"frontdesk/adapters"
	"frontdesk/chat"
	"frontdesk/markup"
)

// payload is the content of one API call: a text, or one file of the entry.
type payload struct {
	Text     string                 `json:"text,omitempty"`
	Entities []models.MessageEntity `json:"entities,omitempty"`
	Buttons  [][]button             `json:"buttons,omitempty"`
	File     int                    `json:"file,omitempty"` // the number in the entry, from 1
}

type button struct {
	Text string `json:"text"`
	Data string `json:"data"`
}

// Render splits an entry into messages: first the text, cut to the platform's limit, then each file. The buttons stand under the last
// text.
func (c *Channel) Render(entry chat.Entry) ([]string, error) {
	rows, err := keyboard(entry.Choices)
	if err != nil {
		return nil, err
	}
	var texts []payload

	for _, part := range adapters.Document(entry).SplitTelegram(maxText) {
		if part.Text != "" {
			texts = append(texts, payload{Text: part.Text, Entities: entities(part.Entities)})
		}
	}
	parts, err := adapters.Payloads(
		entry,
		texts,
		func(last *payload) { last.Buttons = rows },
		func(number int) payload { return payload{File: number} },
	)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}

	return parts, nil
}

func entities(list []markup.Entity) []models.MessageEntity {
	var out []models.MessageEntity
	for _, entity := range list {
		out = append(
			out,
			models.MessageEntity{
				Type:     models.MessageEntityType(entity.Type),
				Offset:   entity.Offset,
				Length:   entity.Length,
				URL:      entity.URL,
				Language: entity.Language,
			},
		)
	}

	return out
}

// All buttons of a row have the same width. The longest label on a narrow phone therefore limits the buttons of a row.
const (
	rowMost  = 5
	rowRunes = 30
)

// keyboard lays the choices out in rows, in their order.
func keyboard(choices []chat.Choice) ([][]button, error) {
	var rows [][]button
	longest := 0

	for _, ch := range choices {
		if len(ch.Value) == 0 || len(ch.Value) > maxData {
			return nil, fmt.Errorf(
				"telegram: the value of button %q has %d bytes, want 1 to %d",
				ch.Label,
				len(ch.Value),
				maxData,
			)
		}
		key := button{Text: ch.Label, Data: ch.Value}
		if key.Text == "" {
			key.Text = ch.Value
		}
		wide := max(longest, utf8.RuneCountInString(key.Text))
		last := len(rows) - 1
		if last < 0 || len(rows[last]) == rowMost || wide*(len(rows[last])+1) > rowRunes {
			rows, longest = append(rows, []button{key}), utf8.RuneCountInString(key.Text)
			continue
		}
		rows[last], longest = append(rows[last], key), wide
	}

	return rows, nil
}

func markupOf(rows [][]button) models.ReplyMarkup {
	if len(rows) == 0 {
		return nil
	}
	out := &models.InlineKeyboardMarkup{}

	for _, row := range rows {
		var line []models.InlineKeyboardButton
		for _, b := range row {
			line = append(line, models.InlineKeyboardButton{Text: b.Text, CallbackData: b.Data})
		}
		out.InlineKeyboard = append(out.InlineKeyboard, line)
	}

	return out
}
