package console

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"frontdesk/assets"
	"frontdesk/chat"
	"frontdesk/console/app"
	"frontdesk/handoff"
	"frontdesk/knowledge"
	"frontdesk/store"
)

// Blobs stores the bytes of files.
type Blobs interface {
	Put(r io.Reader, most int64) (hash, mediaType string, size int64, err error)
	Open(hash string) (io.ReadSeekCloser, error)
}

// ChannelHealth is the state of one channel in a form for operators.
type ChannelHealth struct {
	ID     chat.ChannelID `json:"id"`
	Type   string         `json:"type"`
	State  string         `json:"state" enum:"off,starting,up,down"`
	Detail string         `json:"detail"`
	Todo   string         `json:"todo" doc:"what a person should do, in the operator's language"`
	Since  int64          `json:"since" doc:"unix ms"`
}

// Hints reports changes of conversations. The function from Subscribe ends the subscription.
type Hints interface {
	Subscribe() (<-chan chat.Hint, func())
}

// Deps are the dependencies of the console.
type Deps struct {
	Lists    Lists
	Records  Records
	Accounts Accounts
	Sessions Sessions
	Files    Files

	Knowledge *knowledge.Library
	Desk      *handoff.Verbs
	Presence  Presence
	Hints     Hints
	Blobs     Blobs
	Types     map[chat.ChannelID]string // types by channel
	Pulled    func(chat.ChannelID) bool
	Health    func(lang string) []ChannelHealth
	// Typing shows an operator's typing in the customer's channel.
	Typing  func(c chat.Conversation, op chat.Operator, on bool)
	MaxFile int64
	Zone    *time.Location
	Secure  bool // cookies only over TLS, because public_url is https
	Now     func() time.Time
	Log     *slog.Logger
}

// Server serves the console.
type Server struct {
	Deps
	gate *gate
	live *live
	api  huma.API
	mux  *http.ServeMux
	ops  []huma.Operation

	plainRoutes []plainRoute
}

// New makes the console.
func New(deps Deps) (*Server, error) {
	gate, err := newGate(deps.Sessions, deps.Now)
	if err != nil {
		return nil, err
	}
	s := &Server{Deps: deps, gate: gate, mux: http.NewServeMux()}
	s.live = newLive(s)
	s.routes()

	return s, nil
}

// Register puts the console's routes on a mux.
func (s *Server) Register(handle func(pattern string, h http.Handler)) {
	for _, op := range s.ops {
		handle(op.Method+" "+op.Path, s.mux)
	}
	handle("GET /api/v1/openapi.yaml", s.mux)
	for _, r := range s.plainRoutes {
		handle(r.op.Method+" "+r.op.Path, r.handler)
	}
	handle("GET /console", http.RedirectHandler("/console/", http.StatusMovedPermanently))
	handle("GET /console/{path...}", http.HandlerFunc(page))
}

// Run passes hints to the live sockets until ctx ends.
func (s *Server) Run(ctx context.Context) { s.live.run(ctx) }

// Drain closes the live sockets, because the HTTP server does not close hijacked connections.
func (s *Server) Drain() { s.live.drain() }

// ChannelsChanged makes live consoles read the channels' health again.
func (s *Server) ChannelsChanged() { s.live.broadcast(hintFrame{Type: "channels"}) }

type accountKey struct{}

func accountOf(ctx context.Context) *store.Account {
	a, _ := ctx.Value(accountKey{}).(*store.Account)
	return a
}

// signed serves a plain route to signed-in operators.
func (s *Server) signed(fn func(http.ResponseWriter, *http.Request, *store.Account)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		acc, err := s.gate.who(r)
		switch {
		case err != nil:
			s.refuse(w, r, notStored(fmt.Errorf("session: %w", err)))
		case acc == nil:
			s.refuse(w, r, chat.Refuse(chat.Unauthorized, "sign_in_first"))
		default:
			fn(w, r, acc)
		}
	})
}

// built is the built console.
var built = func() *assets.Files {
	dist, err := fs.Sub(app.FS, "dist")
	if err != nil { // only for an invalid name
		dist = app.FS
	}

	return assets.New(dist)
}()

// page serves the built console. Browsers may cache hashed assets for ever, but never the page. Without a build, page says how to build
// the console.
func page(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set(
		"Content-Security-Policy",
		"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "+
			"connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
	)
	header.Set("Referrer-Policy", "same-origin")

	name := r.PathValue("path")
	switch {
	case strings.HasPrefix(name, "assets/"):
		built.Serve(w, r, name, "public, max-age=31536000, immutable")
	case name != "index.html" && built.Has(name):
		built.Serve(w, r, name, "public, max-age=300")
	case built.Has("index.html"):
		built.Serve(w, r, "index.html", "no-store")
	default:
		text, err := fs.ReadFile(app.FS, "dist/placeholder.html")
		if err != nil {
			text = []byte("The console is not built: make build")
		}
		header.Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write(text)
	}
}

func (s *Server) routes() {
	config := huma.DefaultConfig("Frontdesk operator API", "1")
	config.OpenAPIPath = "/api/v1/openapi"
	config.DocsPath = "" // the page of huma loads foreign scripts
	config.SchemasPath = ""
	config.CreateHooks = nil // no $schema links in answers
	s.api = humago.New(s.mux, config)
	s.api.UseMiddleware(s.authenticate)

	schemas := s.api.OpenAPI().Components.Schemas
	addEnums(schemas)
	s.sessionRoutes()
	s.conversationRoutes()
	s.deskRoutes()
	s.faqRoutes()
	s.fileRoutes()
	addLiveFrame(schemas)
	addNulls(schemas)
}

// operation registers one typed route. The list of operations is the source of the authorisation matrix.
func operation[I, O any](
	server *Server,
	method,
	pattern,
	id,
	summary string,
	fn func(context.Context, *I) (*O, error),
) {
	op := huma.Operation{
		OperationID:  id,
		Method:       method,
		Path:         "/api/v1" + pattern,
		Summary:      summary,
		MaxBodyBytes: 256 << 10,
	}
	server.ops = append(server.ops, op)
	huma.Register(server.api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, server.problem(ctx, err)
		}

		return out, nil
	})
}

// open lists the operations without a session.
var open = map[string]bool{"sign-in": true, "sign-out": true}

func (s *Server) authenticate(ctx huma.Context, next func(huma.Context)) {
	request, _ := humago.Unwrap(ctx)
	ctx = huma.WithValue(ctx, requestKey{}, request)
	acc, err := s.gate.who(request)
	if err != nil {
		s.Log.Error("session", "error", err)
		_ = huma.WriteErr(s.api, ctx, http.StatusServiceUnavailable, "try again later")

		return
	}
	if acc == nil && !open[ctx.Operation().OperationID] {
		_ = huma.WriteErr(s.api, ctx, http.StatusUnauthorized, "sign in first")
		return
	}
	if acc != nil {
		ctx = huma.WithValue(ctx, accountKey{}, acc)
	}
	next(ctx)
}

type requestKey struct{}
