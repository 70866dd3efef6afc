package adapters

import (
	"net"
	"net/http"
	"time"
)

// NewTransport makes the transport for the calls to one platform. Idle connections end before the platform closes the connection: a
// request written to a dying connection has an unknown outcome.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     30 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
	}
}
