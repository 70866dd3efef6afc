// Package console is the operators' web application: sign-in, the HTTP API under /api/v1, the live socket, and the pages.
//
// Package console decides no question about conversations. Every act of an operator goes through handoff.Verbs, and handoff.Verbs checks
// the act in the act's transaction.
package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"
	"golang.org/x/time/rate"

	"frontdesk/chat"
	"frontdesk/store"
)

// Hashing follows OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
var passwordParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	cookieName   = "frontdesk_session"
	sessionLasts = 14 * 24 * time.Hour
	hashesAtOnce = 2 // each hash takes 19 MiB
	triesMost    = 10
	triesWithin  = 15 * time.Minute
	minPassword  = 8
	maxPassword  = 200
)

// HashPassword makes the stored form of a password.
func HashPassword(password string) (string, error) {
	if len(password) < minPassword || len(password) > maxPassword {
		return "", chat.Refuse(chat.Invalid, "password_length", "min", minPassword, "max", maxPassword)
	}

	return argon2id.CreateHash(password, passwordParams)
}

// NewPassword makes a password of 80 random bits in a form for typing.
func NewPassword() (string, error) {
	random := make([]byte, 10)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	text := hex.EncodeToString(random)

	return text[:5] + "-" + text[5:10] + "-" + text[10:15] + "-" + text[15:], nil
}

// gate signs operators in. One path serves HTTP and the live socket.
type gate struct {
	sessions Sessions
	now      func() time.Time
	slots    chan struct{}
	// dummy is the hash for unknown logins. With dummy the check of an unknown login takes as long as any other check.
	dummy string

	mu    sync.Mutex
	tries map[string]*rate.Limiter
}

func newGate(sessions Sessions, now func() time.Time) (*gate, error) {
	dummy, err := nobodysHash()
	if err != nil {
		return nil, err
	}

	return &gate{
		sessions: sessions,
		now:      now,
		slots:    make(chan struct{}, hashesAtOnce),
		dummy:    dummy,
		tries:    map[string]*rate.Limiter{},
	}, nil
}

// nobodysHash is a stored form without any matching password. A comparison with nobodysHash takes as long as with a real hash. The making
// of nobodysHash takes no time and no memory.
func nobodysHash() (string, error) {
	random := make([]byte, passwordParams.SaltLength+passwordParams.KeyLength)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("password hash: %w", err)
	}
	salt, key := random[:passwordParams.SaltLength], random[passwordParams.SaltLength:]

	return fmt.Sprintf(
		"$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version,
		passwordParams.Memory,
		passwordParams.Iterations,
		passwordParams.Parallelism,
		base64.RawStdEncoding.EncodeToString(salt),
		base64.RawStdEncoding.EncodeToString(key),
	), nil
}

// signIn checks login and password and makes a session. The token goes into the cookie. The store gets the hash of the token only.
func (a *gate) signIn(ctx context.Context, login, password, ip string) (*store.Account, string, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !a.mayTry("login:"+login) || !a.mayTry("ip:"+ip) {
		return nil, "", chat.Refuse(chat.TooMany, "too_many_tries")
	}
	acc, err := a.sessions.AccountByLogin(ctx, login)
	if err != nil {
		return nil, "", err
	}

	hash := a.dummy
	if acc != nil {
		hash = acc.Password
	}
	ok, err := a.compare(ctx, password, hash)
	if err != nil {
		return nil, "", err
	}
	if !ok || acc == nil || acc.Disabled {
		return nil, "", chat.Refuse(chat.Unauthorized, "login_wrong")
	}

	token, err := newToken()
	if err != nil {
		return nil, "", err
	}
	if err := a.sessions.AddSession(ctx, hashToken(token), acc.ID, a.now().Add(sessionLasts)); err != nil {
		return nil, "", err
	}

	a.forget("login:" + login)

	return acc, token, nil
}

func (a *gate) compare(ctx context.Context, password, hash string) (bool, error) {
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if len(password) > maxPassword {
		return false, nil
	}

	return argon2id.ComparePasswordAndHash(password, hash)
}

func (a *gate) mayTry(key string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	limiter := a.tries[key]
	if limiter == nil {
		if len(a.tries) > 10_000 {
			clear(a.tries)
		}
		limiter = rate.NewLimiter(rate.Every(triesWithin/triesMost), triesMost)
		a.tries[key] = limiter
	}

	return limiter.AllowN(a.now(), 1)
}

func (a *gate) forget(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.tries, key)
}

// who finds the enabled operator of a request by an API key in the Authorization header, or else by the session cookie. Nil means no
// operator.
func (a *gate) who(r *http.Request) (*store.Account, error) {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return a.sessions.KeyAccount(r.Context(), hashToken(key))
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil || cookie.Value == "" {
		return nil, nil
	}

	return a.sessions.SessionAccount(r.Context(), hashToken(cookie.Value))
}

func (a *gate) signOut(r *http.Request) error {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}

	return a.sessions.EndSession(r.Context(), hashToken(cookie.Value))
}

func cookie(token string, secure bool, expires time.Time) *http.Cookie {
	session := &http.Cookie{
		Name:     cookieName,
		Value:    token,
		Path:     "/",
		HttpOnly: true,
		Secure:   secure,
		SameSite: http.SameSiteLaxMode,
		Expires:  expires,
	}
	if token == "" {
		session.MaxAge = -1
	}

	return session
}

func newToken() (string, error) {
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", fmt.Errorf("token: %w", err)
	}

	return base64.RawURLEncoding.EncodeToString(random), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// clientIP is the remote address of the connection. Headers of proxies are not trusted.
func clientIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}

	return host
}
