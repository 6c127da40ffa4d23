package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"lightship/cmd/testbed/internal/serve"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	address   string
	parentPID int
	stdin     bool
	detach    bool
	all       bool
}

func serveCommand(dir *string) *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve [REF...]",
		Short: "Serve the images, building those that are not built yet when they are asked for",
		Long: "Serves all images on loopback until it is interrupted. Those of REF, or all with --all, are built before; " +
			"another one that is not built yet is built when it is first asked for. Once it is ready it prints its address and the path of a buildkitd.toml that sends BuildKit to it; the same is in the files address and " +
			"buildkitd.toml of the cache folder for as long as it serves.",
		Example: "  testbed serve\n  testbed serve --detach && testbed stop\n  testbed serve --parent-pid $$ &",
		RunE: func(cmd *cobra.Command, refs []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			titles, err := b.ready(refs, flags.all)
			if err != nil {
				return err
			}
			told := func(address string) {
				_, _ = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s\n", address, b.notice.BuildkitdConfig())
			}
			if flags.detach {
				return b.serveDetached(cmd.Context(), titles, flags, told)
			}
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			if err := endWith(ctx, cancel, flags, cmd.InOrStdin()); err != nil {
				return err
			}
			if err = b.baker.Bake(ctx, titles); err == nil {
				err = b.serve(ctx, flags.address, told)
			}
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		},
	}
	f := cmd.Flags()
	f.StringVar(&flags.address, "addr", "127.0.0.1:0", "loopback host and port; port 0 takes a free one")
	f.IntVar(&flags.parentPID, "parent-pid", 0, "end when the process with this id has ended")
	f.BoolVar(&flags.stdin, "until-stdin-closes", false, "end when standard input is closed")
	f.BoolVar(&flags.all, "all", false, "build all images before serving")
	f.BoolVar(&flags.detach, "detach", false, "build first, then serve in the background, and return once it answers")
	return cmd
}

// endWith calls cancel when what the flags name has ended.
func endWith(ctx context.Context, cancel func(), flags serveFlags, stdin io.Reader) error {
	if flags.parentPID > 0 {
		gone, err := serve.WatchProcess(ctx, flags.parentPID)
		if err != nil {
			return err
		}
		go func() {
			<-gone
			cancel()
		}()
	}
	if flags.stdin {
		go func() {
			_, _ = io.Copy(io.Discard, stdin)
			cancel()
		}()
	}
	return nil
}

// serveDetached builds what is missing and leaves a testbed in the background that serves it. One that serves already
// is replaced, because it may serve older images.
func (b *bed) serveDetached(ctx context.Context, titles []string, flags serveFlags, told func(string)) error {
	if err := b.baker.Bake(ctx, titles); err != nil {
		return err
	}
	if err := b.notice.Stop(ctx); err != nil && !errors.Is(err, serve.ErrNotServing) {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start the testbed: %w", err)
	}
	log, err := os.Create(b.store.Path("serve.log"))
	if err != nil {
		return fmt.Errorf("start the testbed: %w", err)
	}
	defer func() { _ = log.Close() }()
	args := []string{"serve", "--dir", b.store.Dir(), "--addr", flags.address}
	if flags.parentPID > 0 {
		args = append(args, "--parent-pid", fmt.Sprint(flags.parentPID))
	}
	child := exec.Command(self, args...)
	child.Stdout, child.Stderr = log, log
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		return fmt.Errorf("start the testbed: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		if address, err := b.notice.Find(ctx); err == nil {
			told(address)
			return nil
		}
		select {
		case err := <-ended:
			return fmt.Errorf("the testbed ended at once (%w); %s tells why", err, log.Name())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}
