// Package bugs keeps classic mistakes of messenger gateways as patches. The package shows that the tests of this repository catch every
// mistake. A test suite without a proven catch proves little.
//
// A patch (NN-name.patch) has a head and hunks. The head's first line is the mistake. The next lines are "Peers:" (projects with the same
// mistake), "Test:" (the package and the -run expression of the failing test), "Says:" (a part of the failure's text, so that a crash or
// a timeout does not count), and where needed "Env:", "Args:" (of the test's program) and "Needs:" (a program; without the program the
// test is skipped). In a hunk, "-" and " " lines are the old text. The old text must stand in the named file exactly once. "+" and " "
// lines are the new text. There are no line numbers, because line numbers would go stale.
//
// Patched files reach the compiler by -overlay. The sources do not change, and product code has no test switches. A test of cmd/frontdesk
// keeps its own sources. The test builds the started program with the overlay.
//
// Package bugs holds tests only. One bug: make seeded-bugs BUG=07. After a change of a head: go test ./simulation/bugs -run TestTable
// -update.
package bugs
