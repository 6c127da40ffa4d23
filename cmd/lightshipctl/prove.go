package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"lightship/engine/compare"
	"lightship/engine/foreign"
	"lightship/engine/proof"
	"lightship/engine/session"
)

// The exit codes of a proof.
const (
	differsCode = 8
	unknownCode = 9
)

// asking is how both images are started and what they are asked; commands that prove share it.
type asking struct {
	probes, env, envFiles, without []string
	stdin                          string
	watch, ready                   time.Duration
	// tries says that changes and bases are tried too, of optimize alone.
	tries bool
}

func (a *asking) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&a.probes, "probe", nil, "what both are asked besides what is found: http:/path, http:8080/path, 'POST http:/path=201', tcp:5432, 'cmd:COMMAND'")
	f.StringArrayVar(&a.env, "env", nil, "a variable for both, `NAME=VALUE`; NAME alone takes the environment's value")
	f.StringArrayVar(&a.envFiles, "env-file", nil, "a file with variables for both (the project's .env and its compose file are read anyway)")
	f.StringArrayVar(&a.without, "without", nil, "an address that the program may do without, `HOST` or HOST:PORT")
	f.StringVar(&a.stdin, "stdin", "", "a `FILE` that the program reads")
	f.DurationVar(&a.watch, "watch", 0, "how long each is watched at least (default 2.3s)")
	f.DurationVar(&a.ready, "ready", 0, "how long each has to listen or to end (default: 8s, 40s when it says that it will listen)")
}

// unasked says which flag says how both are started where neither is; nil when there is none.
func (a *asking) unasked(cmd *cobra.Command) error {
	for _, name := range []string{"probe", "env", "env-file", "without", "stdin", "watch", "ready"} {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s says how both images are started: give --prove or --try too", name)
		}
	}
	return nil
}

// mostVariables and mostInput are how many bytes of a file of variables, and of what the program reads, are taken.
const (
	mostVariables = 1 << 20
	mostInput     = 64 << 20
)

// settings are the flags' for a proof; args are the words behind --, nil when there are none.
func (a *asking) settings(args []string) (proof.Settings, error) {
	s := proof.Settings{Without: a.without, Args: args}
	s.Times.Watch, s.Times.Ready = a.watch, a.ready
	for name, d := range map[string]time.Duration{"watch": a.watch, "ready": a.ready} {
		if d < 0 || d > proof.Longest {
			return s, fmt.Errorf("--%s %s is no time to wait; give one up to %s, such as 10s", name, d, proof.Longest)
		}
	}
	if slices.Contains(a.without, "") {
		return s, errors.New("--without names no address; write --without HOST or HOST:PORT")
	}
	for _, text := range a.probes {
		p, err := proof.ParseProbe(text)
		if err != nil {
			return s, err
		}
		s.Probes = append(s.Probes, p)
	}
	for _, name := range a.envFiles {
		text, err := named("read the variables", name, mostVariables)
		if err != nil {
			return s, err
		}
		s.Env = proof.Merge(s.Env, proof.ParseEnv(string(text), name))
	}
	for _, pair := range a.env {
		name, value, given := strings.Cut(pair, "=")
		if name == "" {
			return s, fmt.Errorf("--env %q has no name; write --env NAME=VALUE", pair)
		}
		if !given {
			if value, given = os.LookupEnv(name); !given {
				continue
			}
		}
		s.Env = proof.Merge(s.Env, []proof.Variable{proof.NewVariable(name, value, "")})
	}
	if a.stdin != "" {
		text, err := named("read what the program reads", a.stdin, mostInput)
		if err != nil {
			return s, err
		}
		s.Stdin = text
	}
	return s, nil
}

// named reads a file that a flag names.
func named(doing, name string, most int64) ([]byte, error) {
	text, err := foreign.ReadNamed(name, most)
	switch {
	case errors.Is(err, foreign.ErrLarge):
		return nil, unusable(fmt.Errorf("%s: %v; give a smaller file", doing, err))
	case err != nil:
		return nil, unusable(fmt.Errorf("%s: %w", doing, err))
	}
	return text, nil
}

// prove is the command's flags.
type prove struct{ optimize }

func newProve() *cobra.Command {
	var o prove
	cmd := &cobra.Command{
		Use:   "prove [DIR | BEFORE AFTER] [-- ARGUMENT...]",
		Short: "Start the images before and after the same way, and say whether they do the same",
		Long: `prove builds before and after as optimize does, starts both the same way in containers that reach nobody, asks both the
same, and says what differs and why. What it asks it finds by itself: the ports of EXPOSE and those that are listened on,
HEALTHCHECK, /, /health, /healthz, what pages load and what an OpenAPI description lists. A program that ends is compared by
its exit code and what it prints. The words behind -- take the place of the image's command.

With two images nothing is built: each is a reference, an OCI layout or archive, or a file that docker save wrote.

` + exitCodes(4, 5, 8, 9, 10),
		Example: `  lightshipctl prove .
  lightshipctl prove shop --probe http:/feed.xml --env-file shop.env
  lightshipctl prove tool --json -- --version
  lightshipctl prove registry.example.org/shop:1 shop.tar`,
		Args: func(cmd *cobra.Command, args []string) error {
			if at := cmd.ArgsLenAtDash(); at >= 0 {
				args = args[:at]
			}
			if len(args) == 2 {
				return onlyImages(cmd)
			}
			return oneFolder(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			var words []string
			if at := cmd.ArgsLenAtDash(); at >= 0 {
				words, args = args[at:], args[:at]
			}
			if len(args) == 2 {
				return o.images(cmd, args[0], args[1], words)
			}
			return o.run(cmd, folder(args), words)
		},
	}
	o.source.flags(cmd)
	o.buildSecrets.flags(cmd)
	o.asking.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.base, "base", "", "the final base (default: the recommended one)")
	f.BoolVar(&o.json, "json", false, "print all that was seen as JSON")
	f.BoolVar(&o.logs, "log", false, "print Lightship's own log, with the builder's, to standard error")
	return cmd
}

func (o *prove) run(cmd *cobra.Command, dir string, words []string) error {
	settings, err := o.asking.settings(words)
	if err != nil {
		return err
	}
	return o.inSession(cmd, dir, func(r *runner, path string) error {
		if err := r.session.MayStart(); err != nil {
			return unusable(err)
		}
		r.session.StartEngine()
		n, err := r.plan(&o.optimize, dir, path)
		if err != nil {
			return err
		}
		if n.After != nil || n.AwaitsLayers() {
			if n, err = r.rebuild(); err != nil {
				return err
			}
		}
		if n.After == nil {
			return writeNothingToGain(cmd.ErrOrStderr(), n, false)
		}
		result, err := r.prove(settings)
		if err != nil {
			return err
		}
		if err := o.print(cmd.OutOrStdout(), r.session.Secrets(), result); err != nil {
			return err
		}
		return proofError(result)
	})
}

// prove starts both images of the comparison.
func (r *runner) prove(settings proof.Settings) (*proof.Result, error) {
	r.session.Prove(settings)
	n, err := r.done()
	if r.ctx.Err() != nil {
		r.session.Cancel()
	}
	if err != nil {
		return nil, err
	}
	if n.Proof == nil {
		return nil, &failure{code: 130, err: errors.New("the start of both was canceled")}
	}
	return n.Proof, nil
}

// summary prints a comparison and, where both images were started, what came of that.
func (o *optimize) summary(n *session.Snapshot) func(io.Writer, *compare.Comparison) error {
	return func(w io.Writer, c *compare.Comparison) error {
		if err := writeSummary(w, c); err != nil || n.Proof == nil {
			return err
		}
		if err := errors.Join(writeRounds(w, n), writeTries(w, n)); err != nil {
			return err
		}
		return writeProof(w, n.Proof)
	}
}

// proofError is an error with the exit code of a verdict, nil when both are the same or were not started.
func proofError(r *proof.Result) error {
	switch {
	case r == nil:
	case r.Verdict == proof.Differs:
		return &failure{code: differsCode, err: errors.New("the images do not do the same")}
	case r.Verdict == proof.Unknown:
		return &failure{code: unknownCode, err: errors.New("it could not be told whether the images do the same")}
	}
	return nil
}

func writeProofJSON(w io.Writer, r *proof.Result) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// marks are what stands before a row.
var marks = map[proof.State]string{proof.Different: "!", proof.Alike: "=", proof.Measured: "~"}

// writeProof prints a proof as a table: what differs first.
func writeProof(w io.Writer, r *proof.Result) error {
	fmt.Fprintf(w, "\nStarted both: %s\n", r.Summary())
	for _, reason := range r.Reasons {
		fmt.Fprintf(w, "  %s\n", reason.Says())
		if reason.Said != "" {
			fmt.Fprintf(w, "    it said: %s\n", reason.Said)
		}
		fmt.Fprintf(w, "    %s\n", reason.Next())
	}
	err := writeRows(w, r)
	if sights := r.Sights(); err == nil && len(sights) > 0 {
		_, err = fmt.Fprintf(w, "Seen when it ran: %s\n", strings.Join(sights, "; "))
	}
	return err
}

// inLine is a text with each run of blanks made one: a path may have a line end in it.
func inLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// writeRows prints the rows of a proof in columns, each with what is to be said of it below.
func writeRows(w io.Writer, r *proof.Result) error {
	var table strings.Builder
	t := tabwriter.NewWriter(&table, 0, 4, 3, ' ', 0)
	for _, row := range r.Rows {
		fmt.Fprintf(t, "  %s %s\t%s\t%s\t\n", marks[row.State], inLine(row.Name), inLine(row.Before), inLine(row.After))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	lines := strings.Split(table.String(), "\n")
	for i, row := range r.Rows {
		said := []string{strings.TrimRight(lines[i], " ")}
		if row.State == proof.Different && row.Detail != "" {
			said = append(said, "      "+row.Detail)
		}
		for _, c := range r.NewCauses(i) {
			said = append(said, "      "+c.Says())
		}
		if _, err := fmt.Fprintln(w, strings.Join(said, "\n")); err != nil {
			return err
		}
	}
	return nil
}
