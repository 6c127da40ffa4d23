package python

import (
	"regexp"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// runner finds poetry run and pipenv run in a line of shell, uvRunner uv run with flags that may be left out with it.
var (
	runner   = regexp.MustCompile(`\b(?:poetry|pipenv)\s+run\s+(?:\\\n\s*)?`)
	uvRunner = regexp.MustCompile(`\buv\s+run\s+(?:(?:--no-sync|--frozen|--locked|--no-dev|--offline|--quiet|-q|--no-progress|--)\s+)*(?:\\\n\s*)?`)
)

// texts are the instructions that start the program, with "\n" line ends.
func (s start) texts(g *stage) []string {
	var out []string
	for _, i := range []int{g.Start.Entrypoint, g.Start.Cmd} {
		if i >= 0 {
			out = append(out, strings.ReplaceAll(g.Instructions[i].Text, "\r\n", "\n"))
		}
	}
	return out
}

// direct are the instructions that start the program without poetry run or pipenv run; nil when it is started so today.
func (s start) direct(g *stage) []string {
	if s.through == 0 {
		return nil
	}
	out := s.texts(g)
	if g.Start.Shell {
		for n := range out {
			out[n] = uvRunner.ReplaceAllString(runner.ReplaceAllString(out[n], ""), "")
		}
		return out
	}
	argv, n := g.Start.Argv, 0
	var kept []string
	for _, i := range []int{g.Start.Entrypoint, g.Start.Cmd} {
		if i < 0 {
			continue
		}
		count := len(wordsOf(g.Instructions[i]))
		words := s.without(argv[n:n+count], s.at-n)
		switch {
		case len(words) == count:
			kept = append(kept, out[0])
		case len(words) > 0:
			kept = append(kept, model.ExecLine(g.Instructions[i].Keyword, words))
		}
		n, out = n+count, out[1:]
	}
	return kept
}

// without leaves the words of poetry run, pipenv run or uv run out, which begin at an index; it may lie outside.
func (s start) without(words []string, at int) []string {
	var out []string
	for n, w := range words {
		if n < at || n >= at+max(s.words, 2) {
			out = append(out, w)
		}
		if n == at && s.runsPy {
			out = append(out, "python")
		}
	}
	return out
}

// wordsOf are the words of an ENTRYPOINT or a CMD.
func wordsOf(ins dockerfile.Instruction) []string {
	switch c := ins.Command.(type) {
	case *instructions.EntrypointCommand:
		return c.CmdLine
	case *instructions.CmdCommand:
		return c.CmdLine
	}
	return nil
}
