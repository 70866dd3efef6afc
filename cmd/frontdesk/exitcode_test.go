package main

import (
	"os"
	"strings"
	"testing"
)

// TestExitCodes: the code is 2 for a mistake in a file or on the command line.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	bad := dir + "/bad.yaml"
	if err := os.WriteFile(bad, []byte("listn: x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FRONTDESK_LISTEN", "127.0.0.1:0")
	good := dir + "/good.yaml"
	if err := os.WriteFile(good, []byte("channels: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	faq := dir + "/faq.yaml"
	if err := os.WriteFile(faq, []byte("- id: a\n  lang: ru\n  question: без ответа?\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	unanswered := dir + "/unanswered.yaml"
	if err := os.WriteFile(unanswered, []byte("faq: {import: faq.yaml}\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	for _, x := range []struct {
		args []string
		want int
	}{
		{args: []string{"check-config", "--config", bad}, want: 2},
		{args: []string{"check-config", "--config", unanswered}, want: 2},
		{args: []string{"serve", "--config", unanswered}, want: 2},
		{args: []string{"check-config", "--config", good}, want: 0},
		{args: []string{"check-config", "--config", dir + "/none.yaml"}, want: 2},
		{args: []string{"serv"}, want: 2},
	} {
		if got := run(x.args); got != x.want {
			t.Errorf("frontdesk %s: exit %d, want %d", strings.Join(x.args, " "), got, x.want)
		}
	}
}
