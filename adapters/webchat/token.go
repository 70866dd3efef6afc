package webchat

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"frontdesk/chat"
)

// A visitor's token has 24 random bytes and 16 bytes of an HMAC-SHA256 of the random bytes, under the installation's secret. The encoding
// is base64url. So a visitor cannot choose a token, and a visitor without a message needs no row. The address in the store is a hash of
// the token, so the store never holds a token.
const (
	tokenRandom = 24
	tokenMAC    = 16
)

func (c *Channel) newToken() (string, error) {
	token := make([]byte, tokenRandom, tokenRandom+tokenMAC)
	if _, err := rand.Read(token); err != nil {
		return "", fmt.Errorf("visitor token: %w", err)
	}

	return base64.RawURLEncoding.EncodeToString(append(token, c.mac(token)...)), nil
}

func (c *Channel) mac(random []byte) []byte {
	m := hmac.New(sha256.New, c.Secret)
	m.Write([]byte("visitor\x00" + string(c.Config.ID) + "\x00"))
	m.Write(random)

	return m.Sum(nil)[:tokenMAC]
}

// visitor returns the peer of a token. The result is false for a token with a wrong HMAC.
func (c *Channel) visitor(token string) (chat.Peer, bool) {
	decoded, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(decoded) != tokenRandom+tokenMAC ||
		subtle.ConstantTimeCompare(decoded[tokenRandom:], c.mac(decoded[:tokenRandom])) != 1 {
		return chat.Peer{}, false
	}
	sum := sha256.Sum256([]byte(token))

	return chat.Peer{Channel: c.Config.ID, Address: hex.EncodeToString(sum[:16])}, true
}
