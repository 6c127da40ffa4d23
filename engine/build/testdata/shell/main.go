// Command shell is the /bin/sh of the base image that the build tests make: a POSIX shell with the few programs that
// a failing, a long and a writing RUN step need. It is linked statically, so that it can stand alone in an image.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"
)

func main() {
	os.Exit(run(context.Background(), os.Args))
}

// run interprets "sh -c SCRIPT" and gives the exit code.
func run(ctx context.Context, args []string) int {
	if len(args) < 3 || args[1] != "-c" {
		fmt.Fprintln(os.Stderr, "usage: sh -c SCRIPT")
		return 2
	}
	script, err := syntax.NewParser().Parse(strings.NewReader(args[2]), "")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	runner, err := interp.New(interp.StdIO(nil, os.Stdout, os.Stderr), interp.ExecHandlers(programs))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if err := runner.Run(ctx, script); err != nil {
		var status interp.ExitStatus
		if as(err, &status) {
			return int(status)
		}
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func as(err error, status *interp.ExitStatus) bool {
	s, ok := err.(interp.ExitStatus)
	*status = s
	return ok
}

// programs adds sleep (seconds), random (bytes to standard output) and dial (a port of 127.0.0.1) to what the shell can run.
func programs(next interp.ExecHandlerFunc) interp.ExecHandlerFunc {
	return func(ctx context.Context, args []string) error {
		if len(args) != 2 {
			return next(ctx, args)
		}
		n, err := strconv.ParseInt(args[1], 10, 64)
		if err != nil {
			return next(ctx, args)
		}
		switch args[0] {
		case "sleep":
			time.Sleep(time.Duration(n) * time.Second)
			return nil
		case "dial":
			c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", args[1]), time.Second)
			if err != nil {
				return interp.ExitStatus(1)
			}
			return c.Close()
		case "random":
			source, err := os.Open("/dev/urandom")
			if err != nil {
				return err
			}
			defer source.Close()
			_, err = io.CopyN(interp.HandlerCtx(ctx).Stdout, source, n)
			return err
		}
		return next(ctx, args)
	}
}
