package pattern

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// belongsTo is who a folder belongs to where the builder ends: the name or number of a user, empty for root and for a folder of the
// base itself. WORKDIR makes a folder for the user that USER names, and COPY for that of --chown.
func (s *Split) belongsTo(dir string) string {
	f := folder{dir: dir}
	list := effects.Of(s.stage)
	for i, ins := range s.stage.Instructions {
		if ins.Lines.First >= s.At {
			break
		}
		switch ins.Command.(type) {
		case *instructions.WorkdirCommand:
			f.make(destOf(ins, s.stage.Dirs[i]), s.stage.Users[i])
		case *instructions.CopyCommand, *instructions.AddCommand:
			_, owner := givenTo(ins, s.stage.Envs[i])
			f.make(destOf(ins, s.stage.Dirs[i]), owner)
		}
		for ; len(list) > 0 && list[0].Instruction <= i; list = list[1:] {
			if list[0].Instruction == i {
				f.take(list[0], s.stage.Users[i])
			}
		}
	}
	return f.owner
}

// folder is a folder whose owner is looked for.
type folder struct {
	dir, owner string
	made       bool
}

// make says that a user, root when empty, makes a path with the folders above it.
func (f *folder) make(at, user string) {
	if !f.made && at != "" && effects.Inside(at, f.dir) {
		f.made = true
		f.give(user)
	}
}

func (f *folder) give(user string) {
	f.owner = ""
	if !model.IsRoot(user) {
		f.owner = UserName(user)
	}
}

// take takes in what a command of a RUN does, which runs as user.
func (f *folder) take(e effects.Effect, user string) {
	switch e.Kind {
	case effects.Makes:
		f.make(e.Subject, user)
	case effects.AddsUser:
		if e.Home != "" {
			f.make(e.Home, e.Subject)
		}
	case effects.Owns:
		if e.Known && !strings.HasPrefix(e.Owner, ":") && (e.Subject == f.dir || e.Deep && effects.Inside(f.dir, e.Subject)) {
			f.made = true
			f.give(e.Owner)
		}
	}
}

// workdir are the lines that make the working directory of the final stage: for the image's own user where it belongs to that user in
// the builder. What is copied into a folder that is there leaves its owner as it is.
func (w *finalStage) workdir(dir string) []string {
	line := "WORKDIR " + dir
	if w.User == "" || w.belongsTo(dir) != UserName(w.User) {
		return []string{line}
	}
	user, _ := w.RunsAs(w.base)
	if UserName(user) == UserName(w.base.User) || user == w.base.NonRoot && !model.IsRoot(w.base.User) {
		return []string{line}
	}
	if w.Left.RunsOn(w.base) {
		return []string{"USER " + user, line, "USER root"}
	}
	w.userSet = true
	return []string{"USER " + user, line}
}

// handOver gives what the instructions after the split copy to the user that the final base knows the owner by.
func (w *finalStage) handOver() {
	for i, ins := range w.stage.Instructions {
		written, owner := givenTo(ins, w.stage.Envs[i])
		if ins.Lines.First < w.At || owner == "" {
			continue
		}
		if known := w.knownBy(owner); known != "" {
			w.edits.Replace(ins.Lines, strings.Replace(strings.ReplaceAll(ins.Text, "\r\n", "\n"), "--chown="+written, "--chown="+known, 1))
		}
	}
}

// knownBy is the user that the final base knows an owner by, empty when that is the same.
func (w *finalStage) knownBy(owner string) string {
	name := UserName(owner)
	if model.IsRoot(owner) || model.IsPortable(owner) {
		return ""
	}
	if name == UserName(w.User) {
		user, _ := w.RunsAs(w.base)
		if UserName(user) == name {
			return ""
		}
		return user
	}
	u := officialUsers[name]
	if there := name == w.base.NonRoot || u.manager != "" && u.manager == w.base.PackageManager; there {
		return ""
	}
	return u.number
}

// official is a user that images have from the start: its number and group, and the package manager of the distribution whose base has
// it, empty for the images of a runtime alone.
type official struct{ number, manager string }

// officialUsers are such users by name: that of the images of Node.js (github.com/nodejs/docker-node), and of Debian's base-passwd.
var officialUsers = map[string]official{"node": {"1000:1000", ""}, "www-data": {"33:33", "apt"}}

// givenTo is the --chown of a COPY or ADD, as it is written and with its variables set; empty for none.
func givenTo(ins dockerfile.Instruction, env dockerfile.Environment) (written, owner string) {
	switch c := ins.Command.(type) {
	case *instructions.CopyCommand:
		written = c.Chown
	case *instructions.AddCommand:
		written = c.Chown
	}
	return written, model.ExpandVars(written, env)
}

// strangeOwners are the reasons against a split that lie in who gets what the final stage copies: a user that its base is not known to
// have.
func strangeOwners(stage *model.Stage) []Problem {
	var out []Problem
	builder := bases.Describe(stage.Base)
	for i, ins := range stage.Instructions {
		_, owner := givenTo(ins, stage.Envs[i])
		name := UserName(owner)
		if i <= stage.LastRun || owner == "" || model.IsRoot(owner) || model.IsPortable(owner) || name == UserName(stage.User) {
			continue
		}
		if u, ok := officialUsers[name]; !ok || name != builder.NonRoot && (u.manager == "" || u.manager != builder.PackageManager) {
			p := ProblemOf(ins.Lines, "gives files to "+name+", a user that the final base may not have")
			p.Next = "write the number of the user"
			out = append(out, p)
		}
	}
	return out
}
