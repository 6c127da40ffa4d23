package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// oneFolder is for commands that work on one project.
func oneFolder(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one folder, and got %s\n  a Dockerfile in it is chosen with --dockerfile", cmd.CommandPath(), strings.Join(args, ", "))
	}
	return nil
}

// folder is the project that a command works on: the current folder when none is given.
func folder(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// oneImage is for commands that work on one image.
func oneImage(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("%s takes one image, such as alpine:3.20", cmd.CommandPath())
	}
	return nil
}
