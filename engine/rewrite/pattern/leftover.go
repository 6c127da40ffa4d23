package pattern

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// NeedsShell says whether the final stage has to make something again that takes a shell.
func (l *Left) NeedsShell() bool {
	return l != nil && slices.ContainsFunc(l.items, func(i item) bool { return i.Kind == effects.Links && i.Subject != zone })
}

// relinks says whether an item is the link of the time zone and is made again on a base: where that has a link of its own, a file that is
// copied there would go to what the link leads to, and programs take the zone's name from the link. A base without a shell has none.
func relinks(i item, base bases.Base) bool {
	return i.Kind == effects.Links && i.Subject == zone && base.Shell != "" && strings.HasPrefix(i.From, zoneFolder+"/")
}

// RunsOn says whether the final stage makes something again on a base by a RUN.
func (l *Left) RunsOn(base bases.Base) bool {
	return l.NeedsShell() || l != nil && slices.ContainsFunc(l.items, func(i item) bool { return relinks(i, base) })
}

// Settle says what is against giving the final stage what was left, once all effects are taken.
func (l *Left) Settle() {
	for _, i := range l.items {
		owner, _, _ := strings.Cut(i.owner, ":")
		switch {
		case i.program && known(i.Effect) == nil:
			l.refuse(i.Effect, []rule.Assumption{{Kind: rule.AssumesProgram, Subject: i.Subject}}, "downloads the program %s, and what that needs at run time is not known", i.Subject)
		case owner == "" || model.IsRoot(owner) || model.IsNumeric(owner) || owner == UserName(l.Stage.User) || slices.Contains(l.Users, owner):
		default:
			l.against(i.Effect, "gives %s to %s, a user that the final base may not have", i.Subject, owner)
		}
	}
}

// UserName is the name or number of a user without the group.
func UserName(user string) string {
	name, _, _ := strings.Cut(user, ":")
	return name
}

// remade are the lines that make the user of the image again on a base, with its groups, home and shell; none when the image does not
// run as a user that the builder makes, or when the base is not known to have the command.
func (l *Left) remade(base bases.Base) []string {
	if l == nil || base.Shell == "" || len(l.Users) == 0 && !l.makes(UserName(l.Stage.User)) {
		return nil
	}
	var commands []string
	var args []string
	for _, a := range l.accounts {
		if a.text == "" || len(l.Users) == 0 && !hasCommand(base, a.Command.Name()) {
			return nil
		}
		if slices.Contains(commands, a.text) {
			continue
		}
		commands = append(commands, a.text)
		args = append(args, l.argsIn(a.text)...)
	}
	slices.Sort(args)
	return append(slices.Compact(args), "RUN "+strings.Join(commands, " \\\n    && "))
}

// makes says whether the builder makes a user by a name.
func (l *Left) makes(name string) bool {
	return !model.IsNumeric(name) && slices.ContainsFunc(l.accounts, func(a account) bool { return a.Kind == effects.AddsUser && a.Subject == name })
}

// NotRemade says why the users that have to be there can't be sure to be made again on each base with the same basic commands; empty when
// they can, or when there are none.
func (l *Left) NotRemade(builder bases.Base) string {
	for _, name := range l.Users {
		if !l.makes(name) {
			return "the image starts its program as " + name + ", a user that no RUN is seen to make"
		}
	}
	for _, a := range l.accounts {
		command, gnu := "", builder.Commands() == "gnu"
		if a.Command != nil {
			command = a.Command.Name()
		}
		if again := a.text != "" && (hasCommand(builder, command) || gnu && l.installs(command)); len(l.Users) > 0 && !again {
			return fmt.Sprintf("line %d makes a user that the program is started as, in a way that the final image may not know", a.Line)
		}
	}
	return ""
}

// argsIn are the ARG lines that a command's text needs.
func (l *Left) argsIn(text string) []string {
	var out []string
	names := model.ReferencedVars(text)
	for _, ins := range l.Stage.Instructions {
		if c, ok := ins.Command.(*instructions.ArgCommand); ok {
			for _, a := range c.Args {
				if slices.Contains(names, a.Key) {
					out = append(out, argLine(a))
				}
			}
		}
	}
	return out
}

// hasCommand says whether a base is known to have a command that makes users. Debian's adduser is part of its image until 12; Alpine has
// those of busybox.
func hasCommand(base bases.Base, name string) bool {
	busybox := name == "adduser" || name == "addgroup"
	switch {
	case strings.HasPrefix(base.Suite, "alpine"):
		return busybox
	case base.PackageManager != "apt":
		return false
	case busybox:
		return slices.Contains([]string{"buster", "bullseye", "bookworm"}, base.Suite)
	}
	return true
}

// leftCopies are the lines that copy what was left, and make links again.
func (w *finalStage) leftCopies() []string {
	if w.Left == nil {
		return nil
	}
	var out, links []string
	again := len(w.Left.remade(w.base)) > 0
	for _, i := range w.Left.items {
		if i.home && again {
			continue // Making the user again makes it.
		}
		if i.Kind == effects.Links && i.Subject != zone {
			links = append(links, "mkdir -p "+path.Dir(i.Subject)+" && ln -sfn "+i.From+" "+i.Subject)
			continue
		}
		if relinks(i, w.base) {
			out = append(out, Artefact{Source: i.From, Dest: i.From}.line(w.Builder))
			links = append(links, "ln -sfn "+i.From+" "+zone)
			continue
		}
		owner := w.ownerOf(i)
		there := slices.ContainsFunc(w.Artefacts, func(a Artefact) bool { return a.Dest == i.Subject && a.From == "" })
		if !there || owner != "" {
			out = append(out, Artefact{Source: i.Subject, Dest: i.Subject, Owner: owner}.line(w.Builder))
		}
	}
	if len(links) > 0 {
		out = append(out, "RUN "+strings.Join(links, " \\\n    && "))
	}
	return out
}

// ownerOf is who a file or folder that was left belongs to in the final stage: the image's user where it was given to it, and where the
// program no longer runs as root, a folder that was made for it.
func (w *finalStage) ownerOf(i item) string {
	owner := UserName(i.owner)
	switch {
	case model.IsNumeric(owner):
		if user, again := w.RunsAs(w.base); !again && w.User != "" && !model.IsRoot(owner) && !model.IsNumeric(UserName(w.User)) {
			return user // The number may be the one that the builder gave to its user.
		}
		return i.owner
	case slices.Contains(w.Left.Users, owner):
		return i.owner
	case owner != "" && !model.IsRoot(owner):
		user, _ := w.RunsAs(w.base)
		return user
	case w.User == "" && i.Kind == effects.Makes && w.on[rule.NonRootUser]:
		return w.base.NonRoot
	}
	return ""
}

// RunsAs is the user that the final stage runs the image's own user as, on a base: the same where it is made again, or where each base
// has it. Again says that it is made again, so that what belongs to it has to be given to it.
func (s *Split) RunsAs(base bases.Base) (user string, again bool) {
	switch {
	case s.Left != nil && s.Left.makes(UserName(s.User)) && len(s.Left.remade(base)) > 0:
		return s.User, true
	case model.IsNumeric(s.User) || model.IsPortable(s.User) && base.Ref != bases.Scratch:
		return s.User, false
	}
	if s.Volumes || s.stage != nil && mounter(s.stage) != "" {
		// What stands on a volume belongs to the number that wrote it.
		if number := s.Left.number(UserName(s.User)); number != "" {
			return number, false
		}
	}
	if base.NonRoot == "" {
		return "65532:65532", false
	}
	return base.NonRoot, false
}

// LosesNumber says whether the image's own user may have another number in the final image than the one that volumes belong to: none of
// the commands that make it says which.
func (s *Split) LosesNumber() bool {
	return (s.Volumes || mounter(s.stage) != "") && s.Left.number(UserName(s.User)) == ""
}

// number is the number of a user that the builder makes, with that of its group: "1001:1001"; empty where the commands don't tell.
func (l *Left) number(name string) string {
	if l == nil {
		return ""
	}
	var user effects.Effect
	groups := map[string]string{}
	for _, a := range l.accounts {
		switch {
		case a.Kind == effects.AddsUser && a.Subject == name:
			user = a.Effect
		case a.Kind == effects.AddsGroup:
			groups[a.Subject] = a.ID
		}
	}
	group := user.Group
	switch {
	case group == "":
		group = user.ID
	case !model.IsNumeric(group):
		group = groups[group]
	}
	if !model.IsNumeric(user.ID) || !model.IsNumeric(group) {
		return ""
	}
	return user.ID + ":" + group
}
