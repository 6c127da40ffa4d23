package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"lightship/engine/bases"
	"lightship/engine/rewrite"
	"lightship/engine/session"
)

// minorUsage is what --minor is for.
const minorUsage = "also say what costs so little that it is left out otherwise, such as where --link can't be written"

// rewriteCommand is the command's flags.
type rewriteCommand struct {
	source
	base       string
	only, skip []string
	inPlace    bool
	force      bool
	minor      bool
	fromImage  string
	diff       bool
	out        string
}

func newRewrite() *cobra.Command {
	var o rewriteCommand
	cmd := &cobra.Command{
		Use:   "rewrite [DIR]",
		Short: "Rewrite a project's Dockerfile without building it",
		Long: `rewrite makes the changes to the Dockerfile of the project in DIR that optimize would build, and prints the result. Nothing
is built and nothing is fetched: what is known of bases is the catalogue's. With --in-place the project's Dockerfile is
written, and its ignore file where the changes are for it too; what was there is kept as NAME.bak. With --out the Dockerfile
goes to another file, its ignore file beside it. A Dockerfile or an ignore file that somebody changes while the changes are worked out is not
written over unless --force is given.

Changes are named by the ids of their rules, which lint prints; a rule that proposes nothing for this Dockerfile may be named as
well. Changes that start turned off are only made when --only names them.

` + exitCodes(6),
		Example: `  lightshipctl rewrite . --diff
  lightshipctl rewrite . --diff | git apply
  lightshipctl rewrite . --only apt-cache-mount,exec-form --in-place
  lightshipctl rewrite . --from-image registry.example/shop:1.4 --diff
  lightshipctl rewrite . --skip final-base --out Dockerfile.light`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, folder(args)) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.base, "base", "", "the final base (default: the recommended one)")
	f.StringSliceVar(&o.only, "only", nil, "make only these changes, `ID,ID`; those they need as well")
	f.StringSliceVar(&o.skip, "skip", nil, "leave these changes out, `ID,ID`")
	f.BoolVar(&o.inPlace, "in-place", false, "write the project's Dockerfile and keep the old one as a backup")
	f.BoolVar(&o.force, "force", false, "with --in-place or --out, write over a Dockerfile that was changed since it was read; it is kept as a backup")
	f.BoolVar(&o.minor, "minor", false, minorUsage)
	f.StringVar(&o.fromImage, "from-image", "", "an image that was built of this Dockerfile, `REF|TAR`: its layers tell what RUNs wrote whose text does not")
	f.BoolVar(&o.diff, "diff", false, "print the difference as a patch in place of the Dockerfile")
	f.StringVarP(&o.out, "out", "o", "", "write the Dockerfile to this file; - is standard output")
	return cmd
}

// catalogueFacts say what the catalogue says of images, without asking a registry.
type catalogueFacts struct{}

// Facts returns the catalogue's dated facts.
func (catalogueFacts) Facts(_ context.Context, ref, _ string) (bases.Facts, error) {
	return bases.Snapshot(ref), nil
}

// Refresh is Facts: there is nothing to ask.
func (c catalogueFacts) Refresh(ctx context.Context, ref, platform string) (bases.Facts, error) {
	return c.Facts(ctx, ref, platform)
}

// Inside is never asked for, as the catalogue names no digests.
func (catalogueFacts) Inside(_ context.Context, ref, _ string, _ bases.Facts, _ func(done, total int64)) (*bases.Inside, error) {
	return nil, fmt.Errorf("the layers of %s are not read here", ref)
}

// conflict says which flags can't be given together.
func (o *rewriteCommand) conflict() error {
	given := 0
	for _, is := range []bool{o.inPlace, o.diff, o.out != ""} {
		if is {
			given++
		}
	}
	if given > 1 {
		return errors.New("--diff, --in-place and --out can't be given together: each says where the result goes")
	}
	if o.force && !o.inPlace && (o.out == "" || o.out == standardOutput) {
		return errors.New("--force goes with --in-place or --out FILE: nothing else is written over")
	}
	return nil
}

func (o *rewriteCommand) run(cmd *cobra.Command, dir string) (err error) {
	if err := o.conflict(); err != nil {
		return err
	}
	if err := checkFile(o.out); err != nil {
		return err
	}
	path, err := o.toOpen(cmd.Context(), dir)
	if err != nil {
		return err
	}
	args, err := o.args()
	if err != nil {
		return err
	}
	contexts, err := o.mounted()
	if err != nil {
		return err
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	s, err := session.ForUser(session.Settings{
		Version: version, Platform: o.platform, BuildArgs: args, Contexts: contexts, Facts: catalogueFacts{}, Log: log,
	})
	if err != nil {
		return unexpected("start", err)
	}
	defer func() {
		if closeErr := s.Close(); err == nil && closeErr != nil {
			err = unexpected("stop", closeErr)
		}
	}()
	r := runner{session: s, ctx: cmd.Context(), notes: notes(cmd)}
	n, err := o.planned(&r, dir, path)
	if err != nil {
		return err
	}
	if n.After == nil {
		return o.writeUnchanged(cmd, n)
	}
	if err := o.write(cmd, r, n); err != nil {
		return err
	}
	return writeRefused(notes(cmd), n, o.minor)
}

// planned is the plan that the flags make.
func (o *rewriteCommand) planned(r *runner, dir, path string) (*session.Snapshot, error) {
	if o.fromImage != "" {
		layers, err := layersOf(r.ctx, o.fromImage, o.platform)
		if err != nil {
			return nil, err
		}
		r.session.FromImage(layers)
	}
	n, err := r.plan(&optimize{source: o.source, base: o.base}, dir, path)
	if err == nil {
		n, err = r.idle()
	}
	if err == nil {
		n, err = o.choose(*r, n)
	}
	if err != nil {
		return n, err
	}
	r.noteBase(n, o.base)
	if o.fromImage != "" && n.AwaitsLayers() {
		fmt.Fprintf(r.notes, "%s tells nothing of this Dockerfile: its history has not all of the RUNs, so it was built of another one.\n", o.fromImage)
	}
	return n, nil
}

// choose turns the changes on and off that the flags name.
func (o *rewriteCommand) choose(r runner, n *session.Snapshot) (*session.Snapshot, error) {
	known := map[string]session.Switch{}
	var ids []string
	for _, c := range n.Changes {
		known[c.ID] = c
		ids = append(ids, c.ID)
	}
	if len(o.only)+len(o.skip) == 0 {
		return n, nil
	}
	if err := o.checkIDs(r, known, ids); err != nil {
		return n, err
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = len(o.only) == 0 && known[id].On
	}
	for _, id := range o.only {
		if _, proposed := known[id]; proposed {
			want(known, wanted, id)
		}
	}
	for _, id := range o.skip {
		wanted[id] = false
	}
	for _, id := range ids {
		r.session.Toggle(id, wanted[id])
	}
	return r.idle()
}

// checkIDs refuses ids that no rule has. One list of ids has to do for many Dockerfiles, so a rule that proposes nothing for
// this one is no error; with --only it is noted.
func (o *rewriteCommand) checkIDs(r runner, known map[string]session.Switch, ids []string) error {
	for _, id := range slices.Concat(o.only, o.skip) {
		if _, proposed := known[id]; proposed {
			continue
		}
		if !slices.ContainsFunc(rewrite.Rules(), func(r rewrite.Rule) bool { return r.ID == id }) {
			return fmt.Errorf("there is no rule %q; the changes for this Dockerfile are: %s", id, strings.Join(ids, ", "))
		}
		if slices.Contains(o.only, id) {
			fmt.Fprintf(r.notes, "%s proposes no change for this Dockerfile; lightshipctl lint says why where it is known.\n", id)
		}
	}
	return nil
}

// want turns a change on with those it needs.
func want(known map[string]session.Switch, wanted map[string]bool, id string) {
	if wanted[id] {
		return
	}
	wanted[id] = true
	for _, need := range known[id].Needs {
		want(known, wanted, need)
	}
}

// write puts the result where the flags say.
func (o *rewriteCommand) write(cmd *cobra.Command, r runner, n *session.Snapshot) error {
	out := cmd.OutOrStdout()
	switch {
	case o.diff:
		if err := n.WritePatch(out); err != nil {
			return unexpected("print the patch", err)
		}
		return nil
	case o.inPlace:
		r.session.Save(session.Save{Force: o.force})
	case o.out != "" && o.out != standardOutput:
		target, err := filepath.Abs(o.out)
		if err != nil {
			return unexpected("find "+o.out, err)
		}
		r.session.Save(session.Save{Path: target, Force: o.force})
	default:
		if _, err := out.Write(n.After.Text); err != nil {
			return unexpected("print the Dockerfile", err)
		}
		if n.Ignore != nil {
			fmt.Fprintf(notes(cmd), "%s changes too; --diff shows it, --in-place and --out write it.\n", n.IgnorePath())
		}
		return nil
	}
	saved, err := r.idle()
	if err != nil {
		return err
	}
	return writeSaved(notes(cmd), saved.Saved)
}

// writeUnchanged prints the Dockerfile as it is where the changed one would be printed, so that a pipe gets a whole file.
func (o *rewriteCommand) writeUnchanged(cmd *cobra.Command, n *session.Snapshot) error {
	if !o.diff && !o.inPlace && (o.out == "" || o.out == standardOutput) {
		if _, err := cmd.OutOrStdout().Write(n.Before.Text); err != nil {
			return unexpected("print the Dockerfile", err)
		}
	}
	if err := writeNothingToGain(notes(cmd), n, o.minor); err != nil {
		return err
	}
	if o.out != "" && o.out != standardOutput {
		fmt.Fprintf(notes(cmd), "%s was not written.\n", o.out)
	}
	return nil
}
