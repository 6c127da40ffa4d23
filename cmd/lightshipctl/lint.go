package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"lightship/engine/language"
	"lightship/engine/report"
	"lightship/engine/rewrite"
	"lightship/engine/stagegraph"
)

// lint is the command's flags.
type lint struct {
	source
	all    bool
	minor  bool
	format string
	failOn string
}

func newLint() *cobra.Command {
	o := lint{format: "text", failOn: string(rewrite.Warning)}
	cmd := &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Say what a project's Dockerfile could do better",
		Long: `lint reads the Dockerfile of the project in DIR and prints what the rules find: nothing is built, nothing is fetched, and
nothing is written. Each rule has a page in docs/rules. The exit code is 7 when a finding is as grave as --fail-on, or
graver; SARIF (2.1.0) is what code hosts show beside the lines of a change.

` + exitCodes(7),
		Example: `  lightshipctl lint .
  lightshipctl lint . --all --fail-on error
  lightshipctl lint . --format sarif > lightship.sarif`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, folder(args)) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "lint all Dockerfiles of the project, not only the first")
	f.BoolVar(&o.minor, "minor", false, minorUsage)
	f.StringVar(&o.format, "format", o.format, "text, json or sarif")
	f.StringVar(&o.failOn, "fail-on", o.failOn, "the severity that makes the exit code 7: error, warning, info or none")
	complete(cmd, "format", "text", "json", "sarif")
	complete(cmd, "fail-on", "error", "warning", "info", "none")
	return cmd
}

// lintWriter returns what writes a format, nil for an unknown one.
func lintWriter(format string) func(io.Writer, *report.Lint) error {
	switch format {
	case "text":
		return report.WriteLintText
	case "json":
		return report.WriteLintJSON
	case "sarif":
		return report.WriteSARIF
	}
	return nil
}

func (o *lint) run(cmd *cobra.Command, dir string) error {
	write := lintWriter(o.format)
	if write == nil {
		return fmt.Errorf("--format %q is not known; use text, json or sarif", o.format)
	}
	if !slices.Contains([]string{"error", "warning", "info", "none"}, o.failOn) {
		return fmt.Errorf("--fail-on %q is not known; use error, warning, info or none", o.failOn)
	}
	result, err := o.lint(cmd, dir)
	if err != nil {
		return err
	}
	if err := o.print(cmd.OutOrStdout(), func(w io.Writer) error { return write(w, result) }); err != nil {
		return unexpected("print the findings", err)
	}
	if o.failOn == "none" {
		return nil
	}
	if n := result.Count(rewrite.Severity(o.failOn)); n > 0 {
		return &failure{code: 7, err: fmt.Errorf("%s as grave as %s, or graver", grave(n), o.failOn)}
	}
	return nil
}

func grave(n int) string {
	if n == 1 {
		return "1 finding is"
	}
	return fmt.Sprintf("%d findings are", n)
}

// lint asks the rules.
func (o *lint) lint(cmd *cobra.Command, dir string) (*report.Lint, error) {
	c, err := o.find(cmd.Context(), dir)
	if err != nil {
		return nil, err
	}
	choices := []*chosen{c}
	if !o.all {
		o.noteOthers(notes(cmd), c.project, c.name, dir, ", or take them all with --all")
	} else {
		if choices, err = o.every(c.project); err != nil {
			return nil, err
		}
	}
	result := &report.Lint{Version: version}
	for _, c := range choices {
		proposal, err := o.propose(cmd.Context(), c)
		if err != nil {
			return nil, unusable(err)
		}
		result.Files = append(result.Files, report.NewLintFile(c.name, proposal, o.minor))
	}
	return result, nil
}

// propose reads what belongs to a Dockerfile and asks the rules.
func (o *lint) propose(ctx context.Context, c *chosen) (*rewrite.Proposal, error) {
	p, err := language.All().Read(ctx, c.project, c.build.Context)
	if err != nil {
		return nil, err
	}
	f, options, err := c.parse(o.platform)
	if err != nil {
		return nil, err
	}
	// What BuildKit refuses to build is said as rewrite says it, and nothing else.
	if _, err := stagegraph.New(f, c.build.Target); err != nil {
		return nil, err
	}
	return rewrite.Propose(rewrite.Input{
		File: f, Options: options, Project: p, Target: c.build.Target, Program: rewrite.Predict(p, f, c.build.Target),
	})
}
