package console

import (
	"testing"

	"github.com/alexedwards/argon2id"
)

// TestNobodysHash: an unknown login must cost the same work as a known login. The hash for unknown logins must therefore be valid and of
// the same cost.
func TestNobodysHash(t *testing.T) {
	hash, err := nobodysHash()
	if err != nil {
		t.Fatal(err)
	}
	params, salt, key, err := argon2id.DecodeHash(hash)
	if err != nil {
		t.Fatal(err)
	}
	if *params != *passwordParams || len(salt) != int(passwordParams.SaltLength) ||
		len(key) != int(passwordParams.KeyLength) {
		t.Errorf("%+v with %d and %d bytes, want %+v", *params, len(salt), len(key), *passwordParams)
	}

	for _, password := range []string{"", "nobody has this password"} {
		if ok, err := argon2id.ComparePasswordAndHash(password, hash); ok || err != nil {
			t.Errorf("password %q: %v, %v", password, ok, err)
		}
	}
}
