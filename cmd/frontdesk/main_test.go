package main

import (
	"os"
	"testing"

	"frontdesk/program/programtest"
	"frontdesk/store/storetest"
)

// asProgram is an environment variable. With asProgram the test binary acts as the program.
const asProgram = "FRONTDESK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:]))
	}
	code := m.Run()
	storetest.Stop()
	os.Exit(code)
}

// patience is the maximum wait of a test. No test measures time with patience.
const patience = programtest.Patience

// wire is any frame of the widget's socket.
type wire = programtest.Frame
