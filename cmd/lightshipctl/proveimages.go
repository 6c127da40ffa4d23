package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"lightship/engine/proof"
	"lightship/engine/secret"
	"lightship/engine/session"
)

// images starts two images that are there already and compares them; nothing is built.
func (o *prove) images(cmd *cobra.Command, before, after string, words []string) (err error) {
	settings, err := o.asking.settings(words)
	if err != nil {
		return err
	}
	folders, err := session.DefaultFolders()
	if err != nil {
		return unexpected("start", err)
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	if o.logs {
		log.SetOutput(os.Stderr)
	}
	engine, err := session.UserEngine(folders, log)
	if err != nil {
		return unexpected("start", err)
	}
	defer func() {
		if closed := engine.Close(); err == nil && closed != nil {
			err = unexpected("stop the builder", closed)
		}
	}()
	if err := proof.Able(engine); err != nil {
		return unusable(err)
	}
	ctx := cmd.Context()
	var both [2]proof.Image
	for i, name := range []string{before, after} {
		img, err := openImage(ctx, folders, name, o.platform)
		if err != nil {
			return &failure{code: 3, err: fmt.Errorf("open the image %s: %w", name, err)}
		}
		if both[i], err = proof.Import(ctx, engine, []string{"before", "after"}[i], img); err != nil {
			return enginesError("take in the image "+name, err)
		}
	}
	result, err := proof.Prove(ctx, engine, both[0], both[1], settings, func(step string) { fmt.Fprintln(notes(cmd), step) })
	if err != nil {
		return enginesError("start both images", err)
	}
	if err := o.print(cmd.OutOrStdout(), settings.Secrets, result); err != nil {
		return err
	}
	return proofError(result)
}

// building are the flags that say how a project is built.
var building = []string{"dockerfile", "service", "bake-target", "context", "target", "build-context", "build-arg", "secret", "base"}

// onlyImages refuses the flags that say how to build.
func onlyImages(cmd *cobra.Command) error {
	for _, name := range building {
		if cmd.Flags().Changed(name) {
			return fmt.Errorf("--%s is for building a project, and two images are not built: leave it out, or give one folder", name)
		}
	}
	return nil
}

// enginesError is an error of the engine's, with what to do next where that is known.
func enginesError(doing string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	if p := session.ProblemOf(err); p != nil {
		return problemError(p)
	}
	return unexpected(doing, err)
}

// print writes a proof as the flags say.
func (o *prove) print(w io.Writer, secrets *secret.Masker, result *proof.Result) error {
	write := writeProof
	if o.json {
		write = writeProofJSON
	}
	if err := leave(w, secrets, func(w io.Writer) error { return write(w, result) }); err != nil {
		return unexpected("print the proof", err)
	}
	return nil
}
