package chat

import (
	"fmt"
	"regexp"
)

// Reasons maps each code of Error.Reason to the English text. {name} is a parameter, {name:q} a quoted parameter. Clients in another
// language translate the code. A client without a translation of the code shows Error.Text.
var Reasons = map[string]string{
	"account_disabled": `this account is disabled`,
	"admin_only":       `only an admin may do this`,
	"bad_period":       `from: want a time before to`,
	"claim_first":      `claim the conversation first`,
	"entry_unknown":    `entry: the FAQ has no entry {entry:q}`,
	"export_failed":    `{detail}`,
	"faq_busy":         `the FAQ is being changed by others; try again`,
	"faq_changed":      `the FAQ has changed meanwhile; look again before you save`,
	"faq_changed_to":   `the FAQ has changed meanwhile (version {version}); look again before you save`,
	"faq_no_entry":     `the FAQ has no entry {entry:q} in {lang:q} any more`,
	"faq_no_version":   `there is no version {version}`,
	"file_failed":      `no such file`,
	"file_missing":     `want multipart/form-data with a field file`,
	"file_not_yours":   `file {file} is not an upload of yours, or has been sent already`,
	"file_too_large":   `the file is larger than {max} bytes`,
	"id_missing":       `id: want a UUID made by the client`,
	"id_used":          `id {id} was used in another conversation`,
	"lesson_words":     `words: want a question of {min} to {max} characters without addresses and long numbers`,
	"lock_out":         `disabled: you would lock yourself out`,
	"login_taken":      `login {login:q} is taken`,
	"login_wrong":      `login or password is wrong`,
	"name_blank":       `name: nothing but spaces`,
	"no_conversation":  `no conversation {conversation}`,
	"no_operator":      `there is no such operator, or the account is disabled`,
	"not_an_entry":     `not an entry`,
	"not_stored":       `try again later`,
	"owned":            `{name} has this conversation`,
	"password_length":  `password: want {min} to {max} characters`,
	"sign_in_first":    `sign in first`,
	"talk_closed":      `the conversation is closed`,
	"text_empty":       `text: nothing to send`,
	"text_not_utf8":    `text: not UTF-8`,
	"text_too_long":    `text: longer than {max} characters`,
	"too_many_tries":   `too many tries: wait a few minutes`,
}

// Refuse makes an Error of a kind for a code of Reasons. params are names and values by turns.
func Refuse(kind ErrorKind, code string, params ...any) *Error {
	failed := &Error{Kind: kind, Reason: code}
	for i := 0; i+1 < len(params); i += 2 {
		if failed.Params == nil {
			failed.Params = map[string]string{}
		}
		failed.Params[params[i].(string)] = fmt.Sprint(params[i+1])
	}
	failed.Text = parameter.ReplaceAllStringFunc(Reasons[code], func(mark string) string {
		found := parameter.FindStringSubmatch(mark)
		if found[2] != "" {
			return fmt.Sprintf("%q", failed.Params[found[1]])
		}

		return failed.Params[found[1]]
	})

	return failed
}

var parameter = regexp.MustCompile(`\{(\w+)(:q)?\}`)
