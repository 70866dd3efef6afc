package fault

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Wait blocks for d. When ctx ends first, Wait returns the error of ctx.
func Wait(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()

	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hang gives no answer until the client goes away or closed is closed, and then drops the connection. The caller must have read the
// request's body: before that the server does not notice the end of a client.
func Hang(w http.ResponseWriter, r *http.Request, closed <-chan struct{}) {
	select {
	case <-r.Context().Done():
	case <-closed:
	}
	Reset(w)
}

// Reset drops the connection at once, with RST where the transport allows a RST. On a writer without Hijack Reset answers an empty 502.
func Reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// HTML answers the page of a proxy in front of the platform.
func HTML(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n" +
		"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"))
}

// JSON writes body with the status. With cut JSON writes half of the body as a complete HTTP answer: only reading the JSON shows the
// missing half.
func JSON(w http.ResponseWriter, status int, body []byte, cut bool) {
	if cut {
		body = body[:len(body)/2]
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
