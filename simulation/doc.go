// Package simulation plays days of a small Frontdesk in seconds: engine, operators' desk, surveys and senders over a real SQLite store,
// under virtual time. The messenger is in memory and limits, times out, resets and blocks calls. Afterwards a checker reads only the
// messenger's log and the final database.
//
// Package simulation holds tests only. A failing seed is run again by SEED=n go test ./simulation -run TestSimulation.
package simulation
