package rewrite

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// runEdit is what to do to one RUN.
type runEdit struct {
	// caches are the folders to mount a cache on.
	caches []string
	// static sets CGO_ENABLED=0 for each build, trim leaves symbols and paths out.
	static, trim bool
}

// insertion is text put into a RUN's source at a byte offset.
type insertion struct {
	at   int
	text string
}

// edited returns a RUN's source with the changes made.
func (g *goStage) edited(index int, e runEdit) string {
	s := g.scripts[index]
	var ins []insertion
	if len(e.caches) > 0 {
		var mounts strings.Builder
		for _, target := range e.caches {
			mounts.WriteString(" --mount=type=cache,target=" + target)
			if s.editable {
				mounts.WriteString(" \\\n   ")
			}
		}
		text := strings.TrimSuffix(mounts.String(), " \\\n   ")
		ins = append(ins, insertion{s.flags, text})
		if s.editable && !strings.Contains(s.text[s.flags:s.body], "\n") {
			ins = append(ins, insertion{s.flags, " \\\n   "})
		}
	}
	for _, gc := range g.gos[index] {
		if !gc.builds() {
			continue
		}
		if e.static && needsStatic(gc) {
			ins = append(ins, insertion{gc.at, "CGO_ENABLED=0 "})
		}
		if e.trim {
			ins = append(ins, trimmed(gc, s.text)...)
		}
	}
	return insert(s.text, ins)
}

// insert puts the insertions into a text; those at the same place keep their order.
func insert(text string, ins []insertion) string {
	sort.SliceStable(ins, func(i, j int) bool { return ins[i].at < ins[j].at })
	var b strings.Builder
	last := 0
	for _, i := range ins {
		b.WriteString(text[last:i.at])
		b.WriteString(i.text)
		last = i.at
	}
	b.WriteString(text[last:])
	return b.String()
}

// needsStatic says whether a build has no CGO_ENABLED of its own.
func needsStatic(gc goCommand) bool {
	_, set := gc.env["CGO_ENABLED"]
	return !set && !gc.race
}

// canTrim says whether symbols or paths are still left in.
func canTrim(gc goCommand, text string) bool { return len(trimmed(gc, text)) > 0 }

// trimmed returns the insertions that make a build leave out symbols and paths, merged with its own -ldflags.
func trimmed(gc goCommand, text string) []insertion {
	flags := ""
	if !gc.trimpath {
		flags = " -trimpath"
	}
	if gc.ldflags == nil {
		return []insertion{{gc.verbEnd, flags + " -ldflags='-s -w'"}}
	}
	var out []insertion
	if flags != "" {
		out = append(out, insertion{gc.verbEnd, flags})
	}
	raw := text[gc.ldflags.first:gc.ldflags.last]
	missing := missingLinkerFlags(raw)
	if missing == "" {
		return out
	}
	switch {
	case raw == "":
		return out
	case raw[0] == '"' || raw[0] == '\'':
		// The flags go inside the quotes; "-s -w" needs no quoting in either kind.
		return append(out, insertion{gc.ldflags.first + 1, missing + " "})
	case !strings.ContainsAny(raw, "\"'$`\\"):
		return append(out, insertion{gc.ldflags.first, "'" + missing + " "}, insertion{gc.ldflags.last, "'"})
	}
	return out
}

// missingLinkerFlags returns which of -s and -w a value of -ldflags lacks.
func missingLinkerFlags(raw string) string {
	there := strings.Fields(strings.Trim(raw, `"'`))
	var missing []string
	for _, flag := range []string{"-s", "-w"} {
		if !slices.Contains(there, flag) && !slices.Contains(there, flag+"=true") {
			missing = append(missing, flag)
		}
	}
	return strings.Join(missing, " ")
}

// cachesFor returns the folders of a RUN's go commands that no mount of its own covers yet.
func (g *goStage) cachesFor(index int) []string {
	run, ok := g.stage.Instructions[index].Command.(*instructions.RunCommand)
	if !ok {
		return nil
	}
	var out []string
	want := func(target string) {
		if target != "" && !slices.Contains(out, target) && !mounts(run, g.stage.Instructions[index], target) {
			out = append(out, target)
		}
	}
	for _, gc := range g.gos[index] {
		if gc.usesModules() {
			want(moduleCache(gc.env))
		}
	}
	for _, gc := range g.gos[index] {
		if gc.usesBuildCache() {
			want(buildCache(gc.env))
		}
	}
	return out
}

// moduleCache and buildCache are the go command's cache folders in an environment.
func moduleCache(env map[string]string) string {
	if dir := env["GOMODCACHE"]; dir != "" {
		return dir
	}
	first, _, _ := strings.Cut(env["GOPATH"], ":")
	return path.Join(first, "pkg/mod")
}

func buildCache(env map[string]string) string {
	switch dir := env["GOCACHE"]; {
	case dir == "off":
		return ""
	case dir != "":
		return dir
	}
	if xdg := env["XDG_CACHE_HOME"]; xdg != "" {
		return path.Join(xdg, "go-build")
	}
	return path.Join(env["HOME"], ".cache/go-build")
}

// mounts says whether a RUN mounts something on a folder or above it.
func mounts(run *instructions.RunCommand, ins dockerfile.Instruction, target string) bool {
	for _, flag := range run.FlagsUsed {
		if flag != "mount" {
			continue
		}
		for _, field := range strings.Fields(ins.Text) {
			value, ok := strings.CutPrefix(field, "--mount=")
			if ok && covers(value, target, ins.Env) {
				return true
			}
		}
	}
	return false
}

func covers(mount, target string, env map[string]string) bool {
	for _, option := range strings.Split(mount, ",") {
		key, value, _ := strings.Cut(option, "=")
		if key != "target" && key != "dst" && key != "destination" {
			continue
		}
		at := path.Clean(expandVars(strings.Trim(value, `"'`), env))
		if at == target || strings.HasPrefix(target, strings.TrimSuffix(at, "/")+"/") {
			return true
		}
	}
	return false
}
