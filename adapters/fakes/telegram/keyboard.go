package telegram

import (
	"encoding/json"
	"net/url"
	"strings"
)

const maxButtons = 100

// keyboard reads reply_markup. Only inline keyboards are shown; other keyboards are accepted and ignored.
func (c *call) keyboard() (*Keyboard, *apiError) {
	var raw struct {
		Rows *[][]map[string]json.RawMessage `json:"inline_keyboard"`
	}
	if given, e := c.object("reply_markup", &raw); e != nil || !given || raw.Rows == nil {
		return nil, e
	}
	var keys Keyboard
	count := 0

	for _, row := range *raw.Rows {
		var line []Button

		for _, fields := range row {
			parsed, failure := button(fields)
			if failure != nil {
				return nil, failure
			}
			line = append(line, parsed)
		}
		if count += len(line); count > maxButtons {
			return nil, bad("reply markup is too long")
		}
		if len(line) > 0 {
			keys.Rows = append(keys.Rows, line)
		}
	}
	if count == 0 {
		return nil, nil
	}

	return &keys, nil
}

// button reads one button. Clients may be careless: an action with an empty value, such as {"copy_text":{"text":""}}, counts as no action.
func button(fields map[string]json.RawMessage) (Button, *apiError) {
	var key Button
	read := func(name string, dst *string) bool {
		raw, ok := fields[name]
		return !ok || json.Unmarshal(raw, dst) == nil
	}
	if !read("text", &key.Text) || strings.TrimSpace(key.Text) == "" {
		return key, bad("can't parse inline keyboard button: field \"text\" must be a non-empty string")
	}
	if !read("callback_data", &key.CallbackData) {
		return key, bad("can't parse inline keyboard button: field \"callback_data\" must be of type String")
	}
	if !read("url", &key.URL) {
		return key, bad("can't parse inline keyboard button: field \"url\" must be of type String")
	}

	_, data := fields["callback_data"]
	switch {
	case key.URL != "":
		if u, err := url.Parse(key.URL); err != nil || (u.Scheme != "tg" && !strings.Contains(u.Host, ".")) {
			return key, bad("inline keyboard button URL '" + key.URL + "' is invalid: Wrong HTTP URL")
		}
	case data:
		if len(key.CallbackData) < 1 || len(key.CallbackData) > 64 {
			return key, bad("BUTTON_DATA_INVALID")
		}
	default:
		return key, bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}

	return key, nil
}
