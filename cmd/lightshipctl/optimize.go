package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"lightship/engine/build"
	"lightship/engine/pull"
	"lightship/engine/report"
	"lightship/engine/session"
)

// optimize is the command's flags.
type optimize struct {
	source
	base string
	link string
	out  string
	// json and markdown say what is printed in place of the summary; one of them at most is set.
	json, markdown bool
	logs           bool
	// proves says that both images are started too, as asking says.
	proves       bool
	asking       asking
	buildSecrets buildSecrets
}

func newOptimize() *cobra.Command {
	var o optimize
	cmd := &cobra.Command{
		Use:   "optimize [DIR]",
		Short: "Rewrite a project's Dockerfile, build before and after, and compare them",
		Long: `optimize rewrites the Dockerfile of the project in DIR into a multi-stage one, builds the old and the new one with
BuildKit, and prints size and pull time before and after. The project itself is never written to. With --out it
writes the after Dockerfile, report.html and report.json; a file that is there already is kept as a backup.

` + exitCodes(4, 5, 6, 8, 9, 10),
		Example: `  lightshipctl optimize .
  lightshipctl optimize shop --out shop-light
  lightshipctl optimize shop --base gcr.io/distroless/base-debian12:nonroot --link 1gbit,5ms
  lightshipctl optimize . --target api --build-arg VERSION=1.4 --json > report.json
  lightshipctl optimize . --markdown >> "$GITHUB_STEP_SUMMARY"`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, folder(args)) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.base, "base", "", "the final base, such as gcr.io/distroless/static-debian12:nonroot (default: the recommended one)")
	f.StringVar(&o.link, "link", "", "the link that pull times are said for, such as 100mbit,30ms (default: "+pull.DefaultLink().String()+")")
	f.StringVarP(&o.out, "out", "o", "", "the folder to write the Dockerfile and the report to; - prints the Dockerfile and writes nothing (default: nothing is written)")
	f.BoolVar(&o.json, "json", false, "print the report as JSON in place of the summary; nothing when there is nothing to change")
	f.BoolVar(&o.markdown, "markdown", false, "print the report as Markdown in place of the summary, for a pull request's comment; nothing when there is nothing to change")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	f.BoolVar(&o.proves, "prove", false, "also start both images, learn from what differs, and end with 8 when they do not do the same in the end (see lightshipctl prove)")
	f.BoolVar(&o.asking.tries, "try", false, "also try the changes that need proof and lighter bases, one start after the other, and keep what does the same; with --prove's flags")
	o.asking.flags(cmd)
	o.buildSecrets.flags(cmd)
	f.BoolVar(&o.logs, "log", false, "print Lightship's own log, with the builder's, to standard error")
	return cmd
}

// settings are the session's, from the flags.
func (o *optimize) settings(screen *screen) (session.Settings, error) {
	settings := session.Settings{Version: version, Platform: o.platform, Raw: screen.side}
	var err error
	if settings.BuildArgs, err = o.args(); err != nil {
		return settings, err
	}
	if settings.BuildSecrets, err = o.buildSecrets.values(); err != nil {
		return settings, err
	}
	if settings.Contexts, err = o.mounted(); err != nil {
		return settings, err
	}
	if o.link != "" {
		if settings.Link, err = pull.ParseLink(o.link); err != nil {
			return settings, err
		}
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	if o.logs {
		log.SetOutput(os.Stderr)
	}
	settings.Log = log
	return settings, nil
}

func (o *optimize) run(cmd *cobra.Command, dir string) error {
	if o.out == standardOutput && (o.json || o.markdown) {
		return errors.New("--out - prints the Dockerfile, --json and --markdown print a report: give one of them, or name a folder")
	}
	if err := o.checkAsking(cmd); err != nil {
		return err
	}
	if o.out != "" && o.out != standardOutput {
		if err := checkFolder(o.out); err != nil {
			return err
		}
	}
	return o.inSession(cmd, dir, func(r *runner, path string) error {
		if o.starts() {
			if err := r.session.MayStart(); err != nil {
				return unusable(err)
			}
		}
		if o.asFound() {
			r.session.BuildAhead()
		} else {
			r.session.StartEngine()
		}
		return o.optimize(cmd, r, dir, path)
	})
}

// checkAsking finds what is wrong with how both are started before anything is built.
func (o *optimize) checkAsking(cmd *cobra.Command) error {
	if !o.starts() {
		return o.asking.unasked(cmd)
	}
	_, err := o.asking.settings(nil)
	return err
}

// inSession starts a session with the flags' settings and hands it over with the path that dir means; it ends with do.
func (o *optimize) inSession(cmd *cobra.Command, dir string, do func(r *runner, path string) error) (err error) {
	path, err := o.toOpen(cmd.Context(), dir)
	if err != nil {
		return err
	}
	screen := newScreen(cmd.ErrOrStderr())
	settings, err := o.settings(screen)
	if err != nil {
		return err
	}
	s, err := session.ForUser(settings)
	if err != nil {
		return unexpected("start", err)
	}
	defer func() {
		if closeErr := s.Close(); err == nil && closeErr != nil {
			err = unexpected("stop the builder", closeErr)
		}
	}()
	return do(&runner{session: s, screen: screen, ctx: cmd.Context(), notes: notes(cmd)}, path)
}

// starts says whether both images are started too.
func (o *optimize) starts() bool { return o.proves || o.asking.tries }

// planWithFacts is plan, which waits for what registries say where nothing is to be changed before: the digest of a base that is to be
// pinned can bring a change.
func (r *runner) planWithFacts(o *optimize, dir, path string) (*session.Snapshot, error) {
	n, err := r.plan(o, dir, path)
	if err != nil || n.After != nil || !n.BasesLoading {
		return n, err
	}
	return r.session.Wait(r.ctx, func(n *session.Snapshot) bool { return session.Idle(n) && !n.BasesLoading && !n.Planning })
}

// optimize plans, builds before and after, and prints and exports what comes of it.
func (o *optimize) optimize(cmd *cobra.Command, r *runner, dir, path string) error {
	snapshot, err := r.planWithFacts(o, dir, path)
	if err != nil {
		return err
	}
	r.noteBase(snapshot, o.base)
	if !o.asking.tries && snapshot.OnlyTries() {
		return o.nothing(cmd, r, snapshot)
	}
	if snapshot.After != nil || snapshot.AwaitsLayers() {
		// The plan is settled when the facts of the bases have come, which the before build does not wait for.
		r.screen.between = func(w io.Writer) { writePlan(leaving{w, r.session.Secrets()}, r.session.Snapshot()) }
		if snapshot, err = r.rebuild(); err != nil {
			return err
		}
	}
	if snapshot.After == nil {
		return o.nothing(cmd, r, snapshot)
	}
	if o.starts() {
		if snapshot, err = r.proven(o.asking); err != nil {
			return err
		}
	}
	return o.result(cmd, r, snapshot)
}

// nothing says that there is nothing to change, and why.
func (o *optimize) nothing(cmd *cobra.Command, r *runner, n *session.Snapshot) error {
	out := cmd.OutOrStdout()
	if o.json || o.markdown {
		// There is no comparison to print, and the text would not be a report.
		out = cmd.ErrOrStderr()
	}
	return writeNothingToGain(leaving{out, r.session.Secrets()}, n, false)
}

// result prints and exports what came of it.
func (o *optimize) result(cmd *cobra.Command, r *runner, snapshot *session.Snapshot) error {
	write := o.summary(snapshot)
	switch {
	case o.json:
		write = report.WriteJSON
	case o.markdown:
		write = report.WriteMarkdown
	}
	result := cmd.OutOrStdout()
	if o.out == standardOutput {
		result = cmd.ErrOrStderr()
	}
	err := leave(result, r.session.Secrets(), func(w io.Writer) error { return write(w, snapshot.Comparison) })
	if err != nil {
		return unexpected("print the result", err)
	}
	if o.out == standardOutput {
		if _, err := cmd.OutOrStdout().Write(snapshot.After.Text); err != nil {
			return unexpected("print the Dockerfile", err)
		}
		return proofError(snapshot.Proof)
	}
	if err := r.export(notes(cmd), o.out); err != nil {
		return err
	}
	return proofError(snapshot.Proof)
}

// runner drives a session from one command to the next.
type runner struct {
	session *session.Session
	screen  *screen
	ctx     context.Context
	// notes is where what the user should know is said.
	notes io.Writer
}

// done waits for the commands given so far to end, and returns the problem they ended with.
func (r *runner) done() (*session.Snapshot, error) { return r.until(session.Settled) }

// idle waits until the plan stands on all facts there are, and returns the problem it ended with.
func (r *runner) idle() (*session.Snapshot, error) { return r.until(session.Idle) }

func (r *runner) until(done func(*session.Snapshot) bool) (*session.Snapshot, error) {
	n, err := r.session.Wait(r.ctx, done)
	if err != nil {
		return n, err
	}
	return n, problemError(n.Problem)
}

// plan opens the project and chooses what the flags say.
func (r *runner) plan(o *optimize, dir, path string) (*session.Snapshot, error) {
	r.session.Open(path)
	n, err := r.done()
	if err == nil {
		o.noteOthers(r.notes, n.Project, n.Dockerfile, dir, "")
		n, err = r.choose(o, dir, n)
	}
	if err == nil && o.target != "" {
		r.session.ChooseTarget(o.target)
		n, err = r.done()
	}
	if err == nil && o.base != "" {
		r.session.ChooseBase(o.base)
		if n, err = r.session.Wait(r.ctx, session.Settled); err == nil && n.BaseUnused == "" {
			err = problemError(n.Problem)
		}
		// Other flags may turn on what the base needs: what is unused in the end is noted.
		r.session.DismissProblem()
	}
	return n, err
}

// noteBase says why the Dockerfile does not stand on the base that was asked for, where it does not.
func (r *runner) noteBase(n *session.Snapshot, base string) {
	if n.BaseUnused != "" {
		fmt.Fprintf(r.notes, "The Dockerfile does not stand on %s: %s\n", base, n.BaseUnused)
	}
}

// choose chooses the build and the context that the flags name.
func (r *runner) choose(o *optimize, dir string, n *session.Snapshot) (*session.Snapshot, error) {
	name, err := o.dockerfileIn(n.Project, dir)
	if err != nil {
		return n, err
	}
	declared, err := o.declared(n.Project)
	if err != nil {
		return n, err
	}
	switch {
	case declared != nil:
		r.session.ChooseBuild(declared.ID)
	case name != "":
		r.session.ChooseDockerfile(name)
	}
	if n, err = r.done(); err != nil || o.context == "" {
		return n, err
	}
	inside, err := o.contextDir(n.Project)
	if err != nil {
		return n, err
	}
	r.session.ChooseContext(inside)
	return r.done()
}

// cancelGrace is how long an interrupted build may take to end.
const cancelGrace = 3 * time.Second

func (r *runner) rebuild() (*session.Snapshot, error) {
	r.session.Rebuild()
	n, err := r.done()
	if r.ctx.Err() != nil {
		r.session.Cancel()
		ctx, stop := context.WithTimeout(context.Background(), cancelGrace)
		defer stop()
		_, _ = r.session.Wait(ctx, session.Settled)
	}
	r.screen.close()
	noteNetwork(r.notes, n.Engine.Network)
	return n, err
}

// noteNetwork says that RUN steps can reach what listens on this computer, where nobody chose that and it is news.
func noteNetwork(w io.Writer, n *build.Network) {
	if n == nil || n.Own || n.Chosen || !n.New {
		return
	}
	why := "it could not be made: " + n.Failed
	switch {
	case n.Rootless:
		why = "BuildKit has to run as root for that"
	case len(n.Missing) > 0:
		why = "it takes " + strings.Join(n.Missing, ", ")
	}
	fmt.Fprintf(w, "RUN steps share this computer's network, and can reach what listens on its loopback. They have none of their own: %s.\n"+
		"  This is said once; docs/security.md says more, and LIGHTSHIP_NETWORK=host chooses it.\n", why)
}

// export writes the files to a folder, if one was given.
func (r *runner) export(w io.Writer, dir string) error {
	if dir == "" {
		_, err := fmt.Fprintln(w, "Nothing was written; give --out DIR to keep the Dockerfile and the report.")
		return err
	}
	r.session.Export(dir)
	n, err := r.done()
	if err != nil {
		return err
	}
	return writeSaved(w, n.Saved)
}

// writeSaved says which files were written, and where what was there before is kept.
func writeSaved(w io.Writer, saved []session.SavedFile) error {
	for _, f := range saved {
		line := "wrote " + f.Path
		if f.Backup != "" {
			line += " (the old one is " + f.Backup + ")"
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}
