package program_test

import (
	"go/types"
	"maps"
	"slices"
	"strings"
	"testing"
)

// banned are functions that must not run during a transaction, because all other writers wait for the transaction.
type banned struct {
	// pkg is an import path. A slash at the end includes the packages below the path.
	pkg string
	// of is the receiver's type. An empty string means methods of any type, and plain functions.
	of      string
	plain   bool     // functions without a receiver only
	names   []string // nil means all
	allowed []string // exceptions
	because string
}

var underNoTransaction = []banned{
	{pkg: "net", because: "it waits for a network"},
	{pkg: "net/http", because: "it waits for a network"},
	{pkg: "net/smtp", because: "it waits for a network"},
	{pkg: "crypto/tls", because: "it waits for a network"},
	{pkg: "github.com/gorilla/", because: "it waits for a network"},
	{pkg: "github.com/slack-go/", because: "it waits for a network"},
	{pkg: "github.com/go-telegram/", because: "it waits for a network"},
	{pkg: "os/exec", because: "it waits for another process"},
	{pkg: "os", allowed: []string{"Getenv", "LookupEnv", "Getpid"}, because: "it works on files"},
	{pkg: "time", plain: true, names: []string{"Sleep", "After", "Tick", "NewTimer", "NewTicker"}, because: "it waits"},
	{pkg: "frontdesk/embedding", because: "it asks an endpoint for vectors"},
	{pkg: "frontdesk/faq", of: "Embedder", because: "it may ask an endpoint for vectors"},
	{pkg: "frontdesk/faq", of: "WordEmbedder", because: "it may ask an endpoint for vectors"},
	{
		pkg:     "frontdesk/faq",
		of:      "Base",
		names:   []string{"Search", "Fit", "Teach", "With", "Expect"},
		because: "it asks or builds the FAQ",
	},
	{pkg: "sync", names: []string{"Wait"}, because: "it waits for others"},
	{pkg: "frontdesk/faq", plain: true, names: []string{"New", "LearnPriors"}, because: "it indexes the FAQ"},
	{pkg: "frontdesk/store", of: "Blobs", because: "it works on files"},
	{
		pkg:     "frontdesk/store",
		of:      "DB",
		names:   []string{"update"},
		because: "it waits for a second transaction, and SQLite has one writer",
	},
}

// covers reports whether a function is banned.
func (b banned) covers(f *types.Func) bool {
	if f.Pkg() == nil {
		return false
	}
	path := f.Pkg().Path()
	if path != b.pkg && (!strings.HasSuffix(b.pkg, "/") || !strings.HasPrefix(path, b.pkg)) {
		return false
	}
	of := receiver(f)
	if b.of != "" && of != b.of || b.plain && of != "" || slices.Contains(b.allowed, f.Name()) {
		return false
	}

	return b.names == nil || slices.Contains(b.names, f.Name())
}

func isBanned(f *types.Func) bool {
	return slices.ContainsFunc(underNoTransaction, func(b banned) bool { return b.covers(f) })
}

// quickFields are the function values in fields that are called during a transaction. Each field has the reason for a short run time. The
// test cannot follow the fields.
var quickFields = map[string]string{
	"dialog.Engine.Online":           "looks into the memory of this node",
	"dialog.Engine.OnPage":           "looks into the list of channels",
	"dialog.Engine.BurstWindow":      "looks into a map",
	"timeline.Watch.read":            "reads the clock of the machine",
	"timeline.Timelines.ClientsPull": "looks into a list of channels",
	"program.Faults.Point":           "is nil in the product; fault tests kill the process there",
}

// TestNothingSlowUnderATransaction: a function with a transaction, or with a view of a transaction, never reaches a search of the FAQ, a
// network, a file, a second transaction or a wait for a channel. The functions of Door.Change, Door.On, NewDoor, DB.Update and the
// store's own update and inTx all take a transaction.
//
// The test follows calls of functions and methods. A method of one of our interfaces is followed into each of our implementations. The
// test cannot follow function values. Function values in fields are listed in quickFields. Function values in variables and parameters
// are read at the place of writing. The test does not read foreign packages, and cannot follow the interfaces of foreign packages either.
func TestNothingSlowUnderATransaction(t *testing.T) {
	s := load(t)
	g := newGraph(s)
	views := transactions(t, s)
	begins, reached, mentions := 0, 0, 0
	fields := map[string]string{}

	takesOne := func(b *body) bool {
		is := slices.ContainsFunc(b.takes, func(of types.Type) bool {
			return slices.ContainsFunc(views, func(v types.Type) bool { return types.Identical(of, v) })
		})
		if is {
			begins++
		}

		return is
	}
	g.walk(takesOne, isBanned, func(at *step) {
		reached++

		for _, f := range at.body.fields {
			fields[f.name] = s.at(f.at)
		}

		for _, pos := range at.body.waits {
			t.Errorf("%s waits for a channel under a transaction: %s. Wait before it", s.at(pos), at.path())
		}

		for _, c := range at.body.calls {
			mentions++
			g.refuse(t, at, c)
		}
	})

	t.Logf(
		"%d types of transactions and views; %d functions take one and reach %d in all, with %d calls",
		len(views),
		begins,
		reached,
		mentions,
	)

	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if quickFields[name] == "" {
			t.Errorf("%s calls %s under a transaction: say in quickFields why it takes no time", fields[name], name)
		}
	}

	for name := range quickFields {
		if fields[name] == "" {
			t.Errorf("%s is not called under a transaction: take it out of quickFields", name)
		}
	}
}

// refuse reports a banned call during a transaction.
func (g *graph) refuse(t *testing.T, at *step, c call) {
	t.Helper()

	for _, f := range g.targets(c.to) {
		for _, b := range underNoTransaction {
			if b.covers(f) {
				t.Errorf(
					"%s reaches %s under a transaction, and %s: %s. Do it before, "+
						"and check in the transaction that nothing has changed",
					g.source.at(c.at),
					plainName(f),
					b.because,
					at.path(),
				)
			}
		}
	}
}

// transactions are the types that exist only inside a transaction: the transactions themselves, the arguments of a change, and the views
// V of all doors.
func transactions(t *testing.T, s *source) (list []types.Type) {
	t.Helper()

	for _, name := range []string{"Change", "Timeline"} {
		list = append(list, types.NewPointer(s.object(t, "timeline", name).Type()))
	}
	list = append(list, s.object(t, "timeline", "Tx").Type(), types.NewPointer(s.object(t, "store", "Tx").Type()))
	sql, err := s.Import("database/sql")
	if err != nil {
		t.Fatal(err)
	}
	list = append(list, types.NewPointer(sql.Scope().Lookup("Tx").Type()))

	door := s.object(t, "timeline", "Door")
	for _, p := range s.packages {
		for name, i := range p.info.Instances {
			if p.forTests() || p.info.Uses[name] != door {
				continue
			}
			view := i.TypeArgs.At(0)
			_, open := view.(*types.TypeParam)
			if !open && !slices.ContainsFunc(list, func(of types.Type) bool { return types.Identical(of, view) }) {
				list = append(list, view)
			}
		}
	}

	return list
}
