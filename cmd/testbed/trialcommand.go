package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"lightship/cmd/testbed/internal/trial"
	"lightship/engine/foreign"
)

// maxList is the most bytes that a list of projects may have.
const maxList = 1 << 20

// trialLimit is how long one call of lightshipctl may take in a trial.
const trialLimit = 20 * time.Minute

func trialCommand() *cobra.Command {
	out := ""
	runner := trial.Runner{Limit: trialLimit}
	cmd := &cobra.Command{
		Use:   "trial LIST",
		Short: "Try lightshipctl on a list of projects, and say of each what came of it",
		Long: `Runs "lightshipctl optimize --prove" on each project of LIST, and "--try" too where nothing is changed or not all does the same. It writes
a Markdown table: the image before and after, the verdict, and why not. LIST is a TOML file; docs/trial.md says what stands in it. The
projects are not written to. Run it in "testbed run" where the public registries can't be reached.`,
		Example: "  testbed run --when-needed -- bin/testbed trial projects/list.toml --out table.md",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := foreign.ReadNamed(args[0], maxList)
			if err == nil {
				err = foreign.TOML(text)
			}
			if err != nil {
				return fmt.Errorf("read the list of projects: %w", err)
			}
			list, err := trial.ReadList(text, filepath.Dir(args[0]))
			if err != nil {
				return err
			}
			if runner.Program == "" {
				self, err := os.Executable()
				if err != nil {
					return fmt.Errorf("find lightshipctl: %w", err)
				}
				runner.Program = filepath.Join(filepath.Dir(self), "lightshipctl")
			}
			if _, err := os.Stat(runner.Program); err != nil {
				return fmt.Errorf("find lightshipctl: %w; run make build, or give --program", err)
			}
			return runTrial(cmd, runner, list, out)
		},
	}
	cmd.Flags().StringVar(&runner.Program, "program", "", "lightshipctl (default: the one beside this program)")
	cmd.Flags().StringVarP(&out, "out", "o", "", "the file to write the table to, after each project (default: standard output, in the end)")
	return cmd
}

// runTrial tries one project after the other. With a file the table is written after each, so that what was seen is kept.
func runTrial(cmd *cobra.Command, runner trial.Runner, list trial.List, out string) error {
	var all []trial.Outcome
	for i, p := range list.Projects {
		began := time.Now()
		o, err := runner.Run(cmd.Context(), p)
		if err != nil {
			return err
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d, %s: %s (%s)\n", i+1, len(list.Projects), p.Name, o.State, time.Since(began).Round(time.Second))
		all = append(all, o)
		if out != "" {
			if err := writeTable(out, all); err != nil {
				return err
			}
		}
	}
	if out != "" {
		return nil
	}
	return trial.WriteTable(cmd.OutOrStdout(), all)
}

func writeTable(path string, all []trial.Outcome) error {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	err = trial.WriteTable(io.Writer(f), all)
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
