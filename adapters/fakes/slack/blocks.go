package slack

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Limits of Block Kit, in characters if no other unit is named. The limit of the total is not documented, but was seen in practice.
const (
	maxBlocks   = 50
	maxSection  = 3000
	maxField    = 2000
	maxFields   = 10
	maxHeader   = 150
	maxElements = 25
	maxContext  = 10
	maxLabel    = 75
	maxActionID = 255
	maxValue    = 2000
	maxTotal    = 13_200
)

type textObject struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type element struct {
	Type     string          `json:"type"`
	Text     json.RawMessage `json:"text"`
	ActionID string          `json:"action_id"`
	Value    string          `json:"value"`
	URL      string          `json:"url"`
	Style    string          `json:"style"`
}

type block struct {
	Type      string          `json:"type"`
	BlockID   string          `json:"block_id"`
	Text      *textObject     `json:"text"`
	Fields    []textObject    `json:"fields"`
	Elements  []element       `json:"elements"`
	Accessory *element        `json:"accessory"`
	ImageURL  string          `json:"image_url"`
	Element   json.RawMessage `json:"element"`
}

var blockTypes = map[string]bool{
	"section":   true,
	"actions":   true,
	"context":   true,
	"divider":   true,
	"header":    true,
	"image":     true,
	"input":     true,
	"rich_text": true,
	"markdown":  true,
	"file":      true,
	"video":     true,
}

// checkBlocks applies the limits, gives every block and button the ids Slack would give, and lists the buttons.
func checkBlocks(raw string) (json.RawMessage, []Button, *failure) {
	var list []block
	var loose []map[string]any
	if json.Unmarshal([]byte(raw), &list) != nil || json.Unmarshal([]byte(raw), &loose) != nil {
		return nil, nil, no("invalid_blocks_format")
	}
	if len(list) > maxBlocks {
		return nil, nil, wrong("no more than 50 items allowed [json-pointer:/blocks]")
	}
	var buttons []Button
	seen := map[string]bool{}

	for i := range list {
		block := &list[i]
		if block.BlockID == "" {
			block.BlockID = fmt.Sprintf("b%d", i+1)
			loose[i]["block_id"] = block.BlockID
		}
		if seen[block.BlockID] {
			return nil, nil, wrong(fmt.Sprintf("`block_id` must be unique [json-pointer:/blocks/%d]", i))
		}
		seen[block.BlockID] = true
		if why := block.check(); why != "" {
			return nil, nil, wrong(fmt.Sprintf("%s [json-pointer:/blocks/%d]", why, i))
		}
		buttons = append(buttons, block.buttons()...)
	}
	out, err := json.Marshal(loose)
	if err != nil {
		return nil, nil, no("invalid_blocks_format")
	}
	if utf8.RuneCountInString(raw) > maxTotal {
		return nil, nil, no("msg_blocks_too_long")
	}

	return out, buttons, nil
}

func wrong(why string) *failure {
	return &failure{code: "invalid_blocks", messages: []string{"[ERROR] " + why}}
}

func (b *block) check() string {
	long := func(s string, most int) bool { return utf8.RuneCountInString(s) > most }
	switch {
	case !blockTypes[b.Type]:
		return fmt.Sprintf("unsupported type: %s", b.Type)
	case long(b.BlockID, maxActionID):
		return "block_id must be less than 256 characters"
	case b.Type == "section" && b.Text == nil && len(b.Fields) == 0:
		return "missing required field: text"
	case b.Type == "section" && b.Text != nil && b.Text.Text == "":
		return "must be more than 0 characters"
	case b.Type == "section" && b.Text != nil && long(b.Text.Text, maxSection):
		return "must be less than 3001 characters"
	case b.Text != nil && b.Text.Type != "mrkdwn" && b.Text.Type != "plain_text" && b.Type != "markdown":
		return "unsupported text type"
	case len(b.Fields) > maxFields:
		return "no more than 10 items allowed"
	case b.Type == "header" && (b.Text == nil || long(b.Text.Text, maxHeader)):
		return "must be less than 151 characters"
	case b.Type == "actions" && (len(b.Elements) == 0 || len(b.Elements) > maxElements):
		return "an actions block has 1 to 25 elements"
	case b.Type == "context" && (len(b.Elements) == 0 || len(b.Elements) > maxContext):
		return "a context block has 1 to 10 elements"
	case b.Type == "input" && len(b.Element) == 0:
		return "missing required field: element"
	}

	for _, f := range b.Fields {
		if long(f.Text, maxField) {
			return "must be less than 2001 characters"
		}
	}

	return b.checkButtons()
}

func (b *block) checkButtons() string {
	ids := map[string]bool{}

	for _, button := range b.buttons() {
		switch {
		case button.Label == "" || utf8.RuneCountInString(button.Label) > maxLabel:
			return "a button's text has 1 to 75 characters"
		case len(button.ActionID) > maxActionID:
			return "action_id must be less than 256 characters"
		case len(button.Value) > maxValue:
			return "value must be less than 2001 characters"
		case button.Style != "" && button.Style != "primary" && button.Style != "danger":
			return "style must be primary or danger"
		case button.ActionID != "" && ids[button.ActionID]:
			return fmt.Sprintf("`action_id` %q already exists", button.ActionID)
		}
		ids[button.ActionID] = true
	}

	return ""
}

func (b *block) buttons() []Button {
	var out []Button
	all := b.Elements
	if b.Accessory != nil {
		all = append(all, *b.Accessory)
	}

	for _, element := range all {
		if element.Type != "button" {
			continue
		}
		var label textObject
		// a wrong shape leaves the label empty, and an empty label is refused
		_ = json.Unmarshal(element.Text, &label)
		out = append(
			out,
			Button{
				Label:    label.Text,
				ActionID: element.ActionID,
				BlockID:  b.BlockID,
				Value:    element.Value,
				URL:      element.URL,
				Style:    element.Style,
			},
		)
	}

	return out
}
