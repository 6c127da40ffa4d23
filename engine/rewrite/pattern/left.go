package pattern

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// Left is what a builder leaves outside what the final stage gets anyway: files and folders that are copied at the same place,
// links and users that are made again, and what can't be told, which is against a split.
type Left struct {
	// Stage is the builder.
	Stage *model.Stage
	// Covered says of a path that the final stage has it anyway, or that only the build needs it.
	Covered func(p string) bool
	// Links says that links may be made again, for which NeedsShell is asked.
	Links bool
	// OfSystem takes in a package of the system that the layer of a RUN shows to be installed; nil for what can't have any.
	OfSystem func(e effects.Effect)
	// Users are those, beside the image's own, that have to be there by their names: what starts the program changes to them.
	Users []string
	// Problems are the reasons against another final stage, with their lines.
	Problems []Problem
	// Observed is what was taken from the layers of RUNs. Dynamic says that programs among it need a C library.
	Observed []Observed
	Dynamic  bool
	// Reinstall are the packages of the system that the final stage installs again.
	Reinstall Reinstall

	// noted are those of the first counted of Problems.
	noted   map[noted]bool
	counted int

	// layered are the RUNs whose layers were read, by their index.
	layered map[int]bool

	items    []item
	accounts []account
	// given are the folders that were given to the image's user.
	given []string
}

// item is a file, folder or link that was made.
type item struct {
	effects.Effect
	// owner is who it was given to, empty for root; program says that it was made executable, and home that it was made for a new user.
	owner         string
	program, home bool
}

// account is a user or group that was made or changed.
type account struct {
	effects.Effect
	// text is the command that does it, as it is written.
	text string
}

// Any says whether anything was left.
func (l *Left) Any() bool { return l != nil && len(l.items) > 0 }

// Below says whether something was left below a folder, which then has to be the same in the final stage.
func (l *Left) Below(dir string) bool {
	return l != nil && dir != "/" && slices.ContainsFunc(l.items, func(i item) bool { return effects.Inside(i.Subject, dir) })
}

// Problem notes a reason that a line gives.
func (l *Left) Problem(at dockerfile.Lines, format string, args ...any) {
	p := ProblemOf(at, fmt.Sprintf(format, args...))
	if l.noted == nil {
		l.noted = map[noted]bool{}
	}
	for ; l.counted < len(l.Problems); l.counted++ {
		l.noted[noted{l.Problems[l.counted].Lines, l.Problems[l.counted].Reason}] = true
	}
	if !l.noted[noted{p.Lines, p.Reason}] {
		l.Problems = append(l.Problems, p)
	}
}

// noted is what tells one problem from another.
type noted struct {
	lines  dockerfile.Lines
	reason string
}

// against notes a reason that an effect gives.
func (l *Left) against(e effects.Effect, format string, args ...any) {
	l.refuse(e, nil, format, args...)
}

// Take takes in an effect of the builder, in the order of Of. Packages of the system are for the caller to look at.
func (l *Left) Take(e effects.Effect) {
	switch e.Kind {
	case effects.Runs, effects.Sets, effects.Configures, effects.Uninstalls:
	case effects.Unknown:
		l.unknown(e)
	case effects.Installs:
		l.doubt(e, e.Manager, "runs %s, whose effect on the program at run time is not known", e.Manager)
	case effects.Serves:
		l.against(e, "asks the system for a service, which an image does not keep")
	case effects.AddsUser, effects.AddsGroup, effects.ChangesUser:
		l.accounts = append(l.accounts, account{Effect: e, text: l.textOf(e)})
		l.home(e)
	case effects.Removes:
		l.remove(e)
	case effects.Permits:
		l.permit(e)
	case effects.Owns:
		l.own(e)
	default:
		l.make(e)
	}
}

// home takes in the folder that is made for a new user, where HOME leads the program to it: it is known by no other name then.
func (l *Left) home(e effects.Effect) {
	if e.Home == "" || e.Conditional || l.Stage.Env.Value("HOME") != e.Home || model.IsRoot(l.Stage.User) || l.Covered(e.Home) || l.at(e.Home) >= 0 {
		return
	}
	made := e
	made.Kind, made.Subject, made.Known, made.Home = effects.Makes, e.Home, true, ""
	l.items = append(l.items, item{Effect: made, owner: l.Stage.User, home: true})
}

func (l *Left) unknown(e effects.Effect) {
	switch {
	case e.Subject == "ONBUILD":
		l.against(e, "is ONBUILD: the image is a base for other builds")
	case e.Subject == "" && e.Command == nil:
		// A RUN that can't be read, which its reader has said.
	case e.Subject == "":
		l.doubt(e, "", "runs a command whose name can't be told")
	default:
		l.doubt(e, e.Subject, "runs %s, whose effect on the program at run time is not known", e.Subject)
	}
}

// textOf is the command of an effect as it is written, empty when it stands in another one.
func (l *Left) textOf(e effects.Effect) string {
	if e.Command == nil || e.Inner || e.Conditional {
		return ""
	}
	raws := make([]string, 0, len(e.Command.Args))
	for _, a := range e.Command.Args {
		raws = append(raws, a.Raw)
	}
	text := strings.Join(raws, " ")
	for _, name := range model.ReferencedVars(text) {
		if len(l.argsIn("$"+name)) == 0 {
			return ""
		}
	}
	if strings.ContainsAny(text, "`\\") || strings.Contains(text, "$(") {
		return ""
	}
	return text
}

func (l *Left) remove(e effects.Effect) {
	if !e.Known || e.Below || e.Conditional {
		return
	}
	l.items = slices.DeleteFunc(l.items, func(i item) bool { return effects.Inside(i.Subject, e.Subject) })
}

// permit accepts modes of what is copied with its mode, and of the build's own files.
func (l *Left) permit(e effects.Effect) {
	if e.Known {
		l.raise(e)
	}
	if i := l.at(e.Subject); e.Known && i >= 0 {
		l.items[i].program = l.items[i].program || l.items[i].Kind == effects.Downloads
		return
	}
	if !e.Known || !l.passing(e) {
		l.doubt(e, "chmod", "runs chmod on files that the program may need at run time")
	}
}

// own gives what was left to its owner. One file of a folder that is copied whole keeps the owner that it has.
func (l *Left) own(e effects.Effect) {
	if !e.Known {
		return
	}
	l.raise(e)
	for i := range l.items {
		if l.items[i].Subject == e.Subject || e.Deep && effects.Inside(l.items[i].Subject, e.Subject) {
			l.items[i].owner = e.Owner
		}
	}
	if l.Covered(e.Subject) && UserName(e.Owner) == UserName(l.Stage.User) {
		l.given = append(l.given, e.Subject)
	}
}

// raise takes the folder above for one that was made, when something is done to that one: mkdir -p makes both.
func (l *Left) raise(e effects.Effect) {
	if effects.IsSystemFolder(e.Subject) || l.Covered(e.Subject) || l.at(e.Subject) >= 0 {
		return
	}
	above := func(i item) bool { return i.Kind == effects.Makes && effects.Inside(i.Subject, e.Subject) }
	first := slices.IndexFunc(l.items, above)
	if first < 0 {
		return
	}
	made := l.items[first]
	made.Subject = e.Subject
	l.items = append(slices.DeleteFunc(l.items, func(i item) bool { return effects.Inside(i.Subject, e.Subject) }), made)
}

// Brings says whether the final stage gets a path, or a folder above it, of what was made.
func (l *Left) Brings(p string) bool {
	return l != nil && slices.ContainsFunc(l.items, func(i item) bool {
		return i.Subject == p || strings.HasPrefix(p, strings.TrimSuffix(i.Subject, "/")+"/")
	})
}

// Gives says whether a folder that the final stage has anyway was given to the user that the program runs as.
func (l *Left) Gives(dir string) bool { return l != nil && slices.Contains(l.given, dir) }

// at is the index of the item that a path is, or stands in; -1 for none.
func (l *Left) at(p string) int {
	return slices.IndexFunc(l.items, func(i item) bool { return p != "" && effects.Inside(p, i.Subject) && i.Kind != effects.Links })
}

// passing says whether what is done to a path is of no use to a program: the build needs it alone, or a place that no program
// looks at.
func (l *Left) passing(e effects.Effect) bool {
	if l.Covered(e.Subject) || l.caches(e.Subject) {
		return true
	}
	switch effects.PlaceOf(e.Subject) {
	case effects.Temporary, effects.Mounted, effects.Tools:
		return true
	case effects.Volatile:
		return e.Kind == effects.Writes || e.Kind == effects.Permits
	case effects.Login:
		return !l.startsByLogin()
	}
	return false
}

// caches says whether a variable makes a folder one that a tool of the build keeps its own files in.
func (l *Left) caches(p string) bool {
	return slices.ContainsFunc(effects.BuildFolders(), func(name string) bool {
		dir := l.Stage.Env.Value(name)
		return dir != "" && effects.Inside(p, dir)
	})
}

// startsByLogin says whether the image starts its program by a shell that reads the files of a login.
func (l *Left) startsByLogin() bool {
	return slices.ContainsFunc(l.Stage.Start.Argv, func(a string) bool { return a == "-l" || a == "-lc" || a == "--login" || a == "-lic" })
}

// make takes in a file, folder or link.
func (l *Left) make(e effects.Effect) {
	switch {
	case e.Kind == effects.Downloads && e.Known && leavesNothing(l.Stage, e):
	case e.Subject == "":
		l.doubt(e, "", "%s a file or folder whose name can't be told", verb(e.Kind))
	case l.passing(e):
	case e.Kind == effects.Makes && effects.IsSystemFolder(e.Subject):
	case l.at(e.Subject) >= 0:
		l.comesAlong(l.at(e.Subject), e)
	default:
		if why := l.uncertain(e); why != "" {
			if effects.PlaceOf(e.Subject) == effects.Accounts {
				l.against(e, "%s", why)
			} else {
				l.doubt(e, e.Subject, "%s", why)
			}
			return
		}
		if e.Kind == effects.Moves {
			l.remove(effects.Effect{Subject: e.From, Known: true})
		}
		if f := known(e); f != nil && f.needsLibc(e) {
			l.Dynamic = true
		}
		l.items = append(l.items, item{Effect: e, owner: l.makerOf(e)})
	}
}

// makerOf is who what an effect makes belongs to, empty for root: the user of a --chown, or the one that a RUN runs as.
func (l *Left) makerOf(e effects.Effect) string {
	if user := l.Stage.Users[e.Instruction]; e.Owner == "" && e.At >= 0 && !model.IsRoot(user) {
		return user
	}
	return e.Owner
}

// comesAlong takes in what is made in a folder that is copied whole: what a user other than root makes there stays theirs with the folder.
func (l *Left) comesAlong(folder int, e effects.Effect) {
	owner := l.makerOf(e)
	switch of := l.items[folder].owner; {
	case model.IsRoot(owner) || of == owner:
	case model.IsRoot(of):
		l.items[folder].owner = owner
	default:
		l.against(e, "makes files of %s in a folder of %s, which the program may need at run time", UserName(owner), UserName(of))
	}
}

// verb says what an effect of a kind does.
func verb(k effects.Kind) string {
	return map[effects.Kind]string{
		effects.Makes: "makes", effects.Copies: "copies", effects.Moves: "moves", effects.Links: "links", effects.Downloads: "downloads",
	}[k] + map[bool]string{true: "writes"}[k == effects.Writes]
}

// uncertain says why the final stage can't get what an effect makes; empty when it can.
func (l *Left) uncertain(e effects.Effect) string {
	for _, why := range []func(effects.Effect) string{broughtIn, vague, ofSystem, l.linkMissing, l.sourceUnknown} {
		if reason := why(e); reason != "" {
			return reason
		}
	}
	return ""
}

// may is the reason that needs no other.
func may(e effects.Effect) string {
	return fmt.Sprintf("%s %s, which the program may need at run time", verb(e.Kind), e.Subject)
}

// broughtIn says what an instruction other than RUN brings from elsewhere than the build context.
func broughtIn(e effects.Effect) string {
	switch {
	case e.Command != nil || e.At >= 0 || known(e) != nil:
	case e.Kind == effects.Copies && e.Stage != "":
		return "copies from " + e.Stage + " what the program may need at run time"
	case e.Kind == effects.Downloads:
		return "adds " + e.From + ", which the program may need at run time"
	}
	return ""
}

// vague says why it can't be told which files an effect makes.
func vague(e effects.Effect) string {
	switch {
	case !e.Known, e.Below && (e.Command != nil || effects.IsSystemFolder(e.Subject)):
		return fmt.Sprintf("%s files below %s that the program may need at run time, and which they are can't be told", verb(e.Kind), e.Subject)
	case e.Command != nil && e.Command.Name() == "sed":
		return "changes " + e.Subject + ", which the program may need at run time"
	case e.Conditional:
		return may(e) + ", and only under a condition"
	}
	return ""
}

// programFolders are where each base has its programs, beside /usr/local.
var programFolders = []string{"/bin", "/sbin", "/usr/bin", "/usr/sbin"}

// ofSystem says whether a file is one of the base itself, or a program whose needs are not known.
func ofSystem(e effects.Effect) string {
	place := effects.PlaceOf(e.Subject)
	program := e.Kind == effects.Downloads && path.Base(path.Dir(e.Subject)) == "bin"
	if e.At < 0 && e.Context && !e.Below && slices.Contains(programFolders, path.Dir(e.Subject)) {
		return "" // A script of the project's own.
	}
	if known(e) != nil && slices.Contains(append([]string{"/usr/local/bin", "/usr/local/sbin"}, programFolders...), path.Dir(e.Subject)) {
		return ""
	}
	if place == effects.Accounts || place == effects.System || effects.IsSystemFolder(e.Subject) || program {
		return may(e)
	}
	return ""
}

// sourceUnknown says why a copy may be of what only the builder can run.
func (l *Left) sourceUnknown(e effects.Effect) string {
	copies := e.Command != nil && (e.Kind == effects.Copies || e.Kind == effects.Moves)
	if copies && !effects.Inside(e.From, "/usr/share/zoneinfo") && !l.comesFromContext(e.From) && l.at(e.From) < 0 {
		return "runs " + e.Command.Name() + " on files that the program may need at run time"
	}
	return ""
}

// zone is the link that says which time zone it is.
const zone = "/etc/localtime"

// installs says whether a RUN installs a package of the system.
func (l *Left) installs(name string) bool {
	return slices.ContainsFunc(effects.Of(l.Stage), func(e effects.Effect) bool { return e.Kind == effects.Installs && e.Subject == name })
}

// linkMissing says why a link can't be made again: what it leads to is not known to be in the final stage. The time zone is copied
// instead, which follows the link, so that its file has to be there.
func (l *Left) linkMissing(e effects.Effect) string {
	if e.Kind != effects.Links {
		return ""
	}
	to := model.Resolve(path.Dir(e.Subject), e.From)
	switch {
	case e.Subject == zone && (bases.Describe(l.Stage.Base).Zones || l.installs("tzdata")):
	case e.Subject == zone:
		return may(e) + ", and whether the time zone is there can't be told"
	case l.Links && (l.Covered(to) || l.at(to) >= 0 || strings.HasPrefix(to, "/dev/") || strings.HasPrefix(to, "/proc/")):
	default:
		return may(e)
	}
	return ""
}

// comesFromContext says whether a path of the builder is a file or folder of the build context as a COPY brought it.
func (l *Left) comesFromContext(p string) bool {
	for _, c := range l.Stage.Copies {
		rest, below := strings.CutPrefix(p, strings.TrimSuffix(c.Dest, "/")+"/")
		for _, source := range c.Sources {
			source = path.Clean("/" + source)
			for _, name := range []string{path.Join(source, rest), path.Join(path.Dir(source), rest)} {
				if _, there := l.Stage.Model().Stat(name); below && there && (name == source || effects.Inside(name, source)) {
					return true
				}
			}
		}
		if p == c.Dest && len(c.Sources) == 1 {
			return true
		}
	}
	return false
}
