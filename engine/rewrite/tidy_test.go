package rewrite

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// TestWhatHoldsForCommentsAndBlankLines reads the text with all changes of every case and of the corpus as a careful reader of a
// patch would: as it is, and with a comment above and a blank line before every instruction.
func TestWhatHoldsForCommentsAndBlankLines(t *testing.T) {
	for name, s := range someTexts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s.isTidy(t, s.source)
			if explained := explain(t, s.source); len(explained) > 0 {
				s.isTidy(t, explained)
			}
		})
	}
}

// explain puts a comment above every instruction, and a blank line before it; nothing where a directive or a heredoc could be cut.
func explain(t *testing.T, text []byte) []byte {
	l := lined(t, text)
	var out []string
	next := 1
	for i, ins := range l.instructions() {
		out = append(out, l.lines[next-1:ins.Lines.First-1]...)
		if n := len(out); n > 0 && !blank(out[n-1]) && !strings.HasPrefix(strings.TrimSpace(out[n-1]), "#") {
			out = append(out, "")
		}
		out = append(out, fmt.Sprintf("# what instruction %d is for", i+1))
		out = append(out, l.lines[ins.Lines.First-1:ins.Lines.Last]...)
		next = ins.Lines.Last + 1
	}
	out = append(out, l.lines[next-1:]...)
	return []byte(strings.Join(out, "\n"))
}

func (s sampleText) isTidy(t *testing.T, text []byte) {
	t.Helper()
	written, _ := s.after(t, s.propose(t, text, nil))
	before, after := lined(t, text), lined(t, written)
	bad := t.Failed()
	if before.blankPairs() < after.blankPairs() {
		t.Error("two blank lines follow each other")
	}
	if !before.endsBlank() && after.endsBlank() {
		t.Error("a blank line ends the file")
	}
	for _, c := range after.strayed(before) {
		t.Errorf("the comment %q stands where what it describes does not", c)
	}
	for _, line := range after.twinEnvs(before) {
		t.Errorf("line %d sets variables that the ENV above it could set", line)
	}
	if !bad && t.Failed() {
		t.Logf("%s\nbefore:\n%s", written, text)
	}
}

// linedText is a Dockerfile and its lines.
type linedText struct {
	lines []string
	file  *dockerfile.File
}

func lined(t *testing.T, text []byte) linedText {
	t.Helper()
	f, err := dockerfile.Parse(text, dockerfile.Options{Platform: "linux/amd64"})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return linedText{lines: strings.Split(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n"), file: f}
}

// blankPairs is how many blank lines stand right below another, outside instructions.
func (l linedText) blankPairs() int {
	n := 0
	for i, line := range l.lines[:len(l.lines)-1] {
		if i > 0 && blank(line) && blank(l.lines[i-1]) && l.at(i+1) == nil {
			n++
		}
	}
	return n
}

func (l linedText) endsBlank() bool {
	n := len(l.lines)
	return n > 1 && blank(l.lines[n-1]) && blank(l.lines[n-2])
}

func blank(line string) bool { return strings.TrimSpace(line) == "" }

// instructions are those of all stages, in their order.
func (l linedText) instructions() []dockerfile.Instruction {
	var out []dockerfile.Instruction
	for _, s := range l.file.Stages {
		out = append(out, s.Instructions...)
	}
	return out
}

// at is the instruction that a line is part of, nil for none.
func (l linedText) at(line int) *dockerfile.Instruction {
	for _, ins := range l.instructions() {
		if ins.Lines.First <= line && line <= ins.Lines.Last {
			return &ins
		}
	}
	return nil
}

// described are the comments right above an instruction, by their text, with the keywords of the instructions below them.
func (l linedText) described() map[string][]string {
	out := map[string][]string{}
	for _, ins := range l.instructions() {
		for i := ins.Lines.First - 1; i > 0 && strings.HasPrefix(strings.TrimSpace(l.lines[i-1]), "#"); i-- {
			text := strings.TrimSpace(l.lines[i-1])
			out[text] = append(out[text], ins.Keyword)
		}
	}
	return out
}

// strayed are the comments of the text before that now stand above another kind of instruction, or above none.
func (l linedText) strayed(before linedText) []string {
	var out []string
	now := l.described()
	for text, keywords := range before.described() {
		if !slices.ContainsFunc(l.lines, func(line string) bool { return strings.TrimSpace(line) == text }) {
			continue
		}
		for _, k := range keywords {
			if !slices.ContainsFunc(now[text], func(other string) bool { return kind(k) == kind(other) }) {
				out = append(out, text)
			}
		}
	}
	return out
}

// kind is what an instruction is good for, where several do the same.
func kind(keyword string) string {
	switch strings.ToUpper(keyword) {
	case "ADD", "COPY":
		return "files"
	case "CMD", "ENTRYPOINT":
		return "start"
	}
	return strings.ToUpper(keyword)
}

// builds says whether the second of two ENV sets or uses what the first sets, so that it has to stand below it.
func builds(first, second *instructions.EnvCommand) bool {
	return slices.ContainsFunc(first.Env, func(a instructions.KeyValuePair) bool {
		return slices.ContainsFunc(second.Env, func(b instructions.KeyValuePair) bool {
			return a.Key == b.Key || slices.Contains(model.ReferencedVars(b.Value), a.Key)
		})
	})
}

// twinEnvs are the lines of ENV instructions that stand right below another and are new, or below a new one.
func (l linedText) twinEnvs(before linedText) []int {
	was := map[string]bool{}
	for _, ins := range before.instructions() {
		was[strings.Join(strings.Fields(ins.Text), " ")] = true
	}
	isNew := func(ins dockerfile.Instruction) bool { return !was[strings.Join(strings.Fields(ins.Text), " ")] }
	var out []int
	all := l.instructions()
	for i := 1; i < len(all); i++ {
		first, ok := all[i-1].Command.(*instructions.EnvCommand)
		if second, too := all[i].Command.(*instructions.EnvCommand); !ok || !too || all[i-1].Lines.Last+1 != all[i].Lines.First ||
			!isNew(all[i]) && !isNew(all[i-1]) || builds(first, second) {
			continue
		}
		out = append(out, all[i].Lines.First)
	}
	return out
}

func TestLinesThatGoOnAreIndentedAsTheFileDoes(t *testing.T) {
	for _, indent := range []string{"  ", "\t", "      "} {
		text := "FROM debian:bookworm-slim\nRUN apt-get update \\\n" + indent + "&& apt-get install -y --no-install-recommends curl\n" +
			"CMD [\"curl\", \"--version\"]\n"
		p := proposeText(t, &project.Project{Dir: t.TempDir(), Name: "shop", Dockerfiles: []string{"Dockerfile"}}, []byte(text))
		after, err := p.After(p.defaults(), goldenCase{}.base(p))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(after), "\n"+indent+"--mount=type=cache") || strings.Contains(string(after), "\n"+indented+"--mount") {
			t.Errorf("with %q it is\n%s", indent, after)
		}
	}
}

func TestACommentGoesWithTheInstructionThatGoes(t *testing.T) {
	text := "FROM debian:bookworm-slim\nCOPY entry.sh /entry.sh\n# the file has to run\nRUN chmod +x /entry.sh\n\n# how it starts\nCMD [\"/entry.sh\"]\n"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "entry.sh"), []byte("#!/bin/sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := proposeText(t, &project.Project{Dir: dir, Name: "shop", Dockerfiles: []string{"Dockerfile"}, Files: project.NewFiles(dir)}, []byte(text))
	after, err := p.After(map[string]bool{"copy-mode": true}, goldenCase{}.base(p))
	if err != nil {
		t.Fatal(err)
	}
	if want := "FROM debian:bookworm-slim\nCOPY --chmod=755 entry.sh /entry.sh\n\n# how it starts\nCMD [\"/entry.sh\"]\n"; string(after) != want {
		t.Errorf("got\n%s", after)
	}
}
