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
func Legacy(e *chat.Entry) {
	if e.Purpose != "" {
		return
	}
	if e.Purpose = chat.PurposeOf(e.Kind); e.Purpose != "" {
		return
	}

	args := e.Wording.Args
	switch e.Author.Kind {
	case chat.ByCustomer:
		legacyCustomer(e, args)
	case chat.ByBot:
		e.Purpose = legacyBot[e.Wording.Key]
		if strings.HasPrefix(e.Wording.Key, "handover.") && e.Purpose == "" {
			e.Purpose = chat.PurposeHandover
		}
		if e.Purpose == "" {
			e.Purpose = chat.PurposeSmallTalk
		}
		e.Refs = chat.Refs{FAQ: args["entry"], Question: args["query"], Survey: args["survey"]}
	case chat.ByOperator:
		legacyOperator(e, args)
	default:
		e.Purpose = chat.PurposeReach
	}
}

func legacyCustomer(e *chat.Entry, args map[string]string) {
	switch {
	case args["survey"] != "":
		e.Purpose, e.Refs = chat.PurposeComment, chat.Refs{Survey: args["survey"]}
		if e.Press != "" || utf8.RuneCountInString(e.Text) == 1 {
			e.Purpose = chat.PurposeRating
		}
	case e.Wording.Key == "command":
		e.Purpose, e.Refs = chat.PurposeCommand, chat.Refs{Command: args["command"], Argument: args["payload"]}
	case e.Wording.Key == "unsupported":
		e.Purpose = chat.PurposeUnsupported
	case e.Press != "":
		e.Purpose = chat.PurposePress
	default:
		e.Purpose = chat.PurposeMessage
	}
}

func legacyOperator(e *chat.Entry, args map[string]string) {
	switch {
	case e.Wording.Key == "faq.matched":
		e.Purpose, e.Refs = chat.PurposeMatch, chat.Refs{FAQ: args["entry"], Question: args["words"]}
	case e.Kind == chat.Noted:
		e.Purpose = chat.PurposeNote
	default:
		e.Purpose = chat.PurposeReply
	}
}
