// Command lightshipctl makes container images light without a window: the same engine as Lightship's, for scripts and CI.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"
)

// version is set by the Makefile.
var version = "dev"

func main() {
	collectLate()
	// Libraries of containerd write to logrus's own logger; ours is another.
	logrus.SetOutput(io.Discard)
	ctx, cancel := context.WithCancel(context.Background())
	signals, ended := make(chan os.Signal, 2), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	i := interruption{signals: signals, cancel: cancel, says: os.Stderr, exit: os.Exit, within: endWithin}
	go i.watch(ended)
	err := newRoot().ExecuteContext(ctx)
	close(ended)
	if ctx.Err() != nil {
		// That it was interrupted is said already, and whatever else went wrong is a consequence.
		os.Exit(interruptedCode)
	}
	cancel()
	if err == nil {
		return
	}
	fmt.Fprintln(leaving{os.Stderr, nil}, "lightshipctl: "+err.Error())
	os.Exit(exitCode(err))
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "lightshipctl",
		Short: "Make container images light",
		Long: `lightshipctl reads a project's Dockerfile, rewrites it into a multi-stage one, builds both with BuildKit, and says
what that brings: size on disk, download, and pull time on a link. DIR is a project's folder, or a Dockerfile in it; it is the
current folder when it is not given.

` + exitCodes(4, 5, 6, 7, 8, 9),
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w\n  %s --help lists the flags", err, cmd.CommandPath())
	})
	root.AddCommand(newOptimize(), newProve(), newRewrite(), newLint(), newGraph(), newProjectInfo(), newBases(), newInspect(), newVersion())
	return root
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print Lightship's version and that of the BuildKit it was made with",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "lightshipctl %s (BuildKit %s)\n", version, buildkitVersion())
			return err
		},
	}
}
