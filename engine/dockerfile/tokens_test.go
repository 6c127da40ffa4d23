package dockerfile_test

import (
	"bytes"
	"strings"
	"testing"

	"lightship/engine/dockerfile"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/buildkit/frontend/dockerfile/command"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func TestTokensJoinToTheLines(t *testing.T) {
	for name, text := range corpus(t) {
		checkTokens(t, name, text)
	}
}

func checkTokens(t *testing.T, name string, text []byte) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	var got []string
	for _, line := range dockerfile.Tokens(text) {
		var b strings.Builder
		for _, tok := range line {
			if tok.Text == "" {
				t.Errorf("%s: an empty token", name)
			}
			b.WriteString(tok.Text)
		}
		got = append(got, b.String())
	}
	if diff := cmp.Diff(lines, got); diff != "" {
		t.Errorf("%s (-source +tokens):\n%s", name, diff)
	}
}

func TestTokensColourWhatAReaderSees(t *testing.T) {
	text := "# note\nFROM --platform=$P alpine AS x\nCOPY --from=x \"/a b\" ${DIR}/ \nRUN <<EOF && \\\n  # in\n  true\nhi\nEOF\nONBUILD RUN x"
	var got strings.Builder
	for _, line := range dockerfile.Tokens([]byte(text)) {
		for _, tok := range line {
			if tok.Kind != dockerfile.TokenText {
				got.WriteString(string(tok.Kind) + ":" + tok.Text + " ")
			}
		}
		got.WriteString("\n")
	}
	want := "comment:# note \n" +
		"keyword:FROM flag:--platform=$P keyword:AS \n" +
		"keyword:COPY flag:--from=x string:\"/a b\" variable:${DIR} \n" +
		"keyword:RUN heredoc:<<EOF operator:&& operator:\\ \n" +
		"comment:# in \n\nheredoc:hi \nheredoc:EOF \nkeyword:ONBUILD keyword:RUN \n"
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTokensOfWhatIsHardToCut(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"FROM as AS as", "keyword:FROM keyword:AS"},
		{"FR\\\nOM x", "keyword:FR operator:\\ / keyword:OM"},
		{"\\\nRUN x", "operator:\\ / keyword:RUN"},
		{"COPY --from=bui\\\nld /x /y", "keyword:COPY flag:--from=bui operator:\\ / flag:ld"},
		{"RUN --mount=\"type=bind,source=/a b\" x", "keyword:RUN flag:--mount=\"type=bind,source=/a b\""},
		{"RUN -- --x", "keyword:RUN"},
		{"ONBUILD --x RUN y", "keyword:ONBUILD flag:--x keyword:RUN"},
		{"HEALTHCHECK --retries=2 CMD cmd", "keyword:HEALTHCHECK flag:--retries=2 keyword:CMD"},
		{"HEALTHCHECK none", "keyword:HEALTHCHECK keyword:none"},
		{"ENV A=${B:-${C}}x", "keyword:ENV variable:${B:-${C}}"},
		{"RUN echo \"a \\\n  b\" c", "keyword:RUN string:\"a  operator:\\ / string:  b\""},
		{"RUN cat a<<EOF", "keyword:RUN operator:<<"},
		{"RUN [\"cat\", \"<<EOF\"]\nRUN x", "keyword:RUN string:\"cat\" string:\"<<EOF\" / keyword:RUN"},
		{"RUN cat <<A <<-B\nA\n\tB\nRUN x", "keyword:RUN heredoc:<<A heredoc:<<-B / heredoc:A / heredoc:\tB / keyword:RUN"},
		{"RUN cat <<A \\\n  # c\n > x\n# body\nA\nRUN x", "keyword:RUN heredoc:<<A operator:\\ / comment:# c / operator:> / heredoc:# body / heredoc:A / keyword:RUN"},
		{"LABEL a=à b=\u00a0c", "keyword:LABEL"},
		{"# escape=`\nRUN a `\nb", "comment:# escape=` / keyword:RUN operator:` /"},
		{"WHAT is this", ""},
	} {
		var lines []string
		for _, line := range dockerfile.Tokens([]byte(c.text)) {
			var got []string
			for _, tok := range line {
				if tok.Kind != dockerfile.TokenText {
					got = append(got, string(tok.Kind)+":"+tok.Text)
				}
			}
			lines = append(lines, strings.Join(got, " "))
		}
		if got := strings.TrimSpace(strings.Join(lines, " / ")); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// TestTokensAreWhatBuildKitReads compares the tokens of every valid file with BuildKit's own tree: keywords, flags
// and heredocs of each instruction, and what stands between instructions.
func TestTokensAreWhatBuildKitReads(t *testing.T) {
	for name, text := range corpus(t) {
		tree, err := parser.Parse(bytes.NewReader(text))
		if err != nil || strings.HasPrefix(name, "foreign-") {
			continue
		}
		tokens := dockerfile.Tokens(text)
		free := 0
		for _, n := range tree.AST.Children {
			checkAside(t, name, tokens[free:n.StartLine-1])
			free = n.EndLine
			body := 0
			for _, d := range n.Heredocs {
				body += strings.Count(d.Content, "\n") + 1
			}
			checkInstruction(t, name, n, tokens[n.StartLine-1:n.EndLine-body])
			for _, line := range tokens[n.EndLine-body : n.EndLine] {
				if len(line) > 1 || len(line) == 1 && line[0].Kind != dockerfile.TokenHeredoc {
					t.Errorf("%s: %v is a heredoc's line", name, line)
				}
			}
		}
		checkAside(t, name, tokens[free:])
	}
}

// checkAside looks at lines between instructions: they are blank, comments, or hold nothing but a continuation.
func checkAside(t *testing.T, name string, lines [][]dockerfile.Token) {
	t.Helper()
	for _, line := range lines {
		for _, tok := range line {
			if tok.Kind != dockerfile.TokenComment && strings.TrimSpace(tok.Text) != "" && tok.Text != "\\" {
				t.Errorf("%s: %v stands between instructions", name, line)
			}
		}
	}
}

func checkInstruction(t *testing.T, name string, n *parser.Node, lines [][]dockerfile.Token) {
	t.Helper()
	var keyword, flags string
	heredocs := 0
	for _, line := range lines {
		for _, tok := range line {
			switch {
			case tok.Kind == dockerfile.TokenKeyword && len(keyword) < len(n.Value):
				keyword += tok.Text
			case tok.Kind == dockerfile.TokenFlag:
				flags += tok.Text
			case tok.Kind == dockerfile.TokenHeredoc:
				heredocs++
			}
		}
	}
	want := strings.Join(n.Flags, "")
	if n.Next != nil && len(n.Next.Children) > 0 {
		want += strings.Join(n.Next.Children[0].Flags, "")
	}
	value := n.Value
	if _, known := command.Commands[strings.ToLower(value)]; !known {
		value = ""
	}
	if flags = strings.ReplaceAll(flags, `"`, ""); keyword != value || flags != want || heredocs != len(n.Heredocs) {
		t.Errorf("%s:%d: keyword %q, want %q; flags %q, want %q; %d heredocs, want %d", name, n.StartLine, keyword, value, flags, want,
			heredocs, len(n.Heredocs))
	}
}

func TestTheTextOfAnotherFrontendIsNotColoured(t *testing.T) {
	for _, line := range dockerfile.Tokens([]byte("// syntax=ghcr.io/o/other\nFROM \"x\" # y\n\nRUN $z\n")) {
		for _, tok := range line {
			if tok.Kind != dockerfile.TokenText {
				t.Errorf("%v", line)
			}
		}
	}
}
