package slack

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"

	sdk "github.com/slack-go/slack"

	"frontdesk/adapters"
	"frontdesk/chat"
)

// payload is the content of one part: a text, or one file of the entry.
type payload struct {
	Text    string   `json:"text,omitempty"` // mrkdwn
	Buttons []button `json:"buttons,omitempty"`
	File    int      `json:"file,omitempty"` // the number in the entry, from 1
}

type button struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Limits of Block Kit, docs.slack.dev.
const (
	maxBlocks  = 50
	maxLabel   = 75  // characters
	maxValue   = 255 // characters; Slack takes more, choices have at most 64 bytes
	rowButtons = 5   // in one block; Slack takes 25, and folds the buttons on phones
)

// Render splits an entry into messages: first the text, cut to the limit of a section, then each file. The buttons stand under the last
// text.
func (c *Channel) Render(entry chat.Entry) ([]string, error) {
	buttons, err := buttonsOf(entry.Choices)
	if err != nil {
		return nil, err
	}
	var texts []payload

	for _, text := range adapters.Document(entry).SplitSlack(maxText) {
		if strings.TrimSpace(text) != "" {
			texts = append(texts, payload{Text: text})
		}
	}
	parts, err := adapters.Payloads(
		entry,
		texts,
		func(last *payload) { last.Buttons = buttons },
		func(number int) payload { return payload{File: number} },
	)
	if err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}

	return parts, nil
}

// oneLine takes out of a label the characters without a place on a button.
func oneLine(label string) string {
	return strings.TrimSpace(strings.Map(func(char rune) rune {
		switch {
		case unicode.IsSpace(char):
			return ' '
		case unicode.IsControl(char):
			return -1
		}

		return char
	}, strings.ToValidUTF8(label, "")))
}

func buttonsOf(choices []chat.Choice) ([]button, error) {
	if len(choices) > (maxBlocks-1)*rowButtons {
		return nil, fmt.Errorf("slack: %d buttons, want at most %d", len(choices), (maxBlocks-1)*rowButtons)
	}
	var list []button

	for _, ch := range choices {
		if len(ch.Value) == 0 || len(ch.Value) > maxValue {
			return nil, fmt.Errorf(
				"slack: the value of button %q has %d bytes, want 1 to %d",
				ch.Label,
				len(ch.Value),
				maxValue,
			)
		}
		label := []rune(cmp.Or(oneLine(ch.Label), ch.Value))
		if len(label) > maxLabel {
			label = append(label[:maxLabel-1], '…')
		}
		list = append(list, button{Label: string(label), Value: ch.Value})
	}

	return list, nil
}

// blocks lays a part out: one section, then the buttons in rows. The section is verbatim, because our own mrkdwn has its links marked
// already.
func (p payload) blocks() []sdk.Block {
	list := []sdk.Block{sdk.NewSectionBlock(sdk.NewTextBlockObject(sdk.MarkdownType, p.Text, false, true), nil, nil)}
	for i, button := range p.Buttons {
		if i%rowButtons == 0 {
			list = append(list, sdk.NewActionBlock(""))
		}
		row, _ := list[len(list)-1].(*sdk.ActionBlock)
		row.Elements.ElementSet = append(
			row.Elements.ElementSet,
			sdk.NewButtonBlockElement(
				fmt.Sprintf("choice:%d", i),
				button.Value,
				sdk.NewTextBlockObject(sdk.PlainTextType, button.Label, true, false),
			),
		)
	}

	return list
}
