package interpreted

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"lightship/engine/bases"
	"lightship/engine/commandline"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// Entry reads the scripts of a shell that an image starts: each command of one is the language's own, or one that the final image has.
type Entry struct {
	// Stage is the one that has the scripts, as far as it brings them from the build context.
	Stage *model.Stage
	// Program reads a command that is none of the system's, and returns why the final image could not run it; empty when it can.
	Program func(argv []string) string
	// Own says whether a program is the language's, wherever else it may come from; nil for none.
	Own func(name string) bool
	// Activates says whether a script that another one reads does no harm; nil for none.
	Activates func(at string) bool
	// Tools are the programs that scripts call beside the language's, Changes says that one writes files.
	Tools   evidence.List
	Changes bool
	// Script is the name of the first script, empty for none. Texts are all that were read, in order.
	Script string
	Texts  []Text
	// Sourced are where the scripts stand that others read, with "." or source.
	Sourced []string
	// Reading is the command that Program is asked about.
	Reading model.Command
	// Problem is why what is started can't be known; empty when it can. Untold says that it is only not known, which starting it tells.
	// Further says that the rest of a script is read where that is so.
	Problem string
	Untold  bool
	Further bool

	scripts int
	// functions are those that the scripts which were read make.
	functions []string
}

// Text is a script that was read: its name, and what it runs.
type Text struct {
	Name string
	*model.Script
}

// mostScripts is how many scripts that start each other are followed.
const mostScripts = 3

// ByShell is the script that a command hands to a shell, with its arguments: those of "sh -e start.sh serve". It is nil for any other
// command.
func ByShell(argv []string) []string {
	if given, at := commandline.ToShell(argv); given == commandline.File {
		return argv[at:]
	}
	return nil
}

// File is the text of a file of the image by the name that a command starts it by, seen from a folder: a path, or a name that is looked
// for in PATH.
func (e *Entry) File(dir, name string) (text string, ok bool) {
	s := e.Stage
	if strings.Contains(name, "/") {
		return s.Model().ImageFile(s, len(s.Instructions), model.Resolve(dir, name))
	}
	for folder := range strings.SplitSeq(s.Env.Value("PATH"), ":") {
		if text, ok = s.Model().ImageFile(s, len(s.Instructions), path.Join(folder, name)); ok {
			return text, true
		}
	}
	for _, folder := range ProgramFolders {
		if text, ok = s.Model().ImageFile(s, len(s.Instructions), path.Join(folder, name)); ok {
			return text, true
		}
	}
	return "", false
}

// ProgramFolders are those of PATH in every image.
var ProgramFolders = []string{"/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"}

// Read reads the text of a script that is started with words, its own name first.
func (e *Entry) Read(text string, argv []string) {
	name := path.Base(argv[0])
	e.Script = cmp.Or(e.Script, name)
	if e.scripts++; e.scripts > mostScripts {
		e.untold("the image starts " + name + ", which starts further scripts, and what those need is not known")
		return
	}
	sc, err := model.ReadShell(text, e.Stage.Env, e.Stage.Dir)
	if err != nil {
		e.untold("the image starts " + name + ", which can't be read as a shell's script")
		return
	}
	if line := strings.SplitN(text, "\n", 2)[0]; strings.Contains(line, "bash") {
		e.tool("bash", name)
	}
	e.commands(sc, name, handedOn(text, argv[1:]))
}

// commands reads the commands of a script that was started with arguments: those that read others first, whose functions it may call.
func (e *Entry) commands(sc *model.Script, name string, with []string) {
	e.Texts = append(e.Texts, Text{name, sc})
	e.functions = append(e.functions, functionsOf(sc.Tree)...)
	e.Changes = e.Changes || pattern.WritesItself(sc)
	inner, err := innerCommands(sc, e.Stage)
	if err != nil {
		e.untold("the image starts " + name + ", which can't be read as a shell's script")
		return
	}
	all := slices.Concat(inner, sc.Commands)
	slices.SortStableFunc(all, func(a, b model.Command) int { return readingFirst(a) - readingFirst(b) })
	for _, c := range all {
		if (e.Problem == "" || e.Untold && e.Further) && !slices.Contains(e.functions, c.Name()) {
			e.next(c, name, with)
		}
	}
}

// next reads a command behind others, of which the first that is not known is told; what more is against it makes it more than not known.
func (e *Entry) next(c model.Command, script string, with []string) {
	first := e.Problem
	e.Problem, e.Untold = "", false
	e.command(c, script, with)
	if first != "" {
		e.Untold = e.Problem == "" || e.Untold
		e.Problem = first
	}
}

// readingFirst is less for a command that reads another script.
func readingFirst(c model.Command) int {
	if isReading(c) {
		return 0
	}
	return 1
}

// isReading says whether a command reads a script into the shell that runs.
func isReading(c model.Command) bool { return c.Name() == "." || c.Name() == "source" }

// untold notes why what is started is not known.
func (e *Entry) untold(why string) { e.Problem, e.Untold = why, true }

// innerCommands are the commands of a script whose output it puts into others, such as the one of HOST=$(hostname -i).
func innerCommands(sc *model.Script, s *model.Stage) ([]model.Command, error) {
	var out []model.Command
	var failed error
	syntax.Walk(sc.Tree, func(n syntax.Node) bool {
		inner, is := n.(*syntax.CmdSubst)
		if !is || len(inner.Stmts) == 0 {
			return true
		}
		first, last := inner.Stmts[0].Pos().Offset(), inner.Stmts[len(inner.Stmts)-1].End().Offset()
		read, err := model.ReadShell(sc.Text[first:last], s.Env, s.Dir)
		if err != nil {
			failed = err
			return false
		}
		out = append(out, read.Commands...)
		return true
	})
	return out, failed
}

// command reads one command of a script that was started with arguments.
func (e *Entry) command(c model.Command, script string, with []string) {
	e.Reading = c
	args := c.Args
	for len(args) > 1 && args[0].Known && (args[0].Text == "exec" || args[0].Text == "command") {
		args = args[1:]
	}
	word := args[0]
	switch {
	case isAll(word), e.isKept(word, script):
		if len(with) > 0 {
			e.Problem = e.Program(with)
		}
	case !word.Known || strings.ContainsAny(word.Raw, "$`"):
		e.untold(fmt.Sprintf("the image starts %s, which starts a program that only running tells: %s", script, word.Raw))
	case word.Text == "." || word.Text == "source":
		e.reads(c, script, with)
	case commandline.IsBuiltin(word.Text):
	default:
		e.called(args, script, with)
	}
}

// isAll says whether a word of a script stands for all the words that it was started with.
func isAll(w model.Word) bool {
	raw := strings.Trim(w.Raw, `"`)
	return raw == "$@" || raw == "$*"
}

// called notes a program that a script calls, which was started with arguments.
func (e *Entry) called(args []model.Word, script string, with []string) {
	word := args[0]
	e.Changes = e.Changes || pattern.WritesFiles(word.Text)
	own := e.Own != nil && e.Own(path.Base(word.Text))
	if !own && (bases.Common(word.Text) || bases.Describe(e.Stage.Base).ToolPackage(word.Text) != "") {
		e.tool(word.Text, script)
		return
	}
	var argv []string
	for _, a := range args {
		if isAll(a) {
			argv = append(argv, with...)
			continue
		}
		argv = append(argv, a.Text)
	}
	e.Problem = e.Program(argv)
}

// ShellOf is the evidence of the shell that a start command names, where that is another than the one of each image with a shell. The
// final image stands on the same distribution, so the shell is in the same folder.
func ShellOf(st model.Start) evidence.List {
	if st.By == "" {
		return nil
	}
	return evidence.List{{Kind: evidence.Starts, Subject: path.Base(st.By), Known: true, Source: evidence.Sources, By: "a shell", File: "the start command"}}
}

// HandedTo notes the shell that a command hands a script to, where that is another than the one of each image with a shell.
func (e *Entry) HandedTo(shell, script string) {
	if path.Base(shell) != "sh" {
		e.tool(shell, path.Base(script))
	}
}

// tool notes a program that a script calls: it is in every image with a shell, or installed in the final stage.
func (e *Entry) tool(name, script string) {
	e.Tools = append(e.Tools, evidence.Evidence{Kind: evidence.Starts, Subject: name, Known: true, Source: evidence.Sources, By: "the start command", File: script})
}

// functionsOf are the names of the functions that a script makes.
func functionsOf(tree *syntax.File) []string {
	var out []string
	if tree == nil {
		return nil
	}
	syntax.Walk(tree, func(n syntax.Node) bool {
		if f, isFunction := n.(*syntax.FuncDecl); isFunction {
			out = append(out, f.Name.Value)
		}
		return true
	})
	return out
}
