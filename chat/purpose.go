package chat

// Purpose says what an entry is for. Decisions, reports and delivery policies read the purpose; they never read the key of a text.
type Purpose string

// Purposes of what a customer does.
const (
	PurposeMessage     Purpose = "message"     // words or files, for the bot or for people
	PurposePress       Purpose = "press"       // a button
	PurposeCommand     Purpose = "command"     // Refs.Command names it
	PurposeUnsupported Purpose = "unsupported" // a message of a kind that cannot be read
	PurposeRating      Purpose = "rating"      // a score, pressed or typed, that answers the survey Refs.Survey
	PurposeComment     Purpose = "comment"     // the free text after a score
)

// Purposes of what the bot says.
const (
	PurposeAnswer      Purpose = "answer"       // the answer of the FAQ entry Refs.FAQ
	PurposeMenu        Purpose = "menu"         // questions of the FAQ to choose from
	PurposeAgain       Purpose = "again"        // the same answer would come twice, so a person is offered
	PurposeRephrase    Purpose = "rephrase"     // asks for other words
	PurposeHandover    Purpose = "handover"     // people get the conversation
	PurposeStatus      Purpose = "status"       // says that people have it already
	PurposePrompt      Purpose = "prompt"       // asks for a rating, Refs.Survey
	PurposeReminder    Purpose = "reminder"     // asks for the same rating once more
	PurposeRatingReply Purpose = "rating_reply" // answers a rating, a comment, or a request to rate
	PurposeHelped      Purpose = "helped"       // thanks for "this helped"
	PurposeGreeting    Purpose = "greeting"
	PurposeHelp        Purpose = "help"
	PurposeLanguage    Purpose = "language" // asks for the language, or confirms it
	PurposeUnreadable  Purpose = "unreadable"
	PurposeSmallTalk   Purpose = "small_talk"
)

// Purposes of what people and the system add.
const (
	PurposeReply     Purpose = "reply"      // an operator's words to the customer
	PurposeNote      Purpose = "note"       // an operator's words to the team
	PurposeMatch     Purpose = "match"      // an operator names the FAQ entry Refs.FAQ that answers the question
	PurposeResend    Purpose = "resend"     // an operator had the entry Of sent again
	PurposeArrived   Purpose = "arrived"    // an operator knows that the entry Of has arrived
	PurposeFileRetry Purpose = "file_retry" // an operator had a file of the entry Of fetched again
	PurposeReach     Purpose = "reach"      // the customer cannot be reached any more, or again
)

// Purposes of entries whose kind says it all.
const (
	PurposeMove           Purpose = "move"
	PurposeEdit           Purpose = "edit"
	PurposeWithdrawal     Purpose = "withdrawal"
	PurposeFiles          Purpose = "files"
	PurposeRated          Purpose = "rated"
	PurposeLanguageChoice Purpose = "language_choice"
)

// PurposeOf is the purpose of a kind that has only one, "" for the others.
func PurposeOf(k Kind) Purpose {
	switch k {
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

// AnswersSurvey reports whether a customer's entry belongs to a survey, so that neither the bot nor people have to answer it.
func (p Purpose) AnswersSurvey() bool { return p == PurposeRating || p == PurposeComment }

// OfSurvey reports whether the bot says it about a rating.
func (p Purpose) OfSurvey() bool {
	return p == PurposePrompt || p == PurposeReminder || p == PurposeRatingReply
}

// Refs are the things that an entry is about, by id. Every field may be empty.
type Refs struct {
	FAQ      string `json:"faq,omitempty"`      // id of a FAQ entry
	Question string `json:"question,omitempty"` // the customer's words behind an answer or a menu
	Survey   string `json:"survey,omitempty"`
	Command  string `json:"command,omitempty"`  // its name, without the slash
	Argument string `json:"argument,omitempty"` // what stood behind the command
}

// Wording says which of our own texts an entry carries, so that clients may show it in another language. Only package texts, the console and
// the store's reader of older entries look inside; everything else reads Purpose and Refs.
type Wording struct {
	Key  string            `json:"key,omitempty"`
	Args map[string]string `json:"args,omitempty"`
}
