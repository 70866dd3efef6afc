package adapters

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"frontdesk/chat"
)

// Kind is a type of channels: everything that the program and the reader of config.yaml know of it. Each adapter exports one.
type Kind struct {
	Type   string // the word in config.yaml
	Traits Traits // of a channel without settings of its own; Channel.Traits is exact
	// Settings makes the empty keys of a channel: a pointer to a struct whose yaml tags are the keys.
	Settings func() Settings
	// New builds a channel. It calls no platform.
	New func(context.Context, Env) (Channel, error)
	// Routes serves all channels of the kind together; they may be none. Nil means that a channel serves its own routes, as an Inlet.
	Routes func([]Channel) Inlet
}

// Settings are the keys in config.yaml that only one kind of channels has. The environment can replace every key whose value is a string.
type Settings interface {
	// On reports whether the channel has what it needs to be started.
	On() bool
	// Check names the mistakes of the settings.
	Check(Check)
}

// Check collects the mistakes in the settings of one channel. A key is written as in config.yaml, such as "token" or "origins[0]".
type Check interface {
	Fail(key, format string, args ...any)
	OneOf(key, text string, allowed ...string)
	// PublicURL is where people and platforms reach Frontdesk, "" when nobody has said it.
	PublicURL() string
}

// Env is what the program gives to a channel that it builds. Every field is set, but for those that say otherwise.
type Env struct {
	ID        chat.ChannelID
	Settings  Settings // of the kind, checked
	MaxFile   int64    // bytes; 0 = what the kind takes
	PublicURL string   // may be ""

	Accept  Accept
	Receive func(context.Context, chat.Inbound) (chat.Stored, error) // Accept, for channels that need the answer
	Typing  func(p chat.Peer, on bool, text string)                  // the customer is writing
	Park    func(ctx context.Context, ch chat.ChannelID, key, raw, reason string) error
	// Once durably records keys and says whether all of them were new.
	Once func(ctx context.Context, keys ...string) (bool, error)
	// Sent reports whether a message of a peer is one that we have sent.
	Sent func(ctx context.Context, p chat.Peer, native string) (bool, error)
	// Secret returns a secret of the installation by its name. It is made when it is first asked for.
	Secret  func(ctx context.Context, name string) ([]byte, error)
	Unknown func(kind string) // counts platform events that nothing is done with

	Say    func(lang, key string, args map[string]string) string
	Lang   func(lang string) string // a language that we speak
	Online func() bool              // somebody is there to answer

	Store PeerStore
	Blobs Blobs
	Hints Hints
	// Touched tells live views that something beside the timeline of a conversation has changed.
	Touched   func(chat.ConversationID)
	Board     *Board
	Log       *slog.Logger
	Now       func() time.Time
	Transport http.RoundTripper // of the calls to the platform; nil = the adapter's own
}

// Hints says when conversations have changed. The function that Subscribe returns ends it.
type Hints interface {
	Subscribe() (<-chan chat.Hint, func())
}

// PeerStore is what channels whose clients pull read of the store. A channel asks it for the peer of the client only.
type PeerStore interface {
	Epoch() string
	PeerConversations(ctx context.Context, p chat.Peer, limit int) ([]chat.Conversation, error) // newest first
	ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	PeerSurvey(ctx context.Context, p chat.Peer) (*chat.Survey, error)
	PeerFile(ctx context.Context, p chat.Peer, id string) (*chat.Upload, error)
	Reached(ctx context.Context, marks map[chat.ConversationID]int64) error
	AddUpload(context.Context, chat.Upload) error
}

// Blobs keeps the bytes of files.
type Blobs interface {
	Put(r io.Reader, most int64) (hash, mediaType string, size int64, err error)
	Open(hash string) (io.ReadSeekCloser, error)
}

// IsURL reports whether a text is an address with a host and one of the schemes.
func IsURL(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
}

// CheckAPIURL is the check of the key api_url.
func CheckAPIURL(c Check, text string) {
	if text != "" && !IsURL(text, "http", "https") {
		c.Fail("api_url", "%q is not an address: want https://HOST", text)
	}
}
