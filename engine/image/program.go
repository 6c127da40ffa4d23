package image

import (
	"path"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/commandline"
)

// defaultPath is the PATH of a container whose image sets none.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// program returns the file that runs when a container of the image starts, links followed; nil when it can't be
// told or is not there. A command that is handed to a shell is looked through.
func (t *tree) program(c v1.Config) *node {
	words := startWords(c)
	if len(words) == 0 || words[0] == "" {
		return nil
	}
	name := words[0]
	workDir := path.Join("/", c.WorkingDir)
	if strings.Contains(name, "/") {
		return t.runnable(absolute(workDir, name))
	}
	for dir := range strings.SplitSeq(searchPath(c.Env), ":") {
		if n := t.runnable(path.Join(absolute(workDir, dir), name)); n != nil && n.mode&executableBits != 0 {
			return n
		}
	}
	return nil
}

// given returns the files that the start hands to the program, such as a jar or a script; nil when none is there.
func (t *tree) given(c v1.Config) []*node {
	var files []*node
	for i, word := range startWords(c) {
		if i == 0 || word == "" || strings.HasPrefix(word, "-") {
			continue
		}
		if n := t.runnable(absolute(path.Join("/", c.WorkingDir), word)); n != nil {
			files = append(files, n)
		}
	}
	return files
}

// startWords are the words that a container is started with, the program first. A command that is handed to a shell is
// looked through; what is not written out there is "".
func startWords(c v1.Config) []string {
	argv := slices.Concat(c.Entrypoint, c.Cmd)
	if given, at := commandline.ToShell(argv); given == commandline.Line {
		return lastCommand(argv[at])
	}
	return argv
}

func (t *tree) runnable(p string) *node {
	if n := t.find(t.root, p, true); n != nil && n.kind == fileKind {
		return n
	}
	return nil
}

func absolute(dir, p string) string {
	if path.IsAbs(p) {
		return p
	}
	return path.Join(dir, p)
}

func searchPath(env []string) string {
	for _, line := range env {
		if value, ok := strings.CutPrefix(line, "PATH="); ok {
			return value
		}
	}
	return defaultPath
}

// lastCommand returns the words of the last simple command of a shell command, the program that it ends up running first;
// a word that is not written out is "".
func lastCommand(command string) []string {
	file, err := parseShell(command, "")
	if err != nil || len(file.Stmts) == 0 {
		return nil
	}
	cmd := file.Stmts[len(file.Stmts)-1].Cmd
	for {
		both, ok := cmd.(*syntax.BinaryCmd)
		if !ok {
			break
		}
		cmd = both.Y.Cmd
	}
	call, ok := cmd.(*syntax.CallExpr)
	if !ok {
		return nil
	}
	var words []string
	for _, word := range call.Args {
		if lit := literal(word); len(words) > 0 || lit != "exec" {
			words = append(words, lit)
		}
	}
	return words
}

// literal returns the text of a word without expansions, "" for one that has any.
func literal(w *syntax.Word) string {
	var text strings.Builder
	for _, part := range w.Parts {
		switch p := part.(type) {
		case *syntax.Lit:
			text.WriteString(p.Value)
		case *syntax.SglQuoted:
			text.WriteString(p.Value)
		case *syntax.DblQuoted:
			for _, in := range p.Parts {
				lit, ok := in.(*syntax.Lit)
				if !ok {
					return ""
				}
				text.WriteString(lit.Value)
			}
		default:
			return ""
		}
	}
	return text.String()
}
