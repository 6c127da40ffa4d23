package effects

import (
	"path"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/rewrite/model"
)

// maxDepth is how deep scripts that run scripts are followed.
const maxDepth = 5

// walk reads the instructions of one stage in order.
type walk struct {
	stage *model.Stage
	out   []Effect
	// instruction is the index of the one that is read, at the offset of the outermost command that is read.
	instruction, at int
	// depth counts the scripts and commands around what is read; conditional says that one of them may not run.
	depth       int
	conditional bool
	// in is the file of the script that is read, as Effect.Script has it.
	in string
}

func read(s *model.Stage) []Effect {
	w := &walk{stage: s}
	for i, ins := range s.Instructions {
		w.instruction, w.at = i, -1
		switch c := ins.Command.(type) {
		case *instructions.RunCommand:
			w.run(i)
		case *instructions.CopyCommand:
			w.copied(c.SourcesAndDest, c.From, c.Chown)
		case *instructions.AddCommand:
			w.copied(c.SourcesAndDest, "", c.Chown)
		case *instructions.EnvCommand:
			for _, kv := range c.Env {
				w.add(Effect{Kind: Sets, Subject: kv.Key, Known: true, From: s.Env.Value(kv.Key)})
			}
		case *instructions.OnbuildCommand:
			w.add(Effect{Kind: Unknown, Subject: "ONBUILD", Known: true})
		}
	}
	return w.out
}

// add notes an effect of what is read.
func (w *walk) add(e Effect) {
	e.Instruction, e.At = w.instruction, w.at
	e.Line = w.stage.Instructions[w.instruction].Lines.First
	e.Conditional = e.Conditional || w.conditional
	e.Inner, e.Script = w.depth > 1, w.in
	w.out = append(w.out, e)
}

// of notes an effect of a command.
func (w *walk) of(c model.Command, e Effect) {
	if w.depth > 1 {
		c.Inner, c.At, c.End = true, w.at, w.at
	}
	e.Command, e.Conditional = &c, e.Conditional || c.Conditional
	w.add(e)
}

// run reads the script of a RUN.
func (w *walk) run(i int) {
	script := w.stage.Scripts[i]
	if script == nil {
		w.add(Effect{Kind: Unknown})
		return
	}
	w.script(script)
}

// script reads the commands and redirections of a script in the order they stand. The offsets of a script within another one are
// those of the outermost.
func (w *walk) script(s *model.Script) {
	outer, conditional := w.at, w.conditional
	w.depth++
	defer func() { w.depth, w.at, w.conditional = w.depth-1, outer, conditional }()
	type step struct {
		at int
		do func()
	}
	var steps []step
	for _, c := range s.Commands {
		steps = append(steps, step{c.At, func() { w.command(c) }})
	}
	for _, r := range s.Writes {
		steps = append(steps, step{r.At, func() { w.redirect(r) }})
	}
	sort.SliceStable(steps, func(i, j int) bool { return steps[i].at < steps[j].at })
	for _, s := range steps {
		if w.depth == 1 {
			w.at = s.at
		}
		s.do()
	}
}

// redirect notes a file that a redirection writes.
func (w *walk) redirect(r model.Redirect) {
	p, known := w.path(model.Command{Dir: r.Dir, DirKnown: r.DirKnown}, r.Path)
	if Inside(p, "/dev") {
		return
	}
	w.add(Effect{Kind: Writes, Subject: p, Known: known, Adds: r.Append, Conditional: r.Conditional})
}

// command notes what a command does.
func (w *walk) command(c model.Command) {
	name := c.Name()
	if name == "" || w.depth > maxDepth {
		w.unknown(c)
		return
	}
	w.of(c, Effect{Kind: Runs, Subject: name, Known: true, From: c.Arg(0)})
	if strings.Contains(c.Arg(0), "/") && w.runScript(c, c.Arg(0), false) {
		return
	}
	does := doing(name)
	if does == "" && !strings.Contains(c.Arg(0), "/") && w.runFromPath(c) {
		return
	}
	switch reader := readers()[does]; {
	case reader != nil:
		reader(w, c)
	case does != "nothing":
		w.unknown(c)
	}
}

func (w *walk) unknown(c model.Command) {
	w.of(c, Effect{Kind: Unknown, Subject: c.Name(), Known: c.Name() != ""})
}

// path is an argument as a path of the image; known is false when it can't be told, or stands for more than one. The home of
// another user than root is not known.
func (w *walk) path(c model.Command, word model.Word) (p string, known bool) {
	if !word.Known || word.Text == "" || !c.DirKnown && !path.IsAbs(word.Text) {
		return "", false
	}
	if !model.IsRoot(w.stage.Users[w.instruction]) && (strings.HasPrefix(word.Raw, "~") || strings.Contains(word.Raw, "HOME")) {
		return "", false
	}
	return model.Resolve(c.Dir, word.Text), !isGlob(word)
}

// isGlob says whether a shell may put several names in the place of a word.
func isGlob(word model.Word) bool {
	return strings.ContainsAny(word.Text, "*?[{") && word.Raw == strings.Trim(word.Raw, `"'`)
}

// copied notes what a COPY or ADD brings.
func (w *walk) copied(c instructions.SourcesAndDest, from, owner string) {
	env := w.stage.Envs[w.instruction]
	owner = model.ExpandVars(owner, env)
	written := model.ExpandVars(c.DestPath, env)
	dest := model.Resolve(w.stage.Dirs[w.instruction], written)
	folder := strings.HasSuffix(written, "/") || len(c.SourcePaths)+len(c.SourceContents) > 1
	for _, content := range c.SourceContents {
		at := dest
		if folder {
			at = path.Join(dest, content.Path)
		}
		w.add(Effect{Kind: Writes, Subject: at, Known: true, Context: true, Owner: owner})
	}
	for _, source := range c.SourcePaths {
		source = model.ExpandVars(source, env)
		if strings.Contains(source, "://") || strings.HasPrefix(source, "git@") {
			w.add(fetchedTo(dest, source, owner, folder))
			continue
		}
		e := Effect{Kind: Copies, Subject: dest, Known: true, From: source, Context: from == "", Stage: from, Owner: owner, Below: folder || path.Clean("/"+source) == "/"}
		if from == "" && w.isFile(source) {
			e.Below = false
			if folder || path.Base(written) == "." || w.isFolder(dest) {
				e.Subject = path.Join(dest, path.Base(source))
			}
		}
		w.add(e)
	}
}

// fetchedTo is the effect of an ADD of an address: one file, but for a repository.
func fetchedTo(dest, source, owner string, folder bool) Effect {
	e := Effect{Kind: Downloads, Subject: dest, From: source, Owner: owner}
	if e.Known = strings.HasPrefix(source, "http") && !strings.Contains(source, ".git"); e.Known && folder {
		e.Subject = path.Join(dest, path.Base(source))
	}
	return e
}

// isFile says whether a source of a COPY is one file of the build context.
func (w *walk) isFile(source string) bool {
	info, there := w.stage.Model().Stat(source)
	return there && info.Mode().IsRegular()
}
