package rules

import (
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func recursiveChown() rule.Rule {
	return rule.Rule{
		ID: "recursive-chown", Group: rule.Size, Severity: rule.Warning, Title: "No recursive chown in a RUN of its own",
		Next:  "give the owner to what brings the files (COPY --chown=USER:GROUP), and leave the chown out",
		Why:   "It writes every file of the folder a second time into another layer; COPY --chown sets the owner at once.",
		Check: checkRecursiveChown,
	}
}

// checkRecursiveChown answers chown -R by COPY --chown where all that is in the folder came from COPYs that run after the user
// was made and with nothing run between. The folder itself keeps a chown of its own, which writes no file.
func checkRecursiveChown(m *model.Model) []rule.Finding {
	var out []rule.Finding
	for _, r := range runs(m) {
		for _, c := range r.Commands {
			if c.Name() != "chown" || !hasFlag(c, "-R", "--recursive") {
				continue
			}
			f := rule.Finding{Lines: r.ins.Lines}
			o, ok := readOwnership(r)
			switch {
			case !ok || !r.Editable:
				f.Refused = "the RUN does more than this, so which files it is about can't be told for sure"
			default:
				f = o.recursively()
			}
			out = append(out, f)
			break
		}
	}
	return out
}

// recursively moves the owner to the COPYs.
func (o ownership) recursively() rule.Finding {
	f := rule.Finding{Lines: o.ins.Lines, Drops: o.ins.Lines}
	first := o.index
	for i := o.index - 1; i > 0 && !has("RUN ADD SHELL", o.stage.Instructions[i].Keyword); i-- {
		first = i
	}
	if !hasGroup(o.flag) {
		f.Refused = noGroup
		return f
	}
	copies, why := o.owned(first)
	if why != "" {
		f.Refused = why
		return f
	}
	for i := 1; i < first; i++ {
		if o.touches(i) {
			f.Refused = line(o.stage.Instructions[i]) + " may put files into the folder before"
			return f
		}
	}
	if len(copies) == 0 {
		f.Refused = "what is in the folder comes from its base or from a command"
		return f
	}
	f.Edits = append(copies, o.edit(o.withoutRecursion())...)
	return f
}

// owned gives the owner to each COPY into the folder, from an instruction on; why says what one of them has against it.
func (o ownership) owned(first int) (copies []dockerfile.Edit, why string) {
	for i := first; i < o.index; i++ {
		ins := o.stage.Instructions[i]
		c := copyOf(ins)
		if c == nil {
			continue
		}
		dest := model.Resolve(o.stage.Dirs[i], model.ExpandVars(c.DestPath, o.stage.Envs[i]))
		switch {
		case !below(dest, o.target):
			continue
		case c.Chown != "" || c.Link:
			return nil, line(ins) + " sets an owner already, or is linked"
		case dest != o.target:
			return nil, line(ins) + " copies below the folder, where new folders belong to root"
		}
		text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
		at := model.KeywordEnd(text, ins.Keyword)
		copies = append(copies, edit(ins, text[:at]+" "+o.flag+text[at:]))
	}
	return copies, ""
}

// withoutRecursion takes the flag out of the chown that is left for the folder itself.
func (o ownership) withoutRecursion() []model.Replacement {
	args := o.Commands[0].Args
	var out []model.Replacement
	for i, w := range args {
		if i > 0 && has("-R --recursive", w.Raw) {
			out = append(out, model.Replacement{First: args[i-1].Last, Last: w.Last})
		}
	}
	return out
}

// touches says whether an instruction may put files into the target: a COPY there, or a command that names it or runs in it.
func (o ownership) touches(index int) bool {
	ins := o.stage.Instructions[index]
	switch ins.Keyword {
	case "COPY", "ADD":
		c := copyOf(ins)
		if c == nil {
			return true
		}
		for _, p := range landings(o.stage, index, c) {
			if below(p, o.target) || below(o.target, p) {
				return true
			}
		}
	case "RUN":
		return below(o.stage.Dirs[index], o.target) || strings.Contains(ins.Text, o.target)
	}
	return false
}

// noGroup is why an owner without a group can't be set while copying.
const noGroup = "COPY --chown sets the group too, and the chown names none"

// hasGroup says whether a --chown names a group.
func hasGroup(flag string) bool {
	_, group, found := strings.Cut(flag, ":")
	return found && group != ""
}
