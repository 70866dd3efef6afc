package adapters

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"frontdesk/chat"
)

// Kind is a type of channels. The program and the reader of config.yaml know a type only by its Kind. Each adapter exports one Kind.
type Kind struct {
	Type string // the type in config.yaml
	// Traits of a channel with default settings. Channel.Traits has the exact values.
	Traits Traits
	// Settings returns the empty settings of a channel: a pointer to a struct with the yaml keys as tags.
	Settings func() Settings
	// New builds a channel without a call to the platform.
	New func(context.Context, Env) (Channel, error)
	// Routes serves all channels of the kind together. The list may be empty. Nil means each channel serves its own routes as an Inlet.
	Routes func([]Channel) Inlet
}

// Settings are the keys in config.yaml for one kind of channels. The environment can replace every key with a string value.
type Settings interface {
	// On reports whether the settings are sufficient for a start of the channel.
	On() bool
	// Check reports the mistakes of the settings.
	Check(Check)
}

// Check collects the mistakes in the settings of one channel. A key is written as in config.yaml, such as "token" or "origins[0]".
type Check interface {
	Fail(key, format string, args ...any)
	OneOf(key, text string, allowed ...string)
	// PublicURL returns the public address of Frontdesk. An empty address means none is configured.
	PublicURL() string
}

// Env holds the program's services for a new channel. Every field is set unless its comment says otherwise.
type Env struct {
	ID        chat.ChannelID
	Settings  Settings // settings of the kind, checked
	MaxFile   int64    // bytes; 0 means the default of the kind
	PublicURL string   // may be empty

	Accept  Accept
	Receive func(context.Context, chat.Inbound) (chat.Stored, error) // like Accept, with the stored place
	Typing  func(p chat.Peer, on bool, text string)                  // the customer is typing
	Park    func(ctx context.Context, ch chat.ChannelID, key, raw, reason string) error
	// Once durably records keys and reports whether all keys were new. Nil is allowed.
	Once func(ctx context.Context, keys ...string) (bool, error)
	// Sent reports whether Frontdesk sent this message of a peer. Nil is allowed.
	Sent func(ctx context.Context, p chat.Peer, native string) (bool, error)
	// Secret returns a secret of the installation by its name. The first call creates the secret.
	Secret  func(ctx context.Context, name string) ([]byte, error)
	Unknown func(kind string) // counts platform events without a handler

	Say    func(lang, key string, args map[string]string) string
	Lang   func(lang string) string // the nearest supported language
	Online func() bool              // an operator is online

	Store PeerStore
	Blobs Blobs
	Hints Hints
	// Touched tells live views about a change beside the timeline of a conversation.
	Touched func(chat.ConversationID)
	Board   *Board
	Log     *slog.Logger
	Now     func() time.Time
	// Transport of the calls to the platform. Nil means the adapter's default.
	Transport http.RoundTripper
}

// WithDefaults returns the environment with the optional services filled in. Accept, Park and Board are required. Tests leave out services.
func (env Env) WithDefaults(id chat.ChannelID) (Env, error) {
	if env.Accept == nil || env.Park == nil || env.Board == nil {
		return env, errors.New("Accept, Park and Board are required")
	}
	env.ID = id
	if env.Say == nil {
		env.Say = func(_, key string, _ map[string]string) string { return key }
	}
	if env.Unknown == nil {
		env.Unknown = func(string) {}
	}
	if env.Log == nil {
		env.Log = slog.New(slog.DiscardHandler)
	}
	if env.Now == nil {
		env.Now = time.Now
	}

	return env, nil
}

// Hints reports changed conversations. The function returned by Subscribe ends the subscription.
type Hints interface {
	Subscribe() (<-chan chat.Hint, func())
}

// PeerStore has the reads of channels with pulling clients. A channel reads only the peer of the client.
type PeerStore interface {
	Epoch() string
	PeerConversations(ctx context.Context, p chat.Peer, limit int) ([]chat.Conversation, error) // newest first
	ReadEntries(ctx context.Context, id chat.ConversationID, after int64, limit int) ([]chat.Entry, error)
	PeerSurvey(ctx context.Context, p chat.Peer) (*chat.Survey, error)
	PeerFile(ctx context.Context, p chat.Peer, id string) (*chat.Upload, error)
	Reached(ctx context.Context, marks map[chat.ConversationID]int64) error
	AddUpload(context.Context, chat.Upload) error
}

// Blobs stores the bytes of files.
type Blobs interface {
	Put(r io.Reader, most int64) (hash, mediaType string, size int64, err error)
	Open(hash string) (io.ReadSeekCloser, error)
}

// IsURL reports whether a text is a URL with a host and with one of the schemes.
func IsURL(text string, schemes ...string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && slices.Contains(schemes, u.Scheme)
}

// CheckAPIURL checks the key api_url.
func CheckAPIURL(c Check, text string) {
	if text != "" && !IsURL(text, "http", "https") {
		c.Fail("api_url", "%q is not an address: want https://HOST", text)
	}
}
