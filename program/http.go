package program

import (
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"frontdesk/adapters"
	"frontdesk/examples/site"
)

// Routes are the patterns that Handler serves. The authorisation matrix is tested against the patterns.
func (p *Program) Routes() []string { return p.routes }

// Handler registers all routes on one handler.
func (p *Program) Handler() http.Handler {
	mux := http.NewServeMux()
	p.routes = nil
	handle := func(pattern string, h http.Handler) {
		p.routes = append(p.routes, pattern)
		mux.Handle(pattern, h)
	}

	for _, k := range p.Kinds {
		if k.Routes != nil {
			k.Routes(p.ofKind(k)).Register(handle)
		}
	}
	p.Console.Register(handle)

	for _, ch := range p.Channels {
		if in, ok := ch.(adapters.Inlet); ok {
			in.Register(handle)
		}
	}
	handle("GET /healthz", http.HandlerFunc(p.healthz))
	handle("GET /readyz", http.HandlerFunc(p.readyz))
	handle("GET /metrics", local(promhttp.HandlerFor(p.metrics.registry, promhttp.HandlerOpts{})))
	if p.Config.SampleSite {
		handle("GET /{$}", sample())
		handle("GET /site/{file}", sample())
	} else {
		handle("GET /{$}", http.RedirectHandler("/console/", http.StatusFound))
	}
	cross := http.NewCrossOriginProtection()
	// Uploads have protection of their own: the Origin list and the visitor's token.
	cross.AddInsecureBypassPattern("POST /widget/upload")

	return cross.Handler(mux)
}

func (p *Program) openBlob(hash string) (io.ReadCloser, error) { return p.Blobs.Open(hash) }

// local admits requests from this machine only, because metrics are not public. A request through a proxy is not local.
func local(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		ip := net.ParseIP(host)
		if err != nil || ip == nil || !ip.IsLoopback() || r.Header.Get("X-Forwarded-For") != "" ||
			r.Header.Get("Forwarded") != "" {
			http.Error(w, "only from this machine", http.StatusForbidden)
			return
		}
		handler.ServeHTTP(w, r)
	})
}

func (p *Program) healthz(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, "ok\n")
}

type readiness struct {
	Ready bool `json:"ready"`
	// Database is "ok", "does not answer", or "lock lost". With "lock lost" the channels are stopped until the lock is held again.
	Database string `json:"database"`
	// FAQ is "ok" or "being indexed". During indexing messages are stored. The bot answers after the end of the indexing.
	FAQ      string           `json:"faq"`
	Channels []channelReadied `json:"channels"`
}

type channelReadied struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
	Todo   string `json:"todo,omitempty"`
}

// readyz is 200 when the database answers, the lock is held and every enabled channel was started. A dead channel is listed, but does not
// make the node unready. An FAQ during indexing does not make the node unready either. In both cases no inbound message is lost.
func (p *Program) readyz(w http.ResponseWriter, r *http.Request) {
	out := readiness{Ready: p.ready.Load(), Database: "ok", FAQ: "ok", Channels: []channelReadied{}}
	if p.Knowledge.Base() == nil {
		out.FAQ = "being indexed"
	}
	if err := p.DB.Ping(r.Context()); err != nil {
		out.Ready, out.Database = false, "does not answer"
	}
	if !p.holds.Load() && out.Database == "ok" {
		out.Ready, out.Database = false, "lock lost"
	}

	for _, health := range p.health("en") {
		out.Channels = append(out.Channels, channelReadied{
			ID:     string(health.ID),
			Type:   health.Type,
			State:  health.State,
			Detail: health.Detail,
			Todo:   health.Todo,
		})
		out.Ready = out.Ready && health.State != string(adapters.Starting)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !out.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(out)
}

// samplePolicy is the Content-Security-Policy of the sample shop.
const samplePolicy = "default-src 'self'; img-src 'self' blob: data:; connect-src 'self'; object-src 'none'; " +
	"base-uri 'none'; frame-ancestors 'self'"

// sample serves the sample shop.
func sample() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("file")
		if name == "" {
			name = "index.html"
		}
		if _, err := fs.Stat(site.FS, name); err != nil || strings.HasSuffix(name, ".go") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", samplePolicy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeFileFS(w, r, site.FS, name)
	})
}
