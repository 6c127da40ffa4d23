package pattern

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// userLine is the USER line to add to the final stage, empty when none is needed.
func (w *finalStage) userLine() string {
	switch {
	case w.User != "":
		return w.ownUser()
	case w.on[rule.NonRootUser] && w.base.NonRoot != "":
		return "USER " + w.base.NonRoot
	case !model.IsRoot(w.base.User):
		return "USER root"
	}
	return ""
}

// ownUser carries the Dockerfile's own user over; one that only the builder has a name for becomes the base's.
func (w *finalStage) ownUser() string {
	user, _ := w.RunsAs(w.base)
	for i, ins := range w.stage.Instructions {
		c, ok := ins.Command.(*instructions.UserCommand)
		if !ok || ins.Lines.First < w.At {
			continue
		}
		switch isIt := model.ExpandVars(c.User, w.stage.Envs[i]) == w.User; {
		case isIt && w.userSet && w.subject.WithComments(ins.Lines) == ins.Lines:
			w.edits.Replace(ins.Lines, "") // it stands above the working directory already
		case isIt && user != w.User:
			w.edits.Replace(ins.Lines, "USER "+user)
		}
		return ""
	}
	if w.userSet {
		return ""
	}
	return "USER " + user
}

// NonRoot is the finding of nonroot-user for a final stage; it starts turned off where the program may need root.
// needed is what is known of the program.
func NonRoot(final *model.Stage, volumes bool, needed evidence.List) rule.Finding {
	f := rule.Finding{Rule: rule.NonRootUser, Lines: final.Lines, NeedsProof: true}
	f.Why = cmp.Or(rootForFiles(final, volumes, needed), rootForMore(final, needed))
	f.Off = f.Why != ""
	return f
}

// rootForFiles says which files or folders a program may need root for; empty when none are known.
func rootForFiles(final *model.Stage, volumes bool, needed evidence.List) string {
	mounts, writes, told, closed, home := mounter(final), writer(needed), toldToWrite(final), closedCopy(final), rootsHome(final)
	switch {
	case volumes:
		return "The folders of VOLUME belong to root: turn this on only if the program does not write there."
	case mounts != "":
		return mounts + ", which belongs to root unless it was given to somebody: turn this on only if the program does not write there."
	case writes != "":
		return writes + ", where a user that is not root may not write: turn this on only if the folder is mounted or given to the user."
	case told != "":
		return "The start command or a variable names " + told + ", which looks like a file that is written: turn this on only if the folder is mounted or given to the user."
	case closed > 0:
		return fmt.Sprintf("What line %d brings can be read by root alone: turn this on once it has a --chmod that lets others read it, such as 644.", closed)
	case standsInRootsHome(final):
		return "The program is started in root's home, which another user can't enter: turn this on only once it stands in another folder."
	case home > 0:
		return fmt.Sprintf("Line %d writes to root's home, which another user can't read: turn this on only if the program does not look there.", home)
	}
	return ""
}

// rootForMore says what else a program may need root for; empty when nothing is known.
func rootForMore(final *model.Stage, needed evidence.List) string {
	if given := giver(final); given != "" {
		return given + ", which only root can use: turn this on only if the program does not."
	}
	starts, port, others := starter(needed), lowPort(final, needed), needed.Of(evidence.Account, evidence.Privileges)
	script := writingScript(final)
	switch {
	case script != "":
		return script + ": turn this on only if all that it does can be done by another user than root."
	case starts != "":
		return starts + ", and what that one writes is not known: turn this on only if it does its work for another user than root."
	case len(others) > 0 && others[0].Kind == evidence.Privileges && others[0].Subject != "":
		return others[0].Place() + " " + others[0].Says() + ", which only root may: turn this on only if the program does not."
	case len(others) > 0:
		return others[0].Place() + " " + others[0].Says() + "; only root may go on as another user: turn this on only if the program does not."
	case port != "":
		return "Port " + port + " is below 1024, which not every engine lets a user open: turn this on where yours does."
	}
	return ""
}

// toldToWrite is a name in a start command or a variable of a stage that looks like a file which is written; empty when there is none.
func toldToWrite(s *model.Stage) string {
	words := append(slices.Clone(s.Start.Argv), strings.Fields(s.Start.Script)...)
	for _, st := range s.Replaced() {
		words = append(append(words, st.Argv...), strings.Fields(st.Script)...)
	}
	for _, value := range s.Env.All() {
		words = append(words, value)
	}
	for _, word := range words {
		for _, part := range strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("=:,\"' ", r) }) {
			if evidence.LooksWritten(part) && !everybodys(part) {
				return part
			}
		}
	}
	return ""
}

// closedCopy is the line of a COPY or ADD that brings what root alone may read, 0 when none does: by its --chmod, or because ADD fetches
// it. Source: docs.docker.com/reference/dockerfile, ADD: files from a URL get the mode 600.
func closedCopy(s *model.Stage) int {
	for i, ins := range s.Instructions {
		mode, owner, fetches := "", "", false
		switch c := ins.Command.(type) {
		case *instructions.CopyCommand:
			mode, owner = c.Chmod, c.Chown
		case *instructions.AddCommand:
			mode, owner = c.Chmod, c.Chown
			fetches = fetchesUnknown(s, i, c.SourcePaths)
		}
		bits, err := strconv.ParseUint(mode, 8, 32)
		if closed := err == nil && bits&0o004 == 0 || mode == "" && fetches; closed && owner == "" {
			return ins.Lines.First
		}
	}
	return 0
}

// fetchesUnknown says whether an ADD fetches something from an address that is not known to be a program: one needs no more than to be
// executable, which a RUN makes it for all.
func fetchesUnknown(s *model.Stage, instruction int, sources []string) bool {
	if !slices.ContainsFunc(sources, func(p string) bool { return strings.HasPrefix(p, "http://") || strings.HasPrefix(p, "https://") }) {
		return false
	}
	return !slices.ContainsFunc(effects.Of(s), func(e effects.Effect) bool { return e.Instruction == instruction && known(e) != nil })
}

// everybodys says whether a file stands where everybody may write, or is none.
func everybodys(name string) bool {
	device, isDevice := strings.CutPrefix(name, "/dev/")
	return strings.HasPrefix(name, "/tmp/") || name == "/tmp" || name == ":memory:" || isDevice && slices.Contains(open, strings.Split(device, "/")[0])
}

// open are the devices that everybody may write to.
var open = []string{"null", "zero", "full", "random", "urandom", "stdout", "stderr", "stdin", "fd", "shm", "tty", "pts", "ptmx"}

// writer begins a sentence with what the program writes outside the folders that everybody may write to, or that it uses its user's
// home folder; empty when neither is known.
func writer(needed evidence.List) string {
	for _, e := range needed.Of(evidence.Writes, evidence.Home) {
		if e.Known && everybodys(e.Subject) {
			continue
		}
		return e.Place() + " " + e.Says()
	}
	return ""
}

// starter begins a sentence with a program or a command line that is started, and that is not known to write nothing; empty when none is.
// What an interpreter runs is read with the sources.
func starter(needed evidence.List) string {
	for _, e := range needed.Of(evidence.Starts, evidence.Shell) {
		harmless := bases.OnlyPrints(e.Subject) || bases.IsRuntime(e.Subject)
		if e.Kind == evidence.Shell {
			harmless = linePrints(e.Subject)
		}
		if !e.Known || !harmless {
			return e.Place() + " " + e.Says()
		}
	}
	return ""
}

// linePrints says whether all that a shell's command line does is known to print something.
func linePrints(line string) bool {
	programs := programsOf(line)
	return len(programs) > 0 && !redirects.MatchString(line) &&
		!slices.ContainsFunc(programs, func(p string) bool { return !bases.OnlyPrints(p) && !bases.IsRuntime(p) })
}

// redirects finds what a command line writes to a file: not one that is thrown away, nor another stream.
var redirects = regexp.MustCompile(`>\s*(?:[^&\s/]|/[^d]|/d[^e])`)

// standsInRootsHome says whether a stage's program is started in root's home, or stands there: bases keep that closed to others.
func standsInRootsHome(s *model.Stage) bool {
	return effects.Inside(s.Dir, "/root") || len(s.Start.Argv) > 0 && effects.Inside(s.Start.Argv[0], "/root")
}

// rootsHome is the line that puts something into root's home which is not of a tool of the build, 0 when none does.
func rootsHome(s *model.Stage) int {
	for _, e := range effects.Of(s) {
		makes := e.IsPath() && e.Kind != effects.Removes && e.Kind != effects.Permits && e.Kind != effects.Owns
		if makes && effects.Inside(e.Subject, "/root") && e.Subject != "/root" && effects.PlaceOf(e.Subject) == "" && !slices.Contains(s.Dirs, e.Subject) {
			return e.Line
		}
	}
	return 0
}

// giver begins a sentence with the devices and rights that something which starts the image gives it; empty when nothing does.
func giver(s *model.Stage) string {
	for _, st := range s.Starts {
		if len(st.From.Rights) > 0 && st.From.User == "" {
			return strings.ToUpper(st.Who()[:1]) + st.Who()[1:] + " gives the container " + strings.Join(st.From.Rights, ", ")
		}
	}
	return ""
}

// mounter begins a sentence with what mounts a folder that the program may write to; empty when nothing does.
func mounter(s *model.Stage) string {
	for _, st := range s.Starts {
		for _, v := range st.From.Volumes {
			filled := path.Ext(v.Target) == "" || path.Ext(v.Target) == ".sock" || evidence.LooksWritten(v.Target)
			if filled && st.From.User == "" {
				return strings.ToUpper(st.Who()[:1]) + st.Who()[1:] + " mounts " + v.Target
			}
		}
	}
	return ""
}

// CanDropRoot says whether a final stage that exists already can run as another user than root.
func CanDropRoot(s *model.Stage) bool {
	base := bases.Describe(s.Base)
	for _, ins := range s.Instructions {
		if ins.Keyword == "VOLUME" || ins.Keyword == "RUN" || ins.Keyword == "USER" {
			return false
		}
	}
	return s.Parent < 0 && base.NonRoot != "" && model.IsRoot(base.User) && (s.Start.Cmd >= 0 || s.Start.Entrypoint >= 0)
}

// startsThere says whether the working directory that its image starts with matters to a stage: nothing sets another one before it is
// used.
func startsThere(s *model.Stage) bool {
	for i, ins := range s.Instructions {
		switch c := ins.Command.(type) {
		case *instructions.WorkdirCommand:
			return !path.IsAbs(model.ExpandVars(c.Path, s.Envs[i]))
		case *instructions.CopyCommand:
			if !path.IsAbs(model.ExpandVars(c.DestPath, s.Envs[i])) {
				return true
			}
		case *instructions.AddCommand:
			if !path.IsAbs(model.ExpandVars(c.DestPath, s.Envs[i])) {
				return true
			}
		}
	}
	return true
}

// EditInPlace edits a final stage that exists already: its base, its user.
func EditInPlace(edits *Edits, m *model.Model, on map[string]bool, base bases.Base) {
	s := m.Final()
	st := s.Start
	if on[FinalBase] {
		from := s.Instructions[0]
		lines := []string{dockerfile.FromOn(strings.ReplaceAll(from.Text, "\r\n", "\n"), base.Ref)}
		if dir := s.Dirs[min(1, len(s.Dirs)-1)]; dir != startDir(base) && startsThere(s) {
			lines = append(lines, "WORKDIR "+dir)
		}
		if today := bases.Describe(s.Base); SetsZone(s) && today.Zones {
			lines = append(lines, zoneFiles("", today, base)...)
		}
		edits.Replace(from.Lines, strings.Join(lines, "\n"))
	}
	first := max(st.Entrypoint, st.Cmd)
	if st.Entrypoint >= 0 && st.Cmd >= 0 {
		first = min(st.Entrypoint, st.Cmd)
	}
	switch {
	case first < 0:
	case on[rule.NonRootUser] && base.NonRoot != "":
		edits.Insert(m.WithComments(s.Instructions[first].Lines).First, "USER "+base.NonRoot+"\n")
	case on[FinalBase] && !model.IsRoot(base.User) && model.IsRoot(s.User):
		edits.Insert(m.WithComments(s.Instructions[first].Lines).First, "USER root\n")
	}
}
