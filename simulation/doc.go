// Package simulation plays days of a small Frontdesk in seconds: engine, people's desk, surveys and senders over a real SQLite store, under
// virtual time, with a messenger in memory that limits, times out, resets and blocks. Afterwards a checker reads the messenger's log and the
// final database, and nothing else.
//
// It holds tests only. A failing seed is run again by SEED=n go test ./simulation -run TestSimulation.
package simulation
