package main

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"lightship/cmd/testbed/internal/serve"
)

// command is the command line of testbed.
func command() *cobra.Command {
	var dir string
	root := &cobra.Command{
		Use:           "testbed",
		Short:         "Stand-in base images from a loopback registry",
		Long:          "Builds stand-ins of public base images from Debian packages and Go modules, and serves them on loopback.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&dir, "dir", "", "folder of built images (default: lightship/testbed in the user's cache folder)")
	root.AddCommand(buildCommand(&dir), serveCommand(&dir), runCommand(&dir), addressCommand(&dir), stopCommand(&dir), listCommand(&dir), checkCommand(&dir), trialCommand())
	return root
}

func buildCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:     "build [REF...]",
		Short:   "Build the images that are not built yet, all of them by default",
		Example: "  testbed build\n  testbed build golang:1.22 gcr.io/distroless/static:nonroot",
		RunE: func(cmd *cobra.Command, refs []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			titles, err := b.titles(refs)
			if err != nil {
				return err
			}
			if len(refs) == 0 {
				titles = b.recipes.Names()
			}
			for _, title := range titles {
				if _, built, err := b.baker.Built(title); err == nil && built {
					b.baker.Progress(title + ": built already")
				}
			}
			return b.baker.Bake(cmd.Context(), titles)
		},
	}
}

func addressCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "address",
		Short: "Print where the testbed serves now; exit code 1 when it doesn't",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			address, err := b.notice.Find(cmd.Context())
			if err == nil {
				_, err = fmt.Fprintln(cmd.OutOrStdout(), address)
			}
			return err
		},
	}
}

func stopCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "stop",
		Short: "Stop the testbed that serves now, if one does",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if err = b.notice.Stop(cmd.Context()); errors.Is(err, serve.ErrNotServing) {
				return nil
			}
			return err
		},
	}
}

func listCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the images, the names that they answer to, and what they are made from",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			out := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, title := range b.recipes.Names() {
				r := b.recipes.Image(title)
				_, _ = fmt.Fprintf(out, "%s\t%s\t%s\n", title, strings.Join(r.Refs, " "), r.About)
			}
			return out.Flush()
		},
	}
}

func checkCommand(dir *string) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Print what each built image weighs, beside the published one",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := openBed(*dir, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			out := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			_, _ = fmt.Fprintln(out, "IMAGE\tLAYERS\tDOWNLOAD\tPUBLISHED\tON DISK\tPUBLISHED")
			for _, title := range b.recipes.Names() {
				img, ok, err := b.baker.Built(title)
				if err != nil {
					return err
				}
				real := b.recipes.Image(title).Real
				if !ok {
					_, _ = fmt.Fprintf(out, "%s\tnot built\n", title)
					continue
				}
				_, _ = fmt.Fprintf(out, "%s\t%d\t%s\t%s\t%s\t%s\n", title, len(img.Layers),
					size(img.Download), size(real.Download), size(img.OnDisk), size(real.OnDisk))
			}
			return out.Flush()
		},
	}
}

// size is n bytes for people; nothing weighs 0 bytes here, so that means that it is not known.
func size(n int64) string {
	if n == 0 {
		return "not known"
	}
	return units.HumanSize(float64(n))
}
