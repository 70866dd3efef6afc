package bugs_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const (
	atOnce  = 2               // bugs at once; each bug compiles and links
	tries   = 3               // runs for one bug, because goroutines do not always meet in the same order
	longest = 5 * time.Minute // maximum time of one command, including the compilation
)

// TestSeededBugs applies each bug and runs the test that must catch the bug. The patched code must compile, and the test must fail with
// the text from the patch. Without the bug the same tests pass. TestSeededBugs prints a line for every caught bug.
func TestSeededBugs(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and tests the program once for every bug")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command")
	}
	list := patches(t)
	began, slots := time.Now(), make(chan struct{}, atOnce)
	healthy := asTheyAre(list)
	var caught atomic.Int32
	t.Run("bug", func(t *testing.T) {
		for _, p := range list {
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				p.skipUnlessPossible(t)
				slots <- struct{}{}
				defer func() { <-slots }()
				if out, err := healthy[p.place()](); err != nil {
					t.Fatalf("without any bug: %v\n%s", err, out)
				}
				p.catch(t)
				caught.Add(1)
			})
		}
	})
	fmt.Printf("%d seeded bugs caught, %.0f s\n", caught.Load(), time.Since(began).Seconds())
}

// place is the key of tests that can run in one command.
func (p patch) place() string { return strings.Join(append([]string{p.pkg}, p.env...), " ") }

// asTheyAre returns a function for each place. The function runs the place's tests on the unchanged sources, once.
func asTheyAre(list []patch) map[string]func() (string, error) {
	all := map[string]patch{}
	for _, p := range list {
		if before, ok := all[p.place()]; ok {
			p.run = before.run + "|" + p.run
		}
		all[p.place()] = p
	}

	once := map[string]func() (string, error){}
	for place, p := range all {
		once[place] = sync.OnceValues(func() (string, error) { return p.test("") })
	}

	return once
}

// skipUnlessPossible skips a bug when the test needs a missing program. With CI=true no bug is skipped.
func (p patch) skipUnlessPossible(t *testing.T) {
	t.Helper()
	if p.needs == "" {
		return
	}
	if _, err := exec.LookPath(p.needs); err != nil && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
}

// catch runs the test with the bug applied.
func (p patch) catch(t *testing.T) {
	t.Helper()
	began := time.Now()

	out, err := p.test(p.overlay(t))
	switch {
	case strings.Contains(out, "[build failed]") || strings.Contains(out, "[setup failed]"):
		t.Fatalf("does not compile, which is no catch:\n%s", out)
	case err == nil:
		t.Fatalf("NOT CAUGHT by %s %s: %s\n%s", p.pkg, p.run, p.about, out)
	case !strings.Contains(out, p.says):
		t.Fatalf("%s %s fails, but does not say %q:\n%s", p.pkg, p.run, p.says, out)
	}
	fmt.Printf("caught %s by %s %s (%.1f s)\n", p.name, p.pkg, p.run, time.Since(began).Seconds())
}

// test runs the test of a bug, with the overlay if the overlay has a name.
func (p patch) test(overlay string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()

	args, env := []string{
		"test",
		"-vet=off",
		"-ldflags=-s -w",
		"-timeout=2m",
		"-run",
		p.run,
	}, append(
		os.Environ(),
		p.env...)
	switch {
	case overlay == "":
		args = append(args, "-count=1")
	case strings.HasPrefix(p.pkg, "./cmd/"):
		args, env = append(args, "-count=1"), append(env, "OVERLAY="+overlay)
	default:
		args = append(args, "-overlay", overlay, "-failfast", fmt.Sprint("-count=", tries))
	}
	cmd := exec.CommandContext(ctx, "go", append(append(args, p.pkg), p.args...)...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = root, env, 10*time.Second
	out, err := cmd.CombinedOutput()

	return string(out), err
}
