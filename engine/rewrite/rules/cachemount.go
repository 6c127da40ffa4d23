package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// manager is a package manager whose downloads a cache mount keeps between builds.
type manager struct {
	// name is for people; the rule's id is the name with "-cache-mount".
	name string
	also []string
	// fills says whether a command fills the cache.
	fills func(c model.Command) bool
	// folders are where the cache is; why is the reason when that can't be told or a mount would do harm.
	folders func(m *model.Model, c model.Command) (folders []string, why string)
	// cleans says whether a command does nothing but empty the cache, so that it goes with the mount. It may be nil.
	cleans func(c model.Command) bool
	// unflag are flags of the command that turn the cache off; they go with the mount.
	unflag []string
	// prepare is a command to put first, in an image where it has to be.
	prepare string
	// locked says that two builds must not use the cache at once.
	locked bool
	// offline are flags that make the command live on the cache alone, so that it must not be emptied between two RUNs.
	offline []string
	// why says what the mount is good for, where it is not that the downloads are kept; empty for that.
	why string
	// settle looks at the answers of all RUNs together, and refuses those that can't stand beside the rest of the file. It may
	// be nil.
	settle func(m *model.Model, list []answer)
	// runs are the commands that need the cache when they start the image's program.
	runs string
}

// id is the rule's.
func (p manager) id() string { return p.name + "-cache-mount" }

func (p manager) rule() rule.Rule {
	return rule.Rule{
		ID: p.id(), Page: "cache-mounts", Group: rule.Speed, Severity: rule.Info, Also: p.also,
		Title: "Cache mount for " + p.name,
		Why:   cmp.Or(p.why, "What "+p.name+" downloads is kept between builds and never enters the image; needs BuildKit."),
		Next:  "mount the cache by hand where it keeps something from build to build; docs/rules/cache-mounts.md says how",
		Check: p.check,
	}
}

// answer is what the rule says to a RUN.
type answer struct {
	run     run
	finding rule.Finding
}

// check looks at every RUN.
func (p manager) check(m *model.Model) []rule.Finding {
	var list []answer
	known := p.inFile(m)
	for _, r := range runs(m) {
		if f, ok := p.checkRun(m, r, known); ok {
			list = append(list, answer{r, f})
		}
	}
	if p.settle != nil {
		p.settle(m, list)
	}
	out := make([]rule.Finding, 0, len(list))
	for _, a := range list {
		out = append(out, a.finding)
	}
	return out
}

func (p manager) checkRun(m *model.Model, r run, known *cacheUse) (rule.Finding, bool) {
	var folders []string
	filled := false
	for _, c := range r.Commands {
		if !p.fills(c) {
			continue
		}
		filled = true
		found, why := p.folders(m, c)
		if why != "" {
			return rule.Refuse(r.ins.Lines, why), true
		}
		if why := ofOther(r.user()); why != "" {
			return rule.Refuse(r.ins.Lines, why), true
		}
		for _, f := range found {
			if why := p.misplaced(f); why != "" {
				return rule.Refuse(r.ins.Lines, why), true
			}
			if !slices.Contains(folders, f) && !model.Mounts(r.ins, f) {
				folders = append(folders, f)
			}
		}
	}
	if !filled || len(folders) == 0 {
		return rule.Finding{}, false
	}
	if why := p.against(m, r, folders, known); why != "" {
		return rule.Refuse(r.ins.Lines, why), true
	}
	edits, why := p.edits(r, folders)
	if why != "" {
		return rule.Refuse(r.ins.Lines, why), true
	}
	f := rule.Finding{Lines: r.ins.Lines, Edits: edits}
	if shipsStage(m, r.stage) && !m.Split {
		f.Leaves = rule.Leaves{At: r.ins.Lines, Paths: folders}
	}
	return f, true
}

// misplaced says why a mount can't be put on a folder; empty when it can.
func (p manager) misplaced(folder string) string {
	if path.IsAbs(folder) && !strings.ContainsAny(folder, "\x00$, ") {
		return ""
	}
	return "where the cache of " + p.name + " is can't be told, for the home of the user that runs it is not known: set HOME, or " +
		"say the cache's folder by its variable"
}

// ofOther says why a user can't write to a cache mount; empty for root.
func ofOther(user string) string {
	if model.IsRoot(user) {
		return ""
	}
	return "the command runs as " + user + ", and a cache mount belongs to root; mount the user's own cache by hand, with its uid and gid"
}

// cacheUse is what is in a Dockerfile against a manager's cache outside the image, worked out once for all its RUNs.
type cacheUse struct {
	// without are the RUNs that live on the cache without a network, in order.
	without []offlineRun
	// folders is what uses a folder, by the folders.
	folders map[string]string
}

// offlineRun is a RUN that lives on the cache: it has no network, which counts where it stands on the RUN that fills the cache, or a
// flag says so.
type offlineRun struct {
	run
	noNetwork, flagged bool
}

// inFile finds the RUNs that live on the cache.
func (p manager) inFile(m *model.Model) *cacheUse {
	known := &cacheUse{folders: map[string]string{}}
	for _, r := range runs(m) {
		o := offlineRun{run: r, noNetwork: model.Offline(r.ins) && slices.ContainsFunc(r.Commands, p.fills)}
		o.flagged = len(p.offline) > 0 && slices.ContainsFunc(r.Commands, func(c model.Command) bool { return hasFlag(c, p.offline...) && p.fills(c) })
		if o.noNetwork || o.flagged {
			known.without = append(known.without, o)
		}
	}
	return known
}

// against says what would go wrong with the cache outside the image; empty when nothing would.
func (p manager) against(m *model.Model, r run, folders []string, known *cacheUse) string {
	for _, o := range known.without {
		if o.noNetwork && m.StandsOn(o.stage, r.stage) {
			return line(o.ins) + " has no network and lives on what an earlier RUN left in the cache: a cache mount can be emptied between builds"
		}
		if o.flagged {
			return line(o.ins) + " works without the network, on what is in the cache: a cache mount can be emptied between builds"
		}
	}
	key := strings.Join(folders, ":")
	if _, found := known.folders[key]; !found {
		known.folders[key] = p.used(m, folders)
	}
	return known.folders[key]
}

// used says what uses a folder of the cache in the image, or the cache when it starts; empty when nothing does.
func (p manager) used(m *model.Model, folders []string) string {
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			if why := usesFolder(m, s, ins, folders); why != "" {
				return why
			}
		}
		if why := p.started(s); why != "" {
			return why
		}
	}
	return ""
}

// started says what starts a stage's image with a command that may need the cache; empty when nothing does.
func (p manager) started(s *model.Stage) string {
	if len(s.Start.Argv) > 0 && has(p.runs, path.Base(s.Start.Argv[0])) {
		return "the image starts " + s.Start.Argv[0] + ", which may need the cache at run time"
	}
	if s.Start.Names(strings.Fields(p.runs)...) {
		return "the start command runs " + p.name + ", which may need the cache at run time"
	}
	for _, st := range s.Starts {
		if st.Names(strings.Fields(p.runs)...) {
			return st.Who() + " runs " + p.name + ", which may need the cache at run time"
		}
	}
	return ""
}

// usesFolder says whether an instruction copies a folder of the cache from a stage or into one.
func usesFolder(m *model.Model, s *model.Stage, ins dockerfile.Instruction, folders []string) string {
	c := copyOf(ins)
	if c == nil {
		return ""
	}
	paths := []string{model.Resolve("/", c.DestPath)}
	verb := "copies files to"
	if c.From != "" {
		if m.StageOf(s, ins, c.From) < 0 {
			return ""
		}
		paths, verb = nil, "copies"
		for _, src := range c.SourcePaths {
			paths = append(paths, model.Resolve("/", src))
		}
	}
	for _, p := range paths {
		for _, f := range folders {
			if p != "/" && (below(p, f) || c.From != "" && below(f, p)) {
				return fmt.Sprintf("%s %s %s, which a cache mount would hide", line(ins), verb, p)
			}
		}
	}
	return ""
}
