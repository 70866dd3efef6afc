package slack

import (
	"embed"
	"io"
	"io/fs"
	"net/http"

	"github.com/gabriel-vasile/mimetype"

	"frontdesk/adapters/fakes/page"
)

//go:embed page
var pageFiles embed.FS

// simRoutes is the control API: the methods of Server over HTTP. A channel in a path may be "dm", with the user in the body.
func (s *Server) simRoutes() http.Handler {
	mux := http.NewServeMux()
	if own, err := fs.Sub(pageFiles, "page"); err == nil {
		page.Routes(mux, own)
	}
	mux.HandleFunc(
		"GET /sim/events",
		func(w http.ResponseWriter, r *http.Request) { page.Events(w, r, &s.signal, s.ctx.Done()) },
	)
	mux.HandleFunc("GET /sim/state", s.simState)
	mux.HandleFunc(
		"GET /sim/transcript",
		func(w http.ResponseWriter, _ *http.Request) { page.Write(w, s.Transcript()) },
	)
	mux.HandleFunc("GET /sim/files/{id}", s.simFile)
	mux.HandleFunc("POST /sim/users", s.simUser)
	mux.HandleFunc("POST /sim/channels", s.simChannel)
	mux.HandleFunc("POST /sim/say", s.simSay)
	mux.HandleFunc("POST /sim/edit", s.simEdit)
	mux.HandleFunc("POST /sim/delete", s.simDelete)
	mux.HandleFunc("POST /sim/press", s.simPress)
	mux.HandleFunc("POST /sim/file", s.simUpload)
	mux.HandleFunc("POST /sim/home", s.simHome)
	mux.HandleFunc("POST /sim/slash", s.simSlash)
	mux.HandleFunc("POST /sim/archive", s.simArchive)
	mux.HandleFunc("POST /sim/token", s.simToken)
	mux.HandleFunc("POST /sim/socket", s.simSocket)
	mux.HandleFunc("POST /sim/events/{id}/redeliver", s.simRedeliver)
	mux.HandleFunc("GET /sim/faults", func(w http.ResponseWriter, _ *http.Request) { page.Write(w, s.script.Armed()) })
	mux.HandleFunc("POST /sim/faults", func(w http.ResponseWriter, r *http.Request) { page.Inject(w, r, &s.script) })
	mux.HandleFunc(
		"DELETE /sim/faults",
		func(w http.ResponseWriter, _ *http.Request) { s.ClearFaults(); page.Write(w, true) },
	)

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

// simState is the content of the page. ?user= is the viewer and ?channel= the viewed channel; no channel means the DM.
func (s *Server) simState(w http.ResponseWriter, r *http.Request) {
	snap := s.Snapshot()
	user := r.URL.Query().Get("user")
	room, found := snap.Rooms[r.URL.Query().Get("channel")]
	if !found {
		room = snap.Direct(user)
	}
	seen := []Shown{}

	for _, m := range room.Messages {
		if m.Ephemeral == "" || m.Ephemeral == user {
			seen = append(seen, m)
		}
	}
	room.Messages = seen
	var home View

	for _, v := range snap.Views {
		if v.Type == "home" && v.User == user {
			home = v
		}
	}
	page.Write(
		w,
		map[string]any{
			"bot":       map[string]string{"id": s.botUser, "name": "Frontdesk"},
			"users":     s.Users(),
			"channels":  s.Channels(),
			"room":      room,
			"waiting":   len(snap.Live),
			"connected": snap.Connections > 0 || s.opt.EventsURL != "",
			"home":      home.Payload,
		},
	)
}

func (s *Server) simFile(w http.ResponseWriter, r *http.Request) {
	_, data, found := s.File(r.PathValue("id"))
	if !found {
		page.Fail(w, http.StatusNotFound, "no such file")
		return
	}
	page.File(w, mimetype.Detect(data).String(), data)
}

func (s *Server) simUser(w http.ResponseWriter, r *http.Request) {
	var u User
	if page.Read(w, r, &u) {
		page.Write(w, s.AddUser(u))
	}
}

func (s *Server) simChannel(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Name  string   `json:"name"`
		Users []string `json:"users"`
	}
	if page.Read(w, r, &in) {
		page.Write(w, map[string]string{"id": s.AddChannel(in.Name, in.Users...)})
	}
}

func (s *Server) simSay(w http.ResponseWriter, r *http.Request) {
	var in struct {
		User    string `json:"user"`
		Channel string `json:"channel"` // "" means the DM
		Thread  string `json:"thread"`
		Text    string `json:"text"`
		Mention bool   `json:"mention"`
	}
	if !page.Read(w, r, &in) {
		return
	}
	if in.Text == "" || in.User == "" {
		page.Fail(w, http.StatusBadRequest, "user and text are needed")
		return
	}
	if in.Mention {
		in.Text = "<@" + s.botUser + "> " + in.Text
	}
	posted, err := s.Say(Post{User: in.User, Channel: in.Channel, Thread: in.Thread, Text: in.Text})
	done(w, posted, err)
}

// target names a message and the change of the message.
type target struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	TS      string `json:"ts"`
	Text    string `json:"text"`
	Button  string `json:"button"` // action_id, value or label
}

func (s *Server) simEdit(w http.ResponseWriter, r *http.Request) {
	var in target
	if page.Read(w, r, &in) {
		p, err := s.Edit(in.Channel, in.TS, in.Text)
		done(w, p, err)
	}
}

func (s *Server) simDelete(w http.ResponseWriter, r *http.Request) {
	var in target
	if page.Read(w, r, &in) {
		p, err := s.Delete(in.Channel, in.TS)
		done(w, p, err)
	}
}

func (s *Server) simPress(w http.ResponseWriter, r *http.Request) {
	var in target
	if page.Read(w, r, &in) {
		id, err := s.Press(in.User, in.Channel, in.TS, in.Button)
		done(w, map[string]string{"id": id}, err)
	}
}

// simUpload takes the file itself as the body; ?user=, ?channel=, ?thread=,
// ?name=, ?comment=.
func (s *Server) simUpload(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	query := r.URL.Query()
	if err != nil || len(data) == 0 || query.Get("user") == "" || query.Get("name") == "" {
		page.Fail(w, http.StatusBadRequest, "a file has 1 byte to 64 MB, a name and a user")
		return
	}
	posted, err := s.Upload(
		query.Get("user"),
		query.Get("channel"),
		query.Get("thread"),
		query.Get("name"),
		data,
		query.Get("comment"),
	)
	done(w, posted, err)
}

func (s *Server) simHome(w http.ResponseWriter, r *http.Request) {
	var in target
	if page.Read(w, r, &in) {
		p, err := s.OpenHome(in.User)
		done(w, p, err)
	}
}

func (s *Server) simSlash(w http.ResponseWriter, r *http.Request) {
	var in struct {
		User    string `json:"user"`
		Channel string `json:"channel"`
		Command string `json:"command"`
		Text    string `json:"text"`
	}
	if page.Read(w, r, &in) {
		id, err := s.Slash(in.User, in.Channel, in.Command, in.Text)
		done(w, map[string]string{"id": id}, err)
	}
}

func (s *Server) simArchive(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Channel  string `json:"channel"`
		Archived bool   `json:"archived"`
	}
	if !page.Read(w, r, &in) {
		return
	}
	if in.Archived {
		done(w, true, s.Archive(in.Channel))
		return
	}
	done(w, true, s.Unarchive(in.Channel))
}

func (s *Server) simToken(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Revoked bool `json:"revoked"`
	}
	if !page.Read(w, r, &in) {
		return
	}
	if in.Revoked {
		s.Revoke()
	} else {
		s.Restore()
	}
	page.Write(w, true)
}

// simSocket plays a fault of the sockets: warning, refresh_requested,
// link_disabled, freeze or drop.
func (s *Server) simSocket(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Fault string `json:"fault"`
	}
	if !page.Read(w, r, &in) {
		return
	}

	switch in.Fault {
	case "freeze":
		s.Freeze()
	case "drop":
		s.Drop()
	case "warning", "refresh_requested", "link_disabled":
		s.Disconnect(in.Fault)
	default:
		page.Fail(w, http.StatusBadRequest, "unknown fault of a socket")
		return
	}
	page.Write(w, true)
}

// simRedeliver sends an event again; {"as_new": true} under a new event_id.
func (s *Server) simRedeliver(w http.ResponseWriter, r *http.Request) {
	var in struct {
		AsNew bool `json:"as_new"`
	}
	if !page.Read(w, r, &in) {
		return
	}
	id := r.PathValue("id")
	found := true
	if in.AsNew {
		id = s.Twice(id)
		found = id != ""
	} else {
		found = s.Redeliver(id)
	}
	if !found {
		page.Fail(w, http.StatusNotFound, "no such event")
		return
	}
	page.Write(w, map[string]string{"id": id})
}
