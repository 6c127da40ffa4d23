package rewrite

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// startOfSplit writes the user and the start command of a new final stage: in the place of the old ones, or behind the
// stage's last line when those stood in the builder.
func (r *renderer) startOfSplit(atEnd bool) {
	st, stage := r.p.start, r.p.build.stage
	user := r.userOfSplit()
	lines := r.startLines()
	if atEnd {
		if st.entrypoint >= 0 && !st.shell && st.cmd >= 0 {
			lines = append(lines, stage.Instructions[st.cmd].Text)
		}
		r.insert(endOf(stage), joined(append([]string{user}, lines...)))
		r.dropTailStart()
		return
	}
	keep := st.shell && !(r.on[ExecForm] && st.simple)
	first := st.cmd
	if st.entrypoint >= 0 && (first < 0 || st.entrypoint < first) {
		first = st.entrypoint
	}
	if user != "" {
		r.insert(withComments(r.p.in.File, stage.Instructions[first].Lines).First, user+"\n")
	}
	if keep {
		return
	}
	if st.entrypoint < 0 {
		r.replaceIfOther(stage.Instructions[st.cmd], lines)
		return
	}
	r.replaceIfOther(stage.Instructions[st.entrypoint], lines)
	if st.shell && st.cmd >= 0 {
		// A shell-form ENTRYPOINT ignores CMD; an exec-form one would be given its words.
		r.replace(stage.Instructions[st.cmd].Lines, "")
	}
}

// dropTailStart removes what is left of the old start command behind the last RUN.
func (r *renderer) dropTailStart() {
	g, st := r.p.build, r.p.start
	for _, i := range []int{st.entrypoint, st.cmd} {
		if i > g.lastRun {
			r.replace(g.stage.Instructions[i].Lines, "")
		}
	}
}

func (r *renderer) replaceIfOther(ins dockerfile.Instruction, lines []string) {
	text := strings.Join(lines, "\n")
	if text != ins.Text {
		r.replace(ins.Lines, text)
	}
}

// startLines are the instructions that start the program where the final stage has it. The program becomes the
// ENTRYPOINT, its arguments stay the CMD where they were one.
func (r *renderer) startLines() []string {
	st, stage := r.p.start, r.p.build.stage
	if st.shell && !(r.on[ExecForm] && st.simple) {
		i := st.entrypoint
		if i < 0 {
			i = st.cmd
		}
		return []string{stage.Instructions[i].Text}
	}
	program := r.dest
	if r.keepDir && strings.Contains(st.argv[0], "/") {
		program = st.argv[0]
	}
	switch {
	case st.entrypoint < 0:
		lines := []string{execLine("ENTRYPOINT", []string{program})}
		if len(st.argv) > 1 {
			lines = append(lines, execLine("CMD", st.argv[1:]))
		}
		return lines
	case st.shell:
		return []string{execLine("ENTRYPOINT", append([]string{program}, st.argv[1:]...))}
	}
	args := st.argv
	entry, ok := stage.Instructions[st.entrypoint].Command.(*instructions.EntrypointCommand)
	if ok {
		args = entry.CmdLine
	}
	return []string{execLine("ENTRYPOINT", append([]string{program}, args[1:]...))}
}

// userOfSplit is the USER line to add, empty when none is needed.
func (r *renderer) userOfSplit() string {
	s, g := r.p.split, r.p.build
	switch {
	case s.user != "":
		return r.ownUser(g)
	case r.on[NonRootUser] && r.base.NonRoot != "":
		return "USER " + r.base.NonRoot
	case !asRoot(r.base.User):
		return "USER root"
	}
	return ""
}

// ownUser carries the Dockerfile's own user over; one that only the builder has a name for becomes the base's.
func (r *renderer) ownUser(g *goStage) string {
	user := r.p.split.user
	if !numeric(user) && (!portable(user) || r.base.Ref == "scratch") {
		user = r.base.NonRoot
		if user == "" {
			user = "65532:65532"
		}
	}
	for i, ins := range g.stage.Instructions {
		c, ok := ins.Command.(*instructions.UserCommand)
		if !ok || i < g.lastRun {
			continue
		}
		if expandVars(c.User, g.goEnv) == r.p.split.user && user != r.p.split.user {
			r.replace(ins.Lines, "USER "+user)
		}
		return ""
	}
	return "USER " + user
}

// finalInPlace edits the final stage of a Dockerfile that is not split now.
func (r *renderer) finalInPlace() {
	st, stage := r.p.start, r.p.final.stage
	if r.on[FinalBase] {
		from := stage.Instructions[0]
		r.replace(from.Lines, strings.Replace(from.Text, writtenBase(from), r.base.Ref, 1))
	}
	first := max(st.entrypoint, st.cmd)
	if st.entrypoint >= 0 && st.cmd >= 0 {
		first = min(st.entrypoint, st.cmd)
	}
	if r.on[NonRootUser] && r.base.NonRoot != "" {
		r.insert(withComments(r.p.in.File, stage.Instructions[first].Lines).First, "USER "+r.base.NonRoot+"\n")
	} else if r.on[FinalBase] && !asRoot(r.base.User) && asRoot(r.p.final.endUser) {
		r.insert(withComments(r.p.in.File, stage.Instructions[first].Lines).First, "USER root\n")
	}
	if !r.on[ExecForm] {
		return
	}
	if st.entrypoint < 0 {
		r.replace(stage.Instructions[st.cmd].Lines, execLine("CMD", st.argv))
		return
	}
	r.replace(stage.Instructions[st.entrypoint].Lines, execLine("ENTRYPOINT", st.argv))
	if st.cmd >= 0 {
		r.replace(stage.Instructions[st.cmd].Lines, "")
	}
}

// joined puts lines together without the empty ones.
func joined(lines []string) string {
	var b strings.Builder
	for _, l := range lines {
		if l != "" {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}
