package console

import (
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2/validation"
)

// Refusals are codes for the messages of the request check. Package huma makes the messages and has no codes. A mark in the text gives
// the name of a parameter.
var Refusals = map[string]string{
	"shape_unknown":     validation.MsgUnexpectedProperty,
	"shape_missing":     mark(validation.MsgExpectedRequiredProperty, "name"),
	"shape_short":       mark(validation.MsgExpectedMinLength, "min"),
	"shape_long":        mark(validation.MsgExpectedMaxLength, "max"),
	"shape_few":         mark(validation.MsgExpectedMinItems, "min"),
	"shape_many":        mark(validation.MsgExpectedMaxItems, "max"),
	"shape_small":       mark(validation.MsgExpectedMinimumNumber, "min"),
	"shape_large":       mark(validation.MsgExpectedMaximumNumber, "max"),
	"shape_one_of":      mark(validation.MsgExpectedOneOf, "names"),
	"shape_pattern":     mark(validation.MsgExpectedMatchPattern, "pattern"),
	"shape_be_pattern":  mark(validation.MsgExpectedBePattern, "pattern"),
	"shape_want_text":   validation.MsgExpectedString,
	"shape_want_number": validation.MsgExpectedNumber,
	"shape_want_whole":  validation.MsgExpectedInteger,
	"shape_want_flag":   validation.MsgExpectedBoolean,
	"shape_want_list":   validation.MsgExpectedArray,
	"shape_want_object": validation.MsgExpectedObject,
}

var verb = regexp.MustCompile(`%[a-z]`)

// mark names the only value of a message.
func mark(format, name string) string { return verb.ReplaceAllString(format, "{"+name+"}") }

// refusal finds the code and the parameters of a message of the check. A message without a code has the code "".
func refusal(message string) (code string, params map[string]string) {
	for code, text := range Refusals {
		before, rest, valued := strings.Cut(text, "{")
		if !valued {
			if message == text {
				return code, nil
			}
			continue
		}
		name, after, _ := strings.Cut(rest, "}")
		value, ok := strings.CutPrefix(message, before)
		if !ok || len(value) < len(after) {
			continue
		}
		if value, ok = strings.CutSuffix(value, after); ok {
			return code, map[string]string{name: value}
		}
	}

	return "", nil
}
