package pattern

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
)

// Outside is what the files of a project that start the image need in it beside the program: the commands of services and
// containers, their health checks and probes, their users.
type Outside struct {
	// Shell names what needs a shell, empty when nothing does.
	Shell string
	// Commands is whose basic commands a script is written for, as bases.Program has it.
	Commands string
	// Dynamic is the C library that programs beside the own one need, empty when none does.
	Dynamic bases.Linkage
	// Reinstall are the packages of the system that the builder has and the final stage installs again.
	Reinstall Reinstall
	// Beside are Debian's packages that programs which the sources start are of little use without, and that are only recommended.
	Beside []string
	// Tools are the programs that are called, Users the users by name.
	Tools, Users []bases.Tool
}

// Into adds to a program what is needed from outside. installs says that the final stage is made anew, so that tools are installed
// there.
func (o Outside) Into(p bases.Program, installs bool) bases.Program {
	p.Tools, p.Users, p.Installs, p.Commands = o.Tools, o.Users, installs, o.Commands
	p.Packages = slices.Clone(p.Packages)
	for _, name := range o.Reinstall.Packages {
		if !slices.Contains(p.Packages, name) {
			p.Packages = append(p.Packages, name)
		}
	}
	if o.Reinstall.Manager == "apk" {
		p.Libc = "musl"
	}
	if o.Dynamic != "" && p.Linkage == bases.Static {
		p.Linkage = o.Dynamic
	}
	if o.Shell != "" {
		p.Tools = append([]bases.Tool{{Name: "sh", Who: o.Shell}}, p.Tools...)
	}
	return p
}

// Call notes a program that is called by its name. It returns why the final image may not have it; empty when it has, or installs it.
func (o *Outside) Call(who string, c model.Command) string {
	name := c.Arg(0)
	if !bases.Common(name) && !bases.Installable(name) {
		return fmt.Sprintf("%s needs %s, which the final image would not have", who, name)
	}
	if !slices.ContainsFunc(o.Tools, func(t bases.Tool) bool { return t.Name == name }) {
		o.Tools = append(o.Tools, bases.Tool{Name: name, Who: who})
	}
	return ""
}

// UsersOf are the users by name that the image is started as from outside.
func UsersOf(s *model.Stage) []bases.Tool {
	var out []bases.Tool
	for _, st := range s.Starts {
		name, _, _ := strings.Cut(st.From.User, ":")
		if !model.IsRoot(st.From.User) && !model.IsNumeric(name) && !strings.Contains(name, "$") {
			out = append(out, bases.Tool{Name: name, Who: st.Who()})
		}
	}
	return out
}

// CheckStarts looks at the image's own health check and at what starts and checks it from outside, for a program that runs by itself: it is found by the same
// words in the final image, and what else is called is there. find returns the built program that a word names, seen from a folder.
// It returns why the final image can't be started so; empty when it can.
func (s *Split) CheckStarts(find func(dir, word string) string) string {
	s.Outside.Users = UsersOf(s.stage)
	if why := MountedOver(s.stage, s.Program); why != "" {
		return why
	}
	for _, st := range s.stage.Replaced() {
		calls, shell, why := st.Calls()
		if why = s.called(st.Who(), calls, shell, why, find); why != "" {
			return why
		}
	}
	for _, c := range slices.Concat(s.stage.OwnChecks(), s.stage.Checks()) {
		calls, shell, why := c.Calls()
		if why = s.called(c.Who, calls, shell, why, find); why != "" {
			return why
		}
	}
	return s.foldersOutside()
}

// foldersOutside looks at the folders of the sources that services and containers name: a volume that compose makes is filled with
// what the image has there, so that is carried. It returns why a working directory can't be had; empty when there is none.
func (s *Split) foldersOutside() string {
	for _, st := range s.stage.Starts {
		if st.Dir != s.stage.Dir && s.isSource(st.Dir) {
			return st.Who() + " runs in " + st.Dir + ", a folder of the sources, and which of its files the program needs is not known"
		}
		for _, v := range st.From.Volumes {
			at := model.Resolve("/", v.Target)
			covered := slices.ContainsFunc(s.Artefacts, func(a Artefact) bool { return a.Dest == at || model.Below(at, a.Dest) })
			if v.Bind == "" && st.From.By == project.StartedByCompose && s.isSource(at) && !covered {
				s.Artefacts = append(s.Artefacts, Artefact{Source: at, Dest: at})
			}
		}
	}
	return ""
}

// isSource says whether a path of the image is a folder that a COPY of the whole context brings into the builder.
func (s *Split) isSource(at string) bool {
	return slices.ContainsFunc(s.stage.Copies, func(c model.Copy) bool {
		if !c.BringsAll() || !model.Below(at, c.Dest) {
			return false
		}
		info, ok := s.subject.Stat(strings.TrimPrefix(at, strings.TrimSuffix(c.Dest, "/")+"/"))
		return ok && info.IsDir()
	})
}

// MountedOver says what mounts a folder of this computer over a program; empty when nothing does. The program that the image brings
// is not there then, so the image is one to build it in.
func MountedOver(s *model.Stage, program string) string {
	for _, st := range s.Starts {
		if v, ok := st.Mounts(program); ok && v.Bind != "" {
			return fmt.Sprintf("%s mounts %s over %s, where the program is: that is a set-up for development, which needs the toolchain in "+
				"the image (a stage of its own, which the service names as its target, would do)", st.Who(), v.Bind, v.Target)
		}
	}
	return ""
}

// called looks at the commands that are called from outside.
func (s *Split) called(who string, calls []model.Command, shell bool, why string, find func(dir, word string) string) string {
	if shell {
		s.Outside.Shell = who
	}
	for _, c := range calls {
		switch {
		case why != "":
		case c.DirKnown && s.Program != "" && find(c.Dir, c.Arg(0)) == s.Program:
			why = s.keepsPath(who, c)
		case c.DirKnown && s.findsOther(c.Arg(0), find(c.Dir, c.Arg(0))), slices.Contains(s.Scripts, c.Arg(0)):
		default:
			why = s.Outside.Call(who, c)
		}
	}
	return why
}

// keepsPath leaves the program where a command from outside names it.
func (s *Split) keepsPath(who string, c model.Command) string {
	word, own := c.Arg(0), s.word()
	common := path.Dir(s.Program) == "/usr/local/bin"
	switch bare := !strings.Contains(word, "/"); {
	case bare && strings.Contains(own, "/") && !common, !bare && !strings.Contains(own, "/") && !common:
		return fmt.Sprintf("%s starts %s and the image starts %s: the program would have to be found both ways", who, word, own)
	case !bare && !path.IsAbs(word) && c.Dir == s.stage.Dir:
		s.KeepDir = true
	}
	s.Dest = s.Program
	return ""
}
