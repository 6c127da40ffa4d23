package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lightship/engine/printable"
	"lightship/engine/secret"
)

// leaving is where a command prints what is not the user's own file: secrets are masked in it, and what others wrote can't
// steer the terminal. Each Write is taken as a whole.
type leaving struct {
	to      io.Writer
	secrets *secret.Masker
}

// Write writes the text as it may leave.
func (l leaving) Write(p []byte) (int, error) {
	if _, err := io.WriteString(l.to, printable.Text(l.secrets.MaskSure(string(p)))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// notes is where a command says what the user should know beside its result.
func notes(cmd *cobra.Command) io.Writer { return leaving{cmd.ErrOrStderr(), nil} }

// print hands write a place to print to, and prints it all at once: what is secret may be in several writes.
func (s *source) print(w io.Writer, write func(io.Writer) error) error {
	return leave(w, s.secrets, write)
}

func leave(w io.Writer, secrets *secret.Masker, write func(io.Writer) error) error {
	var b strings.Builder
	if err := write(&b); err != nil {
		return err
	}
	_, err := io.WriteString(leaving{w, secrets}, b.String())
	return err
}
