package telegram

import (
	"io"
	"log/slog"
	"net/http"
	"strings"

	"frontdesk/adapters/fakes/fault"
)

type method struct {
	run     func(*Bot, *call) (any, *apiError)
	message bool // the method shows a message to the customer
}

// methods are looked up in any case, as on the public server.
var methods = map[string]method{
	"getme":                  {run: (*Bot).getMe},
	"getupdates":             {run: (*Bot).getUpdates},
	"setwebhook":             {run: (*Bot).setWebhook},
	"deletewebhook":          {run: (*Bot).deleteWebhook},
	"getwebhookinfo":         {run: (*Bot).webhookInfo},
	"sendmessage":            {run: (*Bot).sendMessage, message: true},
	"sendphoto":              {run: (*Bot).sendPhoto, message: true},
	"senddocument":           {run: (*Bot).sendDocument, message: true},
	"sendvoice":              {run: (*Bot).sendVoice, message: true},
	"sendlocation":           {run: (*Bot).sendLocation, message: true},
	"forwardmessage":         {run: (*Bot).forwardMessage, message: true},
	"sendchataction":         {run: (*Bot).sendChatAction},
	"editmessagetext":        {run: (*Bot).editText},
	"editmessagereplymarkup": {run: (*Bot).editMarkup},
	"deletemessage":          {run: (*Bot).deleteMessage},
	"answercallbackquery":    {run: (*Bot).answerCallback},
	"getfile":                {run: (*Bot).getFile},
	"setmycommands":          {run: (*Bot).setCommands},
	"getmycommands":          {run: (*Bot).listCommands},
	"deletemycommands":       {run: (*Bot).deleteCommands},
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, token, name string) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	// also with a wrong token: a client in the middle of writing would see a reset
	request, readErr := readCall(r, name)
	// to the very end, because otherwise net/http may not notice the end of a client
	_, _ = io.Copy(io.Discard, r.Body)
	bot := s.byToken(token)
	if bot == nil || bot.isRevoked() {
		status, body := answer(nil, &apiError{code: 401, text: "Unauthorized"})
		if bot != nil {
			bot.record(request, status, "Unauthorized", "", false)
		}
		fault.JSON(w, status, body, false)

		return
	}
	method, known := methods[strings.ToLower(name)]
	if !known {
		status, body := answer(nil, &apiError{code: 404, text: "Not Found: method not found"})
		bot.record(request, status, "Not Found: method not found", "", false)
		fault.JSON(w, status, body, false)

		return
	}
	if readErr != nil {
		method.run = func(*Bot, *call) (any, *apiError) { return nil, readErr }
	}
	bot.serve(w, r, request, method)
}

// serve runs one call with its fault from the script.
func (b *Bot) serve(w http.ResponseWriter, r *http.Request, request *call, called method) {
	played, accept, alive := b.script.Begin(
		r,
		fault.Call{Method: request.method, Chat: request.str("chat_id"), Message: called.message},
	)
	if !alive {
		return
	}
	var (
		result any
		failed *apiError
	)
	if accept {
		result, failed = called.run(b, request)
	}
	done := accept && failed == nil
	if refused := refusal(played); refused != nil {
		failed = refused
	}
	status, body := answer(result, failed)
	text := ""
	if failed != nil {
		text = failed.text
	}
	b.server.opt.Logger.Debug(
		"telegram call",
		slog.String("method", request.method),
		slog.Int("status", status),
		slog.String("fault", string(played.Kind)),
	)

	if played.Kind == fault.BadGateway {
		text = "Bad Gateway"
	}
	b.record(request, played.Kind.Status(status), text, played.Kind, done)
	played.Kind.Answer(w, r, b.server.closed, func(cut bool) { fault.JSON(w, status, body, cut) })
}

// refusal is the error answer of a fault, or nil.
func refusal(played Fault) *apiError {
	var refused *apiError

	switch played.Kind {
	case fault.RateLimited:
		refused = slowDown(max(1, played.RetryAfter))
	case fault.ServerError:
		refused = &apiError{code: 500, text: "Internal Server Error"}
	case fault.Blocked:
		refused = forbid("bot was blocked by the user")
	case fault.BadRequest:
		refused = bad("chat not found")
	case fault.Unauthorized:
		refused = &apiError{code: 401, text: "Unauthorized"}
	case fault.Conflict:
		refused = conflict(otherPoller)
	default:
		return nil
	}
	if played.Text != "" {
		refused.text = played.Text
	}

	return refused
}

func (b *Bot) isRevoked() bool {
	b.mu.Lock()
	defer b.mu.Unlock()

	return b.revoked
}

func (b *Bot) record(request *call, status int, text string, kind fault.Kind, done bool) {
	b.mu.Lock()
	b.journal.Add(fault.Record{
		At:     b.now(),
		Method: request.method,
		Chat:   request.str("chat_id"),
		Params: request.summary(),
		Status: status,
		Error:  text,
		Fault:  kind,
		Result: request.result,
		Done:   done,
	})
	b.mu.Unlock()
	b.signal.Fire()
}

func (b *Bot) getMe(*call) (any, *apiError) {
	return struct {
		User
		CanJoinGroups   bool `json:"can_join_groups"`
		CanReadAll      bool `json:"can_read_all_group_messages"`
		SupportsInline  bool `json:"supports_inline_queries"`
		ConnectBusiness bool `json:"can_connect_to_business"`
		HasMainWebApp   bool `json:"has_main_web_app"`
	}{User: b.me, CanJoinGroups: true}, nil
}
