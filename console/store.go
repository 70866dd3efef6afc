package console

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/knowledge"
	"frontdesk/report"
	"frontdesk/store"
)

// The console's views of the store. All methods may block on the database and may be called concurrently. No method retries.
type (
	// Lists reads conversations and their timelines.
	Lists interface {
		Conversations(ctx context.Context, f store.Filter) (list []store.ConversationRow, next string, err error)
		Count(ctx context.Context, owner chat.OperatorID) (store.Counts, error)
		Detail(ctx context.Context, id chat.ConversationID) (*store.ConversationView, error)
		ReadConversation(ctx context.Context, id chat.ConversationID) (*chat.Conversation, error)
		ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
		PartsOf(ctx context.Context, id chat.ConversationID, after int64) ([]chat.Part, error)
	}
	// Records reads data outside conversations: figures, versions and suggestions of the FAQ, updates that could not be stored.
	Records interface {
		Facts(ctx context.Context, from, to time.Time, channel chat.ChannelID) ([]report.Fact, error)
		FAQVersions(ctx context.Context, limit int) ([]knowledge.Version, error)
		Lessons(ctx context.Context, limit int) ([]knowledge.Taught, error)
		ParkedUpdates(ctx context.Context, limit int) ([]store.Parked, error)
	}
	// Accounts keeps the operators.
	Accounts interface {
		Operators(ctx context.Context) ([]store.Account, error)
		AccountByID(ctx context.Context, id chat.OperatorID) (*store.Account, error)
		AddOperator(ctx context.Context, a store.Account) error
		SaveOperator(ctx context.Context, a store.Account) error
	}
	// Sessions finds the operator behind a login, a session or an API key. Sessions keeps hashes, never a token.
	Sessions interface {
		AccountByLogin(ctx context.Context, login string) (*store.Account, error)
		AddSession(ctx context.Context, hash string, op chat.OperatorID, expires time.Time) error
		SessionAccount(ctx context.Context, hash string) (*store.Account, error)
		EndSession(ctx context.Context, hash string) error
		KeyAccount(ctx context.Context, hash string) (*store.Account, error)
	}
	// Files keeps the metadata of files. The bytes of files are in Blobs.
	Files interface {
		File(ctx context.Context, id string) (*chat.Upload, error)
		AddUpload(context.Context, chat.Upload) error
	}
)

// Presence knows which operators have a console open. The methods do not block and may be called concurrently.
type Presence interface {
	// Enter notes an open console. The returned function notes the end of the console. A second call of the returned function has no
	// effect.
	Enter(id chat.OperatorID) (leave func())
	// Is reports whether an operator has a console open.
	Is(id chat.OperatorID) bool
}
