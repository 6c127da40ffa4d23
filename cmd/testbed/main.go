// Command testbed builds stand-ins of public base images from Debian packages and Go modules, and serves them from a
// loopback registry, so that Lightship can be built and tested with no public registry. See docs/testbed.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		stop()
		var exit *exitError
		if errors.As(err, &exit) && exit.code > 0 {
			os.Exit(exit.code)
		}
		fmt.Fprintln(os.Stderr, "testbed:", err)
		os.Exit(1)
	}
}
