package telegram

import (
	"embed"
	"io"
	"io/fs"
	"net/http"
	"strconv"

	"github.com/gabriel-vasile/mimetype"

	"frontdesk/adapters/fakes/page"
)

//go:embed page
var pageFiles embed.FS

// simRoutes is the control API: the methods of Bot over HTTP. Without ?bot=N a route is about the first bot.
func (s *Server) simRoutes() http.Handler {
	mux := http.NewServeMux()
	if own, err := fs.Sub(pageFiles, "page"); err == nil {
		page.Routes(mux, own)
	}
	at := func(pattern string, handle func(*Bot, http.ResponseWriter, *http.Request)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			number, _ := strconv.Atoi(r.URL.Query().Get("bot"))
			bot := s.BotAt(number)
			if bot == nil {
				page.Fail(w, http.StatusNotFound, "no such bot")
				return
			}
			handle(bot, w, r)
		})
	}
	chat := func(pattern string, handle func(*Bot, int64, http.ResponseWriter, *http.Request)) {
		at(pattern, func(bot *Bot, w http.ResponseWriter, r *http.Request) {
			id, err := strconv.ParseInt(r.PathValue("chat"), 10, 64)
			if err != nil || id == 0 {
				page.Fail(w, http.StatusBadRequest, "chat must be a number")
				return
			}
			handle(bot, id, w, r)
		})
	}
	at(
		"GET /sim/events",
		func(b *Bot, w http.ResponseWriter, r *http.Request) { page.Events(w, r, &b.signal, s.closed) },
	)
	at("GET /sim/state", (*Bot).simState)
	at("GET /sim/transcript", func(b *Bot, w http.ResponseWriter, _ *http.Request) { page.Write(w, b.Transcript()) })
	at("GET /sim/files/{id}", (*Bot).simFile)
	at("POST /sim/customers", (*Bot).simJoin)
	at("GET /sim/faults", func(b *Bot, w http.ResponseWriter, _ *http.Request) { page.Write(w, b.script.Armed()) })
	at("POST /sim/faults", func(b *Bot, w http.ResponseWriter, r *http.Request) { page.Inject(w, r, &b.script) })
	at(
		"DELETE /sim/faults",
		func(b *Bot, w http.ResponseWriter, _ *http.Request) { b.ClearFaults(); page.Write(w, true) },
	)
	at("POST /sim/updates/{id}/redeliver", (*Bot).simRedeliver)
	at("POST /sim/presses/{query}/again", func(b *Bot, w http.ResponseWriter, r *http.Request) {
		done(w, true, b.PressAgain(r.PathValue("query")))
	})
	chat("GET /sim/chats/{chat}/messages", func(b *Bot, id int64, w http.ResponseWriter, _ *http.Request) {
		page.Write(w, append([]Shown{}, b.Messages(id)...))
	})
	chat("POST /sim/chats/{chat}/say", (*Bot).simSay)
	chat("POST /sim/chats/{chat}/edit", (*Bot).simEdit)
	chat("POST /sim/chats/{chat}/press", (*Bot).simPress)
	chat("POST /sim/chats/{chat}/file", (*Bot).simUpload)
	chat("POST /sim/chats/{chat}/location", (*Bot).simLocation)
	chat("POST /sim/chats/{chat}/contact", (*Bot).simContact)
	chat("POST /sim/chats/{chat}/block", (*Bot).simBlock)

	return page.Guard(mux)
}

// done answers a value, or err as 404.
func done(w http.ResponseWriter, value any, err error) {
	if err != nil {
		page.Fail(w, http.StatusNotFound, err.Error())
		return
	}
	page.Write(w, value)
}

// simState is the content of the page: the customers and the requested chat.
func (b *Bot) simState(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.URL.Query().Get("chat"), 10, 64)
	snap := b.Snapshot()
	page.Write(w, map[string]any{
		"bot":       b.me,
		"menu":      append([]Command{}, snap.Menu...),
		"customers": b.Customers(),
		"messages":  append([]Shown{}, snap.Rooms[id].Messages...),
		"pending":   len(snap.Pending),
		"connected": snap.Polling || snap.Webhook != "",
		"answers":   append([]CallbackAnswer{}, snap.Answers[max(0, len(snap.Answers)-5):]...),
	})
}

func (b *Bot) simFile(w http.ResponseWriter, r *http.Request) {
	_, data, ok := b.File(r.PathValue("id"))
	if !ok {
		page.Fail(w, http.StatusNotFound, "no such file")
		return
	}
	page.File(w, mimetype.Detect(data).String(), data)
}

func (b *Bot) simJoin(w http.ResponseWriter, r *http.Request) {
	var c Customer
	if page.Read(w, r, &c) {
		page.Write(w, b.Join(c))
	}
}

func (b *Bot) simRedeliver(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if !b.Redeliver(id) {
		page.Fail(w, http.StatusNotFound, "no such update")
		return
	}
	page.Write(w, true)
}

func (b *Bot) simSay(chat int64, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text    string `json:"text"`
		ReplyTo int    `json:"reply_to"`
	}
	if !page.Read(w, r, &in) {
		return
	}
	if in.Text == "" || utf16Len(in.Text) > maxText {
		page.Fail(w, http.StatusBadRequest, "a text has 1 to 4096 characters")
		return
	}
	page.Write(w, map[string]int{"message": b.Reply(chat, in.ReplyTo, in.Text)})
}

func (b *Bot) simEdit(chat int64, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int    `json:"message"`
		Text    string `json:"text"`
	}
	if page.Read(w, r, &in) {
		done(w, true, b.Edit(chat, in.Message, in.Text))
	}
}

func (b *Bot) simPress(chat int64, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int    `json:"message"`
		Button  string `json:"button"` // callback data or label
	}
	if page.Read(w, r, &in) {
		query, err := b.Press(chat, in.Message, in.Button)
		done(w, map[string]string{"query": query}, err)
	}
}

// simUpload takes the file itself as the body; ?kind=photo|voice|document,
// ?name=, ?caption=, ?seconds= for a voice note.
func (b *Bot) simUpload(chat int64, w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil || len(data) == 0 {
		page.Fail(w, http.StatusBadRequest, "a file has 1 byte to 50 MB")
		return
	}
	query := r.URL.Query()
	var id int

	switch query.Get("kind") {
	case "photo":
		id = b.Photo(chat, query.Get("name"), data, query.Get("caption"))
	case "voice":
		seconds, _ := strconv.Atoi(query.Get("seconds"))
		id = b.Voice(chat, data, seconds)
	default:
		id = b.Document(chat, query.Get("name"), data, query.Get("caption"))
	}
	page.Write(w, map[string]int{"message": id})
}

func (b *Bot) simLocation(chat int64, w http.ResponseWriter, r *http.Request) {
	var in Location
	if page.Read(w, r, &in) {
		page.Write(w, map[string]int{"message": b.Location(chat, in.Latitude, in.Longitude)})
	}
}

func (b *Bot) simContact(chat int64, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Phone string `json:"phone"`
		Name  string `json:"name"`
	}
	if page.Read(w, r, &in) {
		page.Write(w, map[string]int{"message": b.Contact(chat, in.Phone, in.Name)})
	}
}

func (b *Bot) simBlock(chat int64, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Blocked bool `json:"blocked"`
	}
	if page.Read(w, r, &in) {
		done(w, true, b.block(chat, in.Blocked))
	}
}
