package config

// Error marks what a person has to mend in a file, a variable or on the command line: the exit code is 2.
type Error struct{ Err error }

func (e Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e Error) Unwrap() error { return e.Err }
