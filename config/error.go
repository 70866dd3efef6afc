package config

// Error marks a mistake in a file, in a variable or on the command line. A person has to correct the mistake. The exit code is 2.
type Error struct{ Err error }

// Error returns the text of the cause.
func (e Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e Error) Unwrap() error { return e.Err }
