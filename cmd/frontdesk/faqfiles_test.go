package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"frontdesk"
	"frontdesk/config"
	"frontdesk/program"
	"frontdesk/program/programtest"
	"frontdesk/store"
)

// told runs a command line and returns the exit code and the output.
func told(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	read := func(f **os.File) func() string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		was := *f
		*f = w
		text := make(chan string)
		go func() {
			b, _ := io.ReadAll(r)
			text <- string(b)
		}()

		return func() string {
			*f = was
			_ = w.Close()

			return <-text
		}
	}
	stdout, stderr := read(&os.Stdout), read(&os.Stderr)
	code = run(args)

	return code, stdout(), stderr()
}

// desk is a folder with a configuration and an empty database.
func desk(t *testing.T, yaml string) (dir string, write func(name, text string) string) {
	t.Helper()
	dir = t.TempDir()
	write = func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}

		return path
	}
	write("config.yaml", "database: sqlite:frontdesk.db\n"+yaml)
	t.Chdir(dir)

	return dir, write
}

func TestFAQImport(t *testing.T) {
	_, write := desk(t, "faq: {import: ''}\n")
	three := write("three.csv", "question;answer;lang\nСколько?;Даром;\nГде?;Тут;ru\nПодскажите, где;Там;\n")
	one := write("one.md", "# Сколько?\nНе даром\n\n# Кто?\n> кто вы\n\nМы\n")
	bad := write("bad.csv", "question;answer;off\n;Даром;\nГде?;;maybe\n")
	english := write("english.md", "# Who?\nWe\n")

	const duplicate = "warning: \"gde\" and \"podskazhite-gde\" (ru) are asked in the same words: \"Подскажите, где\"\n"
	for _, x := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{
			args: []string{three, "--dry-run"},
			out:  "3 added, 0 changed, 0 removed, 0 unchanged\ndry run: nothing is stored\n",
			errs: duplicate,
		},
		{
			args: []string{three},
			out:  "3 added, 0 changed, 0 removed, 0 unchanged\nversion 1: 3 entries\n",
			errs: duplicate,
		},
		{
			args: []string{three},
			out:  "0 added, 0 changed, 0 removed, 3 unchanged\nnothing to store: version 1 says the same\n",
			errs: duplicate,
		},
		{
			args: []string{bad},
			code: 2,
			errs: bad + ":2:1: question: empty\n" + bad + ":3:6: answer: empty\n" +
				bad + ":3:7: off: expected true or false, found text\n",
		},
		{
			args: []string{"--merge", one},
			out:  "1 added, 1 changed, 0 removed, 2 unchanged\nversion 2: 4 entries\n",
			errs: duplicate,
		},
		{
			args: []string{one},
			out:  "0 added, 0 changed, 2 removed, 2 unchanged\nversion 3: 2 entries\n",
		},
		{
			args: []string{"--lang=en", "--merge", english},
			out:  "1 added, 0 changed, 0 removed, 2 unchanged\nversion 4: 3 entries\n",
		},
		{
			args: []string{"--lang=x!", english},
			code: 2,
			errs: english + ":1:1: lang: \"x!\" is not a language; expected a code like \"ru\" or \"en\"\n",
		},
		{
			args: []string{"none.csv"},
			code: 2,
			errs: "no such file",
		},
	} {
		code, out, errs := told(t, append([]string{"faq", "import"}, x.args...)...)
		if code != x.code || out != x.out || errs != x.errs && (x.out != "" || !strings.Contains(errs, x.errs)) {
			t.Errorf(
				"faq import %s: exit %d\n%s%s\nwant %d\n%s%s",
				strings.Join(x.args, " "),
				code,
				out,
				errs,
				x.code,
				x.out,
				x.errs,
			)
		}
	}
}

// TestFAQExport: every format can be exported and imported again without a change.
func TestFAQExport(t *testing.T) {
	dir, write := desk(t, "faq: {import: ''}\n")
	if code, _, errs := told(t, "faq", "export"); code != 1 || errs != "there is no FAQ yet\n" {
		t.Errorf("empty: exit %d, %s", code, errs)
	}
	if code, _, errs := told(t, "faq", "import", write("faq.yaml", string(frontdesk.SampleFAQ))); code != 0 {
		t.Fatal(errs)
	}

	for _, ending := range []string{"yaml", "csv", "jsonl", "md", "markdown"} {
		to := filepath.Join(dir, "out."+ending)
		if code, _, errs := told(t, "faq", "export", "--to", to); code != 0 {
			t.Errorf("%s: exit %d, %s", ending, code, errs)
		}
		code, out, _ := told(t, "faq", "import", to)
		if !strings.HasSuffix(out, "nothing to store: version 1 says the same\n") || code != 0 {
			t.Errorf("%s: exit %d, %s", ending, code, out)
		}
		before, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		if code, _, errs := told(t, "faq", "export", "--to", to, "--format", "md"); code != 2 ||
			!strings.Contains(errs, "--force") {
			t.Errorf("%s again: exit %d, %s", ending, code, errs)
		}
		if after, err := os.ReadFile(to); err != nil || string(after) != string(before) {
			t.Errorf("%s: overwritten without --force; %v", ending, err)
		}
	}
	to := filepath.Join(dir, "out.csv")
	if code, _, errs := told(t, "faq", "export", "--to", to, "--format=md", "--force"); code != 0 {
		t.Errorf("force: exit %d, %s", code, errs)
	}
	_, markdown, _ := told(t, "faq", "export", "--format=md")
	if forced, err := os.ReadFile(filepath.Join(dir, "out.csv")); err != nil || string(forced) != markdown ||
		!strings.HasPrefix(markdown, "## ") {
		t.Errorf("force wrote %.40q, %v, stdout %.40q", forced, err, markdown)
	}

	for _, args := range [][]string{{"--to", "x.txt"}, {"--to", "x.json"}, {"--format=xml"}} {
		if code, _, _ := told(t, append([]string{"faq", "export"}, args...)...); code != 2 {
			t.Errorf("%v: exit %d, want 2", args, code)
		}
	}
}

// TestImportedFAQOutlivesTheStart: the configured file does not replace an import from before the first start.
func TestImportedFAQOutlivesTheStart(t *testing.T) {
	dir, write := desk(t, "listen: 127.0.0.1:0\nfaq: {import: configured.yaml}\n")
	write("configured.yaml", "- id: a\n  lang: ru\n  question: Сколько?\n  answer: Даром\n")
	if code, out, errs := told(t, "faq", "import", "--merge", write("more.md", "# Где?\nТут\n")); code != 0 ||
		!strings.HasPrefix(out, "1 added, 0 changed, 0 removed, 1 unchanged\n") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	conf, err := config.Load(
		filepath.Join(dir, "config.yaml"),
		[]byte("database: sqlite:frontdesk.db\nfaq: {import: configured.yaml}\n"),
		programtest.NoEnv,
		program.Kinds(),
	)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), conf.Database, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	newest, err := db.NewestFAQ(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	base, err := program.OpenFAQ(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	defer base.Close()
	if err := base.ImportConfigured(t.Context()); err != nil {
		t.Fatal(err)
	}
	k := base.Library
	if entries, after := k.Entries(); after != newest || len(entries) != 2 {
		t.Errorf("version %d, then %d of %d entries", newest, after, len(entries))
	}
}

func TestCheckConfigWarnsOfDuplicates(t *testing.T) {
	dir, write := desk(t, "faq: {import: twice.csv}\n")
	write("twice.csv", "id,question,answer,phrasing\na,Сколько?,Даром,\nb,Почём?,Даром,сколько\n")
	code, out, errs := told(t, "check-config", "--config", filepath.Join(dir, "config.yaml"))
	if code != 0 || !strings.HasPrefix(out, "ok: 0 channels, 2 FAQ entries\n") ||
		errs != "warning: \"a\" and \"b\" (ru) are asked in the same words: \"сколько\"\n" {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
}

func TestProgressLine(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := &progress{out: f}
	p.step("reading", 1, 2)
	p.step("reading", 1, 2)
	p.step("storing", 5, 0)
	p.count(3, "files")
	p.end()
	p.end()
	got, err := os.ReadFile(f.Name())
	want := "\rreading   [###############...............]  50%\rstoring   [..............................]   0%" +
		"\r3 files" + strings.Repeat(" ", 40) + "\r       \r"
	if err != nil || string(got) != want {
		t.Errorf("%q, %v\nwant %q", got, err, want)
	}
	(&progress{}).step("reading", 1, 2) // not a terminal, therefore silent
}
