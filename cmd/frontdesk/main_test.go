package main

import (
	"os"
	"testing"

	"frontdesk/program/programtest"
	"frontdesk/store/storetest"
)

// asProgram in the environment makes the test binary the program.
const asProgram = "FRONTDESK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:]))
	}
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// patience bounds the waiting of a test; nothing here is timed.
const patience = programtest.Patience

// wire is any frame of the widget's socket.
type wire = programtest.Frame
