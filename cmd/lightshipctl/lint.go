package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/report"
	"lightship/engine/rewrite"
)

// lint is the command's flags.
type lint struct {
	source
	all    bool
	format string
	failOn string
}

func newLint() *cobra.Command {
	o := lint{format: "text", failOn: string(rewrite.Warning)}
	cmd := &cobra.Command{
		Use:   "lint DIR",
		Short: "Say what a project's Dockerfile could do better",
		Long: `lint reads the Dockerfile of the project in DIR and prints what the rules find: nothing is built, nothing is fetched, and
nothing is written. Each rule has a page in docs/rules. The exit code is 7 when a finding is as grave as --fail-on, or
graver; SARIF (2.1.0) is what code hosts show beside the lines of a change.

` + exitCodes,
		Example: `  lightshipctl lint .
  lightshipctl lint . --all --fail-on error
  lightshipctl lint . --format sarif > lightship.sarif`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args[0]) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.all, "all", false, "lint all Dockerfiles of the project, not only the first")
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
	if err := write(cmd.OutOrStdout(), result); err != nil {
		return unexpected("print the findings", err)
	}
	if o.failOn == "none" {
		return nil
	}
	if n := result.Count(rewrite.Severity(o.failOn)); n > 0 {
		return &failure{code: 7, err: fmt.Errorf("%d findings are as grave as %s, or graver", n, o.failOn)}
	}
	return nil
}

// lint asks the rules.
func (o *lint) lint(cmd *cobra.Command, dir string) (*report.Lint, error) {
	args, err := o.args()
	if err != nil {
		return nil, err
	}
	path, err := o.path(dir)
	if err != nil {
		return nil, err
	}
	p, name, err := project.Find(cmd.Context(), path)
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	names := []string{name}
	if o.all {
		names = p.Dockerfiles
	}
	result := &report.Lint{Version: version}
	for _, name := range names {
		p, err := p.Read(cmd.Context(), p.ContextFor(name))
		if err != nil {
			return nil, &failure{code: 3, err: err}
		}
		proposal, err := propose(p, name, o.target, dockerfile.Options{Name: name, BuildArgs: args, Platform: o.platform})
		if err != nil {
			return nil, &failure{code: 3, err: err}
		}
		result.Files = append(result.Files, report.NewLintFile(filepath.ToSlash(name), proposal))
	}
	return result, nil
}

// propose reads a Dockerfile of a project and asks the rules.
func propose(p *project.Project, name, target string, o dockerfile.Options) (*rewrite.Proposal, error) {
	text, err := os.ReadFile(filepath.Join(p.Root, filepath.FromSlash(name)))
	if err != nil {
		return nil, fmt.Errorf("read the Dockerfile: %w", err)
	}
	f, err := dockerfile.Parse(text, o)
	if err != nil {
		return nil, err
	}
	return rewrite.Propose(rewrite.Input{
		File: f, Options: o, Project: p, Target: target, Program: rewrite.Predict(p, f, target),
	})
}
