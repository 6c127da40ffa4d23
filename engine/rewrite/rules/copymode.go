package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func copyMode() rule.Rule {
	return rule.Rule{
		ID: "copy-mode", Group: rule.Size, Severity: rule.Warning, Title: "Set mode and owner while copying",
		Next:  "give the COPY --chmod or --chown, and leave the RUN out",
		Why:   "A chmod or chown in a RUN of its own writes the files a second time into another layer.",
		Check: checkCopyMode,
	}
}

// ownership is a RUN that does nothing but change the mode or the owner of one path.
type ownership struct {
	run
	// flag is "--chmod=755" or "--chown=app:app"; symbolic is the symbolic mode, which a flag can't always say.
	flag, symbolic string
	target         string
	recursive      bool
}

func checkCopyMode(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		o, ok := readOwnership(r)
		if !ok || o.recursive && o.Commands[0].Name() == "chown" {
			continue // recursive-chown has an answer of its own
		}
		f, found := o.answer(m)
		if found {
			f.Lines, f.Drops = r.ins.Lines, r.ins.Lines
			out = append(out, f)
		}
	}
	return out
}

// readOwnership reads a RUN of one chmod or chown with one target.
func readOwnership(r run) (o ownership, ok bool) {
	if len(r.Commands) != 1 || r.Commands[0].Nested || !has("chmod chown", r.Commands[0].Name()) {
		return o, false
	}
	c := r.Commands[0]
	words, known := operands(c, 1)
	if !known || len(words) != 2 || !c.DirKnown || strings.ContainsAny(words[1], "*?[") {
		return o, false
	}
	o = ownership{run: r, target: model.Resolve(c.Dir, words[1])}
	for _, w := range c.Args[1:] {
		if !isFlag(w) {
			continue
		}
		if !has("-R --recursive", w.Raw) {
			return o, false
		}
		o.recursive = true
	}
	switch _, err := strconv.ParseUint(words[0], 8, 32); {
	case c.Name() == "chown":
		o.flag = "--chown=" + words[0]
	case err == nil:
		o.flag = "--chmod=" + words[0]
	default:
		o.symbolic = words[0]
	}
	return o, true
}

// answer finds the COPY that brings the target and moves the mode or owner there. It is not found when no COPY of the
// stage has to do with the target.
func (o ownership) answer(m *model.Model) (rule.Finding, bool) {
	source := -1
	for i := o.index - 1; i > 0; i-- {
		ins := o.stage.Instructions[i]
		if c := copyOf(ins); c != nil && o.brings(i, c) {
			source = i
			break
		}
	}
	if source < 0 {
		return rule.Finding{}, false
	}
	ins := o.stage.Instructions[source]
	c := copyOf(ins)
	for i := source + 1; i < o.index; i++ {
		if has("RUN COPY ADD USER SHELL", o.stage.Instructions[i].Keyword) && !o.apart(i) {
			return rule.Refuse(ins.Lines, line(o.stage.Instructions[i])+" stands between the COPY and the "+o.Commands[0].Name()), true
		}
	}
	if why := o.against(m, c); why != "" {
		return rule.Refuse(ins.Lines, why), true
	}
	flag := o.flag
	if o.symbolic != "" {
		var why string
		if flag, why = o.octal(m, c); why != "" {
			return rule.Refuse(ins.Lines, why), true
		}
	}
	text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
	at := model.KeywordEnd(text, ins.Keyword)
	return rule.Finding{Edits: []dockerfile.Edit{
		{Lines: ins.Lines, Text: text[:at] + " " + flag + text[at:]},
		{Lines: o.ins.Lines},
	}}, true
}

// brings says whether a COPY writes the target.
func (o ownership) brings(index int, c *instructions.CopyCommand) bool {
	for _, at := range landings(o.stage, index, c) {
		if at == o.target || o.recursive && below(at, o.target) {
			return true
		}
	}
	return false
}

// apart says whether an instruction between is a COPY or RUN that has nothing to do with the target.
func (o ownership) apart(index int) bool {
	c := copyOf(o.stage.Instructions[index])
	return c != nil && !o.recursive && !slices.ContainsFunc(landings(o.stage, index, c), func(p string) bool {
		return below(p, o.target) || below(o.target, p)
	})
}

// against says why the COPY can't take the flag over for sure; empty when it can.
func (o ownership) against(m *model.Model, c *instructions.CopyCommand) string {
	switch {
	case o.recursive:
		return "the folder may hold more than the COPY brings, and a folder that is there already keeps its owner and mode"
	case len(c.SourcePaths)+len(c.SourceContents) != 1:
		return "the COPY brings more files than the one that is changed"
	}
	if why := o.againstFlag(c); why != "" {
		return why
	}
	switch {
	case len(c.SourceContents) == 1:
		return ""
	case c.From == "" && o.isFolder(m, c.SourcePaths[0]):
		return "the COPY brings a folder, all of whose files would be changed"
	case c.From != "" && !strings.HasSuffix(c.DestPath, path.Base(c.SourcePaths[0])):
		return "whether the COPY brings a file or a folder can't be told"
	}
	return ""
}

// againstFlag says why the flag can't stand beside those that the COPY has; empty when it can.
func (o ownership) againstFlag(c *instructions.CopyCommand) string {
	owner, chown := strings.CutPrefix(o.flag, "--chown=")
	switch {
	case !chown && c.Chmod != "" || chown && c.Chown != "":
		return "the COPY sets it already"
	case chown && !hasGroup(o.flag):
		return noGroup
	case chown && c.Link && !model.IsNumeric(owner):
		return "COPY --link knows no names of users"
	}
	return ""
}

func (o ownership) isFolder(m *model.Model, source string) bool {
	info, ok := m.Stat(model.ExpandVars(source, o.stage.Env))
	return !ok || info.IsDir()
}

// octal says a symbolic mode as a number, from the mode that the file has in the build context.
func (o ownership) octal(m *model.Model, c *instructions.CopyCommand) (flag, why string) {
	bits, ok := map[string]fs.FileMode{"+x": 0o111, "a+x": 0o111, "u+x": 0o100, "+rx": 0o555, "a+rx": 0o555}[o.symbolic]
	if !ok {
		return "", "the mode " + o.symbolic + " depends on the mode that the file has"
	}
	if len(c.SourceContents) == 1 {
		return fmt.Sprintf("--chmod=%o", 0o644|bits), ""
	}
	if c.From != "" {
		return "", "the mode " + o.symbolic + " depends on the mode that the file has in the other stage"
	}
	info, ok := m.Stat(model.ExpandVars(c.SourcePaths[0], o.stage.Env))
	if !ok {
		return "", c.SourcePaths[0] + " is not in the build context"
	}
	return fmt.Sprintf("--chmod=%o", info.Mode().Perm()|bits), ""
}

// landings are the paths that a COPY writes, as far as they can be told: the destination, and below it each source.
func landings(s *model.Stage, index int, c *instructions.CopyCommand) []string {
	dest := model.Resolve(s.Dirs[index], model.ExpandVars(c.DestPath, s.Envs[index]))
	out := []string{dest}
	folder := strings.HasSuffix(c.DestPath, "/") || c.DestPath == "." || len(c.SourcePaths)+len(c.SourceContents) > 1 || slices.Contains(s.Dirs, dest)
	for _, src := range c.SourcePaths {
		if folder {
			out = append(out, path.Join(dest, path.Base(model.ExpandVars(src, s.Envs[index]))))
		}
	}
	for _, src := range c.SourceContents {
		if folder {
			out = append(out, path.Join(dest, path.Base(src.Path)))
		}
	}
	return out
}
