package rules

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
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
	known := map[string]string{} // what is against the cache, by stage and folders
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

func (p manager) checkRun(m *model.Model, r run, known map[string]string) (rule.Finding, bool) {
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
	if why := p.againstOnce(m, r, folders, known); why != "" {
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

// againstOnce is against, which is worked out once for the RUNs of a stage that fill the same folders.
func (p manager) againstOnce(m *model.Model, r run, folders []string, known map[string]string) string {
	key := strconv.Itoa(r.stage.Index) + ":" + strings.Join(folders, ":")
	if _, found := known[key]; !found {
		known[key] = p.against(m, r, folders)
	}
	return known[key]
}

// against says what would go wrong with the cache outside the image; empty when nothing would.
func (p manager) against(m *model.Model, r run, folders []string) string {
	for _, other := range runs(m) {
		if model.Offline(other.ins) && m.StandsOn(other.stage, r.stage) && slices.ContainsFunc(other.Commands, p.fills) {
			return line(other.ins) + " has no network and lives on what an earlier RUN left in the cache: a cache mount can be emptied between builds"
		}
		for _, c := range other.Commands {
			if len(p.offline) > 0 && hasFlag(c, p.offline...) && p.fills(c) {
				return line(other.ins) + " works without the network, on what is in the cache: a cache mount can be emptied between builds"
			}
		}
	}
	for _, s := range m.Stages {
		for _, ins := range s.Instructions {
			if why := usesFolder(m, s, ins, folders); why != "" {
				return why
			}
		}
		if len(s.Start.Argv) > 0 && has(p.runs, path.Base(s.Start.Argv[0])) {
			return "the image starts " + s.Start.Argv[0] + ", which may need the cache at run time"
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
