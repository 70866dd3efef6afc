package slack

import (
	"log/slog"
	"math"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"frontdesk/adapters/fakes/fault"
)

type method struct {
	run     func(*Server, *call) (ok, *failure)
	message bool // the method shows a message to people
	app     bool // the method wants the app-level token
	perMin  int  // the method's tier: calls a minute
}

var methods = map[string]method{
	"auth.test":                    {run: (*Server).authTest, perMin: 300},
	"apps.connections.open":        {run: (*Server).openConnection, app: true, perMin: 1},
	"chat.postMessage":             {run: (*Server).postMessage, message: true},
	"chat.postEphemeral":           {run: (*Server).postEphemeral, message: true},
	"chat.update":                  {run: (*Server).updateMessage, perMin: 50},
	"chat.delete":                  {run: (*Server).deleteMessage, perMin: 50},
	"conversations.open":           {run: (*Server).openConversation, perMin: 50},
	"conversations.info":           {run: (*Server).conversationInfo, perMin: 50},
	"conversations.list":           {run: (*Server).listConversations, perMin: 20},
	"users.conversations":          {run: (*Server).listConversations, perMin: 50},
	"conversations.history":        {run: (*Server).history, perMin: 50},
	"conversations.replies":        {run: (*Server).replies, perMin: 50},
	"conversations.members":        {run: (*Server).members, perMin: 100},
	"users.info":                   {run: (*Server).userInfo, perMin: 100},
	"views.open":                   {run: (*Server).openView, perMin: 100},
	"views.publish":                {run: (*Server).publishView, perMin: 100},
	"files.getUploadURLExternal":   {run: (*Server).uploadURL, perMin: 100},
	"files.completeUploadExternal": {run: (*Server).completeUpload, message: true, perMin: 100},
	"files.info":                   {run: (*Server).fileInfo, perMin: 100},
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, name string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	request, bad := readCall(r, name)
	s.remember(r)
	method, known := methods[name]
	if !known {
		bad = no("unknown_method")
	} else if f := s.authorise(request.token, method.app); f != nil {
		bad = f
	}
	if bad != nil {
		s.record(request, bad, "", false)
		write(w, nil, bad, false)

		return
	}
	request.channel = s.about(request)
	s.serve(w, r, request, method)
}

// remember keeps the address of the fake from the app's point of view, for links to files.
func (s *Server) remember(r *http.Request) {
	if s.opt.BaseURL != "" {
		return
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	s.mu.Lock()
	s.base = scheme + "://" + r.Host
	s.mu.Unlock()
}

func (s *Server) authorise(token string, app bool) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()

	switch {
	case token == "":
		return no("not_authed")
	case token != s.opt.BotToken && token != s.opt.AppToken:
		return no("invalid_auth")
	case s.revoked != "":
		return no(s.revoked)
	case app != (token == s.opt.AppToken):
		return no("not_allowed_token_type")
	}

	return nil
}

// about names the channel of a call. A user id stands for an existing DM.
func (s *Server) about(request *call) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := request.str("channel")
	if name == "" {
		name = request.str("channel_id")
	}
	if ch := s.find(name); ch != nil {
		return ch.id
	}

	return name
}

// serve runs one call with its fault from the script.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, request *call, called method) {
	played, accept, alive := s.script.Begin(
		r,
		fault.Call{Method: request.method, Chat: request.channel, Message: called.message},
	)
	if !alive {
		return
	}
	var (
		result ok
		bad    *failure
	)
	if accept {
		if bad = s.throttle(request, called); bad == nil {
			result, bad = called.run(s, request)
		}
		s.awaitEcho(request)
	}
	done := accept && bad == nil
	if refused := refusal(played); refused != nil {
		bad = refused
	}
	s.opt.Logger.Debug(
		"slack call",
		slog.String("method", request.method),
		slog.Bool("done", done),
		slog.String("fault", string(played.Kind)),
	)
	s.record(request, bad, played.Kind, done)

	played.Kind.Answer(w, r, s.ctx.Done(), func(cut bool) { write(w, result, bad, cut) })
}

// refusal is the error answer of a fault, or nil.
func refusal(played Fault) *failure {
	var bad *failure

	switch played.Kind {
	case fault.RateLimited:
		bad = &failure{code: "ratelimited", status: http.StatusTooManyRequests, retry: max(1, played.RetryAfter)}
	case fault.ServerError:
		bad = &failure{code: "internal_error", status: http.StatusInternalServerError}
	case fault.Blocked:
		bad = no("is_archived")
	case fault.BadRequest:
		bad = no("channel_not_found")
	case fault.Unauthorized:
		bad = no("token_revoked")
	case fault.Conflict:
		bad = no("service_unavailable")
	default:
		return nil
	}
	if played.Text != "" {
		bad.code = played.Text
	}

	return bad
}

func (s *Server) record(request *call, bad *failure, kind fault.Kind, done bool) {
	status, code := http.StatusOK, ""
	if bad != nil {
		code = bad.code
		if bad.status != 0 {
			status = bad.status
		}
	}

	s.mu.Lock()
	s.journal.Add(fault.Record{
		At:     s.now(),
		Method: request.method,
		Chat:   request.channel,
		Params: request.summary(),
		Status: kind.Status(status),
		Error:  code,
		Fault:  kind,
		Result: request.result,
		Done:   done,
	})
	s.mu.Unlock()
	s.signal.Fire()
}

type limit struct{ *rate.Limiter }

// throttle applies the real limits when limits are on: a message a second per channel for posts, the tier of the method for other calls.
func (s *Server) throttle(request *call, called method) *failure {
	if !s.opt.RateLimits {
		return nil
	}
	key, every, burst := request.method, time.Minute/time.Duration(max(1, called.perMin)), max(1, called.perMin)
	if called.perMin == 0 {
		key, every, burst = "post "+request.channel, time.Second, 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	limiter := s.limits[key]
	if limiter == nil {
		limiter = &limit{rate.NewLimiter(rate.Every(every), burst)}
		s.limits[key] = limiter
	}
	reservation := limiter.ReserveN(s.now(), 1)
	wait := reservation.DelayFrom(s.now())
	if wait <= 0 {
		return nil
	}
	reservation.CancelAt(s.now())

	return &failure{code: "ratelimited", status: http.StatusTooManyRequests, retry: int(math.Ceil(wait.Seconds()))}
}

func (s *Server) authTest(*call) (ok, *failure) {
	return ok{
		"url":                   "https://fake.slack.com/",
		"team":                  "Fake",
		"user":                  "frontdesk",
		"team_id":               s.team,
		"user_id":               s.botUser,
		"bot_id":                s.botID,
		"is_enterprise_install": false,
	}, nil
}
