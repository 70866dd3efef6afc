// Package bugs keeps classic mistakes of messenger gateways as patches, and shows that the tests of this repository catch every one: a net that
// has caught nothing proves little.
//
// A patch (NN-name.patch) has a head and hunks. The head's first line is the mistake; then come "Peers:" (who has made it), "Test:" (the package and
// the -run expression that must fail), "Says:" (a part of the failure's own words, so that a crash or a timeout does not count), and where needed
// "Env:", "Args:" (of the test's program) and "Needs:" (a program without which the test is skipped). In a hunk, "-" and " " lines are the old
// text, which must stand in the named file exactly once, "+" and " " lines the new one. There are no line numbers that could go stale.
//
// Patched files reach the compiler by -overlay; the sources stay as they are, and product code has no test switches. A test of cmd/frontdesk keeps
// its own sources and builds the program that it starts with the overlay.
//
// It holds tests only. One bug: make seeded-bugs BUG=07. After a change of a head: go test ./simulation/bugs -run TestTable -update.
package bugs
