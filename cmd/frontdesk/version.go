package main

import "fmt"

// version is set by the build.
var version = "dev"

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	fmt.Println("frontdesk", version)
	return nil
}
