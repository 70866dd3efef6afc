package chat

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestFileNameIsSafe has names that attack a path, a header or the eye.
func TestFileNameIsSafe(t *testing.T) {
	names := map[string]string{
		"receipt.pdf":       "receipt.pdf",
		"чек за март.pdf":   "чек за март.pdf",
		"../../etc/passwd":  "passwd",
		`C:\Users\a\x.png`:  "x.png",
		"a\r\nb.txt":        "a__b.txt",
		"exe\u202egpj.txt":  "exe_gpj.txt",
		`q"uo<te>.txt`:      "q_uo_te_.txt",
		"":                  "file",
		"..":                "file",
		"/":                 "file",
		" . ":               "file",
		"\xff.txt":          "_.txt",
		"dir/.hidden.":      "hidden",
		"tab\tseparated.md": "tab_separated.md",
	}
	for name, want := range names {
		if got := FileName(name); got != want {
			t.Errorf("FileName(%q) = %q, want %q", name, got, want)
		}
	}

	long := FileName(strings.Repeat("д", 500) + ".pdf")
	if n := len([]rune(long)); n != maxFileName || !strings.HasSuffix(long, ".pdf") {
		t.Errorf("a long name has %d characters and ends with %q", n, long[len(long)-4:])
	}
}

// TestBrowserRunsNoFile checks the headers of a picture and of files with scripts.
func TestBrowserRunsNoFile(t *testing.T) {
	headers := func(f File) map[string]string {
		h := map[string]string{}
		ServeHeaders(func(key, value string) { h[key] = value }, f)

		return h
	}

	picture := headers(File{Name: "a.png", Type: "image/png"})
	if picture["Content-Type"] != "image/png" || !strings.HasPrefix(picture["Content-Disposition"], "inline") {
		t.Errorf("picture: %v", picture)
	}

	for _, kind := range []string{"text/html", "image/svg+xml", "application/javascript", "application/pdf", ""} {
		h := headers(File{Name: "a", Type: kind})
		if h["Content-Type"] != "application/octet-stream" ||
			!strings.HasPrefix(h["Content-Disposition"], "attachment") {
			t.Errorf("%q: %v", kind, h)
		}
		if h["X-Content-Type-Options"] != "nosniff" || !strings.Contains(h["Content-Security-Policy"], "sandbox") {
			t.Errorf("%q may run: %v", kind, h)
		}
	}
}

// TestKindOfWrapped finds the kind of an error below other errors.
func TestKindOfWrapped(t *testing.T) {
	err := fmt.Errorf("claim: %w", Refuse(Conflict, "sign_in_first"))
	if KindOf(err) != Conflict {
		t.Errorf("kind %q", KindOf(err))
	}
	if KindOf(errors.New("disk")) != "" || KindOf(nil) != "" {
		t.Error("an internal fault has a kind")
	}
}

// TestKindsHaveOnePurpose fixes the kinds of entries whose purpose follows from the kind.
func TestKindsHaveOnePurpose(t *testing.T) {
	want := map[Kind]Purpose{
		Said: "", Noted: "", Moved: PurposeMove, Edited: PurposeEdit, Withdrawn: PurposeWithdrawal,
		Attached: PurposeFiles, Rated: PurposeRated, Pinned: PurposeLanguageChoice,
	}
	for kind, purpose := range want {
		if got := PurposeOf(kind); got != purpose {
			t.Errorf("PurposeOf(%q) = %q, want %q", kind, got, purpose)
		}
	}
}
