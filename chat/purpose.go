package chat

// Purpose is the purpose of an entry. Decisions, reports and delivery policies read the purpose and never the key of a text.
type Purpose string

// Purposes of the entries of a customer.
const (
	PurposeMessage     Purpose = "message"     // text or files, for the bot or for operators
	PurposePress       Purpose = "press"       // a button
	PurposeCommand     Purpose = "command"     // Refs.Command is the name of the command
	PurposeUnsupported Purpose = "unsupported" // a message of an unreadable kind
	PurposeRating      Purpose = "rating"      // a pressed or typed score for the survey Refs.Survey
	PurposeComment     Purpose = "comment"     // the free text after a score
)

// Purposes of the entries of the bot.
const (
	PurposeAnswer      Purpose = "answer"       // the answer of the FAQ entry Refs.FAQ
	PurposeMenu        Purpose = "menu"         // FAQ questions to choose from
	PurposeClarify     Purpose = "clarify"      // asks the customer to say the question in other words, with the nearest subjects
	PurposeAgain       Purpose = "again"        // the same answer would come twice, so the bot offers an operator
	PurposeRephrase    Purpose = "rephrase"     // asks the customer to rephrase
	PurposeHandover    Purpose = "handover"     // operators get the conversation
	PurposeStatus      Purpose = "status"       // says that operators already have the conversation
	PurposePrompt      Purpose = "prompt"       // asks for a rating, Refs.Survey
	PurposeReminder    Purpose = "reminder"     // asks for the same rating once more
	PurposeRatingReply Purpose = "rating_reply" // answers a rating, a comment, or a request to rate
	PurposeHelped      Purpose = "helped"       // thanks for "helpful"
	PurposeGreeting    Purpose = "greeting"
	PurposeHelp        Purpose = "help"
	PurposeLanguage    Purpose = "language" // asks for the language, or confirms the language
	PurposeUnreadable  Purpose = "unreadable"
	PurposeSmallTalk   Purpose = "small_talk"
)

// Purposes of the entries of operators and of the system.
const (
	PurposeReply     Purpose = "reply"      // an operator's message to the customer
	PurposeNote      Purpose = "note"       // an operator's message to the team
	PurposeMatch     Purpose = "match"      // an operator names the FAQ entry Refs.FAQ as the answer to the question
	PurposeResend    Purpose = "resend"     // an operator has the entry Of sent again
	PurposeArrived   Purpose = "arrived"    // an operator confirms the arrival of the entry Of
	PurposeFileRetry Purpose = "file_retry" // an operator has a file of the entry Of fetched again
	PurposeReach     Purpose = "reach"      // the customer became unreachable, or reachable again
	PurposeTried     Purpose = "tried"      // the bot's attempts before a handover, for the team
	PurposeSilent    Purpose = "silent"     // the bot read the customer's messages and has nothing to say
)

// Purposes of entries with a kind of only one purpose.
const (
	PurposeMove           Purpose = "move"
	PurposeEdit           Purpose = "edit"
	PurposeCorrection     Purpose = "correction" // an edit of an answered message: the bot answers once more
	PurposeWithdrawal     Purpose = "withdrawal"
	PurposeFiles          Purpose = "files"
	PurposeRated          Purpose = "rated"
	PurposeLanguageChoice Purpose = "language_choice"
)

// PurposeOf returns the purpose of a kind with only one purpose, "" for the other kinds.
func PurposeOf(kind Kind) Purpose {
	switch kind {
	case Moved:
		return PurposeMove
	case Edited:
		return PurposeEdit
	case Withdrawn:
		return PurposeWithdrawal
	case Attached:
		return PurposeFiles
	case Rated:
		return PurposeRated
	case Pinned:
		return PurposeLanguageChoice
	}

	return ""
}

// AnswersSurvey reports whether a customer's entry belongs to a survey. Neither the bot nor an operator has to answer such an entry.
func (p Purpose) AnswersSurvey() bool { return p == PurposeRating || p == PurposeComment }

// OfSurvey reports whether the bot's entry is about a rating.
func (p Purpose) OfSurvey() bool {
	return p == PurposePrompt || p == PurposeReminder || p == PurposeRatingReply
}

// Refs are references of an entry, by id. Every field may be empty.
type Refs struct {
	FAQ      string `json:"faq,omitempty"`      // id of a FAQ entry
	Question string `json:"question,omitempty"` // the customer's question behind an answer or a menu
	Title    string `json:"title,omitempty"`    // question of the answered entry, or the questions of the menu
	// Tries is the number of turns that did not help with the question. A menu or a clarifying question counts itself.
	Tries int `json:"tries,omitempty"`
	// ForBot says that the bot reads a message of a waiting customer.
	ForBot bool `json:"for_bot,omitempty"`
	// Continues says that the bot has made an attempt at the same question before.
	Continues bool `json:"continues,omitempty"`
	// Parts are the bot's answers to a message with several questions. The newest message of the turn has the list.
	Parts    []AnswerPart `json:"parts,omitempty"`
	Survey   string       `json:"survey,omitempty"`
	Command  string       `json:"command,omitempty"`  // name of the command, without the slash
	Argument string       `json:"argument,omitempty"` // text after the command
}

// AnswerPart is one of several answers of one turn.
type AnswerPart struct {
	FAQ      string `json:"faq"`      // id of the answered entry
	Title    string `json:"title"`    // question of the entry
	Question string `json:"question"` // the customer's question
}

// Wording names the text of package texts in an entry, so that clients may show the text in another language. Only package texts, the
// console and the store's reader of older entries read Wording. All other code reads Purpose and Refs.
type Wording struct {
	Key  string            `json:"key,omitempty"`
	Args map[string]string `json:"args,omitempty"`
}
