package rewrite

import (
	"bytes"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// withComments lets the edits that remove an instruction remove the comments right above it too, which describe it. A comment that
// another edit stands at stays.
func withComments(m *model.Model, edits []dockerfile.Edit) []dockerfile.Edit {
	out := slices.Clone(edits)
	for i, e := range out {
		if e.Text != "" || e.Lines.Last < e.Lines.First {
			continue
		}
		wide := m.WithComments(e.Lines)
		for _, other := range edits {
			if other.Lines != e.Lines && other.Lines.First <= e.Lines.First {
				wide.First = max(wide.First, other.Lines.First, other.Lines.Last+1)
			}
		}
		out[i].Lines = wide
	}
	return out
}

// tidy makes what was written look as if its writer had written it: one ENV in place of two, and lines that go on are indented as
// the file's own are. What the user wrote stays as it is.
func (w *rewriting) tidy() {
	if w.err != nil || bytes.Equal(w.model.File.Source, w.p.in.File.Source) {
		return
	}
	own := w.p.model.File
	written := map[string]bool{}
	for _, s := range own.Stages {
		for _, ins := range s.Instructions {
			written[ins.Text] = true
		}
	}
	for range 2 { // Three ENV in a row need it twice.
		w.applyAsIs(joinedEnvs(w.model.File, written))
	}
	if indent := indentation(own); indent != indented {
		w.applyAsIs(reindented(w.model.File, own, indent))
	}
}

// joinedEnvs are the edits that make one ENV of two that follow each other, where one of them is not the user's own. A variable
// that the first sets has another value in the second, so that they stay apart where the second uses or sets it.
func joinedEnvs(f *dockerfile.File, written map[string]bool) []dockerfile.Edit {
	var edits []dockerfile.Edit
	for _, s := range f.Stages {
		for i := 1; i < len(s.Instructions); i++ {
			a, b := s.Instructions[i-1], s.Instructions[i]
			if b.Lines.First != a.Lines.Last+1 || written[a.Text] && written[b.Text] || !canJoin(a, b) {
				continue
			}
			text := strings.ReplaceAll(a.Text, "\r\n", "\n") + " \\\n" + indented + envWords(b)
			edits = append(edits, dockerfile.Edit{Lines: dockerfile.Lines{First: a.Lines.First, Last: b.Lines.Last}, Text: text})
			i++
		}
	}
	return edits
}

// indented is how lines that go on are indented where the file has no way of its own.
const indented = "    "

// canJoin says whether the variables of two instructions can be set by one.
func canJoin(a, b dockerfile.Instruction) bool {
	first, second := envOf(a), envOf(b)
	if first == nil || second == nil {
		return false
	}
	for _, kv := range first.Env {
		sets := func(other instructions.KeyValuePair) bool { return other.Key == kv.Key }
		if slices.Contains(model.ReferencedVars(b.Text), kv.Key) || slices.ContainsFunc(second.Env, sets) {
			return false
		}
	}
	return true
}

// envOf is an ENV of the form that sets more than one variable; nil for any other instruction.
func envOf(ins dockerfile.Instruction) *instructions.EnvCommand {
	c, ok := ins.Command.(*instructions.EnvCommand)
	if !ok || slices.ContainsFunc(c.Env, func(kv instructions.KeyValuePair) bool { return kv.NoDelim }) || strings.Contains(ins.Text, "#") {
		return nil
	}
	return c
}

// envWords is what an ENV sets, as it is written.
func envWords(ins dockerfile.Instruction) string {
	text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
	return strings.TrimSpace(text[model.KeywordEnd(text, ins.Keyword):])
}

// widest is the most blanks of an indentation: more are there to put lines below a word of the first one.
const widest = 8

// indentation is how most instructions of a file that go on over more lines indent the second; indented for a file that has none, or
// that indents any line so.
func indentation(f *dockerfile.File) string {
	count := map[string]int{}
	for _, s := range f.Stages {
		for _, ins := range s.Instructions {
			for i, line := range continued(f, ins) {
				indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
				if indent == indented {
					return indented
				}
				if i == 0 && indent != "" && len(indent) <= widest {
					count[indent]++
				}
			}
		}
	}
	best := indented
	for indent, n := range count {
		if n > count[best] || n == count[best] && indent < best {
			best = indent
		}
	}
	return best
}

// continued are the lines of an instruction behind its first one, without those of heredocs and comments.
func continued(f *dockerfile.File, ins dockerfile.Instruction) []string {
	lines := strings.Split(strings.ReplaceAll(ins.Text, "\r\n", "\n"), "\n")
	var out []string
	for i := 1; i < len(lines) && strings.HasSuffix(strings.TrimRight(lines[i-1], " \t"), string(f.Escape)); i++ {
		out = append(out, lines[i])
	}
	return out
}

// reindented are the edits that indent the lines which go on and are not the user's own as a file has it.
func reindented(f, own *dockerfile.File, indent string) []dockerfile.Edit {
	users := map[string]bool{}
	for line := range strings.Lines(string(own.Source)) {
		users[strings.TrimRight(line, "\r\n")] = true
	}
	var edits []dockerfile.Edit
	for _, s := range f.Stages {
		for _, ins := range s.Instructions {
			for i, line := range continued(f, ins) {
				if rest, ok := strings.CutPrefix(line, indented); ok && !users[line] && !strings.HasPrefix(rest, " ") {
					at := ins.Lines.First + 1 + i
					edits = append(edits, dockerfile.Edit{Lines: dockerfile.Lines{First: at, Last: at}, Text: indent + rest})
				}
			}
		}
	}
	return edits
}
