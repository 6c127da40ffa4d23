// Command toolchain is all of a Go base image that the monkey's builds need, in one static program: as "sh" it is a shell, as "go" it
// "compiles" by copying itself, and by any other name it is a program that was built so, which says its name.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch name := filepath.Base(args[0]); name {
	case "sh":
		return shell(args)
	case "go":
		return compile(args)
	case "reader":
		return read()
	default:
		fmt.Println(name + " runs")
		return nil
	}
}

// read prints what stands in a file of the base that builds.
func read() error {
	text, err := os.ReadFile("/usr/share/words/list")
	if err != nil {
		return err
	}
	fmt.Print(string(text))
	return nil
}

// shell interprets "sh -c SCRIPT".
func shell(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: sh -c SCRIPT")
	}
	script, err := syntax.NewParser().Parse(strings.NewReader(args[2]), "")
	if err != nil {
		return err
	}
	runner, err := interp.New(interp.StdIO(nil, os.Stdout, os.Stderr))
	if err != nil {
		return err
	}
	return runner.Run(context.Background(), script)
}

// compile writes a copy of this program to what -o names, with the sources' data behind it where there is some; other commands of go do
// nothing.
func compile(args []string) error {
	i := slices.Index(args, "-o")
	if i < 0 || i+1 == len(args) {
		return nil
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		return err
	}
	data, err := os.ReadFile("data")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.WriteFile(args[i+1], append(self, data...), 0o755)
}
