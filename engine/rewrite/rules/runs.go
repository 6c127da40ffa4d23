package rules

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// run is a RUN whose script was read.
type run struct {
	*model.Script
	stage *model.Stage
	index int
	ins   dockerfile.Instruction
}

// runsKey is the key that runs is remembered by.
type runsKey struct{}

// runs are the RUNs of all stages whose scripts were read, in the order of the file.
func runs(m *model.Model) []run {
	return m.Remember(runsKey{}, func() any {
		var out []run
		for _, s := range m.Stages {
			for _, i := range s.Runs() {
				out = append(out, run{Script: s.Scripts[i], stage: s, index: i, ins: s.Instructions[i]})
			}
		}
		return out
	}).([]run)
}

// user is the user that the RUN runs as.
func (r run) user() string { return r.stage.Users[r.index] }

// edit is the edit of the RUN's text.
func (r run) edit(list []model.Replacement) []dockerfile.Edit {
	return []dockerfile.Edit{{Lines: r.ins.Lines, Text: model.Replace(r.Text, list)}}
}

// line says where an instruction stands, to begin a reason with.
func line(ins dockerfile.Instruction) string { return fmt.Sprintf("line %d", ins.Lines.First) }

// isFlag says whether a word is a flag.
func isFlag(w model.Word) bool { return strings.HasPrefix(w.Raw, "-") }

// operands are the arguments of a command that are no flags, from the n-th on; ok is false when one can't be told.
func operands(c model.Command, n int) (out []string, ok bool) {
	for _, w := range c.Args[min(n, len(c.Args)):] {
		if isFlag(w) {
			continue
		}
		if !w.Known {
			return nil, false
		}
		out = append(out, w.Text)
	}
	return out, true
}

// hasFlag says whether a command has one of the flags, alone or with a value joined by "=".
func hasFlag(c model.Command, names ...string) bool {
	for _, w := range c.Args {
		name, _, _ := strings.Cut(w.Raw, "=")
		for _, n := range names {
			if name == n {
				return true
			}
		}
	}
	return false
}

// has says whether a list of words, separated by blanks, has a word.
func has(list, w string) bool {
	return w != "" && strings.Contains(" "+list+" ", " "+w+" ")
}

// copyOf returns an instruction's COPY, nil when it is none.
func copyOf(ins dockerfile.Instruction) *instructions.CopyCommand {
	c, _ := ins.Command.(*instructions.CopyCommand)
	return c
}

// below says whether a path is a folder or stands in it.
func below(p, folder string) bool {
	return p == folder || strings.HasPrefix(p, strings.TrimSuffix(folder, "/")+"/")
}

// edit is the edit that gives an instruction another text.
func edit(ins dockerfile.Instruction, text string) dockerfile.Edit {
	return dockerfile.Edit{Lines: ins.Lines, Text: text}
}
