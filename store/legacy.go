package store

import (
	"strings"
	"unicode/utf8"

	"frontdesk/chat"
)

// Entries of schemas 1 to 5 have no purpose and no references. In such entries, the key and the arguments of the text carried the same
// information. The code here adds purpose and references when an old entry is read. The file is frozen: the file describes earlier
// programs, and stored bytes are never rewritten.

// legacyBot maps the keys of the bot's texts of schemas 1 to 5 to purposes.
var legacyBot = map[string]chat.Purpose{
	"faq":               chat.PurposeAnswer,
	"menu":              chat.PurposeMenu,
	"again":             chat.PurposeAgain,
	"again.dropped":     chat.PurposeRephrase,
	"handover.already":  chat.PurposeStatus,
	"csat.ask":          chat.PurposePrompt,
	"csat.changed":      chat.PurposeRatingReply,
	"csat.comment.bad":  chat.PurposeRatingReply,
	"csat.comment.good": chat.PurposeRatingReply,
	"csat.late":         chat.PurposeRatingReply,
	"csat.none":         chat.PurposeRatingReply,
	"csat.thanks":       chat.PurposeRatingReply,
	"helped.thanks":     chat.PurposeHelped,
	"hello":             chat.PurposeGreeting,
	"hello.person":      chat.PurposeGreeting,
	"help":              chat.PurposeHelp,
	"language.ask":      chat.PurposeLanguage,
	"language.set":      chat.PurposeLanguage,
	"unsupported.reply": chat.PurposeUnreadable,
	"smalltalk.bye":     chat.PurposeSmallTalk,
	"smalltalk.hello":   chat.PurposeSmallTalk,
	"smalltalk.thanks":  chat.PurposeSmallTalk,
	"smalltalk.who":     chat.PurposeSmallTalk,
}

// Legacy fills in the purpose and the references of an entry that was stored without a purpose. Other entries stay unchanged.
func Legacy(entry *chat.Entry) {
	if entry.Purpose != "" {
		return
	}
	if entry.Purpose = chat.PurposeOf(entry.Kind); entry.Purpose != "" {
		return
	}

	args := entry.Wording.Args
	switch entry.Author.Kind {
	case chat.ByCustomer:
		legacyCustomer(entry, args)
	case chat.ByBot:
		entry.Purpose = legacyBot[entry.Wording.Key]
		if strings.HasPrefix(entry.Wording.Key, "handover.") && entry.Purpose == "" {
			entry.Purpose = chat.PurposeHandover
		}
		if entry.Purpose == "" {
			entry.Purpose = chat.PurposeSmallTalk
		}
		entry.Refs = chat.Refs{FAQ: args["entry"], Question: args["query"], Survey: args["survey"]}
	case chat.ByOperator:
		legacyOperator(entry, args)
	default:
		entry.Purpose = chat.PurposeReach
	}
}

func legacyCustomer(entry *chat.Entry, args map[string]string) {
	switch {
	case args["survey"] != "":
		entry.Purpose, entry.Refs = chat.PurposeComment, chat.Refs{Survey: args["survey"]}
		if entry.Press != "" || utf8.RuneCountInString(entry.Text) == 1 {
			entry.Purpose = chat.PurposeRating
		}
	case entry.Wording.Key == "command":
		entry.Purpose, entry.Refs = chat.PurposeCommand, chat.Refs{Command: args["command"], Argument: args["payload"]}
	case entry.Wording.Key == "unsupported":
		entry.Purpose = chat.PurposeUnsupported
	case entry.Press != "":
		entry.Purpose = chat.PurposePress
	default:
		entry.Purpose = chat.PurposeMessage
	}
}

func legacyOperator(entry *chat.Entry, args map[string]string) {
	switch {
	case entry.Wording.Key == "faq.matched":
		entry.Purpose, entry.Refs = chat.PurposeMatch, chat.Refs{FAQ: args["entry"], Question: args["words"]}
	case entry.Kind == chat.Noted:
		entry.Purpose = chat.PurposeNote
	default:
		entry.Purpose = chat.PurposeReply
	}
}
