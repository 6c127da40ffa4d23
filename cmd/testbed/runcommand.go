package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lightship/cmd/testbed/internal/serve"
)

// configVariable names the buildkitd.toml that Lightship uses.
const configVariable = "LIGHTSHIP_BUILDKITD_CONFIG"

func runCommand(dir *string) *cobra.Command {
	var whenNeeded, all bool
	cmd := &cobra.Command{
		Use:   "run [--when-needed] [--all] -- COMMAND [ARG...]",
		Short: "Run a command while the images are served, with Lightship told of them",
		Long: "Serves all images on loopback while COMMAND runs, with " + configVariable + " set for it, and ends with its " +
			"exit code. An image that is not built yet is built when it is first asked for, or before with --all. With --when-needed the images are served only where the public registries can't be reached; " +
			"LIGHTSHIP_TEST_REGISTRY=real says that they can.",
		Example: "  testbed run --when-needed -- bin/lightshipctl optimize testdata/projects/go-web",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			log := cmd.ErrOrStderr()
			if whenNeeded {
				if why := notNeeded(cmd.Context()); why != "" {
					_, _ = fmt.Fprintln(log, "testbed: not needed: "+why)
					return runChild(cmd.Context(), args, nil)
				}
				_, _ = fmt.Fprintln(log, "testbed: the public registries can't be reached; stand-in bases take their place")
			}
			b, err := openBed(*dir, log)
			if err != nil {
				return err
			}
			titles, err := b.ready(nil, all)
			if err != nil {
				return err
			}
			return b.runWith(cmd.Context(), titles, args)
		},
	}
	cmd.Flags().BoolVar(&whenNeeded, "when-needed", false, "serve only where the public registries can't be reached")
	cmd.Flags().BoolVar(&all, "all", false, "build all images before COMMAND starts")
	return cmd
}

// notNeeded says why no stand-ins are needed, empty when they are.
func notNeeded(ctx context.Context) string {
	if os.Getenv("LIGHTSHIP_TEST_REGISTRY") == "real" {
		return "LIGHTSHIP_TEST_REGISTRY=real"
	}
	if path := os.Getenv(configVariable); path != "" {
		return configVariable + " is set already"
	}
	for _, url := range []string{"https://registry-1.docker.io/v2/", "https://gcr.io/v2/"} {
		if !answers(ctx, url) {
			return ""
		}
	}
	return "the public registries answer"
}

// registryPatience is how long a registry may take to answer before it counts as out of reach.
const registryPatience = 4 * time.Second

// answers tells whether a registry speaks the distribution API at url; that it asks for a login is an answer.
func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, registryPatience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.Header.Get("Docker-Distribution-Api-Version") != ""
}

// runWith builds the images of titles and runs a command while all are served. Its notice is in a folder of its own, so that testbeds beside it
// are not disturbed.
func (b *bed) runWith(ctx context.Context, titles, args []string) error {
	if err := b.baker.Bake(ctx, titles); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lightship-testbed-*")
	if err != nil {
		return fmt.Errorf("serve the stand-ins: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b.notice = serve.NewNotice(dir)
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- b.serve(serving, "127.0.0.1:0", func(address string) { ready <- address })
	}()
	select {
	case <-ready:
	case err := <-ended:
		return err
	}
	err = runChild(ctx, args, []string{configVariable + "=" + b.notice.BuildkitdConfig()})
	stop()
	if served := <-ended; served != nil && !errors.Is(served, context.Canceled) {
		err = errors.Join(err, served)
	}
	return err
}

// childPatience is how long a command may take to end after it was told to.
const childPatience = 20 * time.Second

// runChild runs a command with our standard streams; when ctx ends it is told to end, and waited for.
func runChild(ctx context.Context, args, environment []string) error {
	child := exec.CommandContext(ctx, args[0], args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, io.Writer(os.Stdout), io.Writer(os.Stderr)
	child.Env = append(os.Environ(), environment...)
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = childPatience
	err := child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &exitError{code: exit.ExitCode(), err: err}
	}
	return err
}

// exitError is an error with the exit code to end with.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }
