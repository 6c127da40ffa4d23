package golang

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

// runEdit is what to do to one RUN.
type runEdit struct {
	// caches are the folders to mount a cache on.
	caches []string
	// static sets CGO_ENABLED=0 for each build, trim leaves symbols and paths out.
	static, trim bool
}

// edited returns a RUN's source with the changes made.
func (g *stage) edited(index int, e runEdit) string {
	s := g.Scripts[index]
	var ins []model.Insertion
	var mounts []string
	for _, target := range e.caches {
		mounts = append(mounts, "--mount=type=cache,target="+target)
	}
	ins = append(ins, s.WithFlags(mounts)...)
	for _, gc := range g.gos[index] {
		if !gc.builds() || gc.Inner {
			continue
		}
		if e.static && needsStatic(gc) {
			ins = append(ins, model.Insertion{At: gc.At, Text: "CGO_ENABLED=0 "})
		}
		if e.trim {
			ins = append(ins, trimmed(gc, s.Text)...)
		}
	}
	return model.Insert(s.Text, ins)
}

// needsStatic says whether a build has no CGO_ENABLED of its own.
func needsStatic(gc command) bool {
	_, set := gc.Env.Get("CGO_ENABLED")
	return !set && !gc.race
}

// canTrim says whether symbols or paths are still left in.
func canTrim(gc command, text string) bool { return len(trimmed(gc, text)) > 0 }

// trimmed returns the insertions that make a build leave out symbols and paths, merged with its own -ldflags.
func trimmed(gc command, text string) []model.Insertion {
	flags := ""
	if !gc.trimpath {
		flags = " -trimpath"
	}
	if gc.ldflags == nil && gc.goflags {
		// What GOFLAGS says to the linker holds only while the command line says nothing.
		if flags == "" {
			return nil
		}
		return []model.Insertion{{At: gc.verbEnd, Text: flags}}
	}
	if gc.ldflags == nil {
		return []model.Insertion{{At: gc.verbEnd, Text: flags + " -ldflags='-s -w'"}}
	}
	var out []model.Insertion
	if flags != "" {
		out = append(out, model.Insertion{At: gc.verbEnd, Text: flags})
	}
	raw := text[gc.ldflags.First:gc.ldflags.Last]
	missing := missingLinkerFlags(raw)
	if missing == "" {
		return out
	}
	switch {
	case raw == "":
		return out
	case raw[0] == '"' || raw[0] == '\'':
		// The flags go inside the quotes; "-s -w" needs no quoting in either kind.
		return append(out, model.Insertion{At: gc.ldflags.First + 1, Text: missing + " "})
	case !strings.ContainsAny(raw, "\"'$`\\"):
		return append(out, model.Insertion{At: gc.ldflags.First, Text: "'" + missing + " "}, model.Insertion{At: gc.ldflags.Last, Text: "'"})
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
func (g *stage) cachesFor(index int) []string {
	var out []string
	want := func(target string) {
		if target != "" && !slices.Contains(out, target) && !model.Mounts(g.Instructions[index], target) {
			out = append(out, target)
		}
	}
	for _, gc := range g.gos[index] {
		if gc.usesModules() && !g.layered {
			want(moduleCache(gc.Env))
		}
	}
	for _, gc := range g.gos[index] {
		if gc.usesBuildCache() {
			want(buildCache(gc.Env))
		}
	}
	return out
}

// moduleCache and buildCache are the go command's cache folders in an environment; empty where they are not known.
func moduleCache(env dockerfile.Environment) string {
	if dir := env.Value("GOMODCACHE"); dir != "" {
		return known(dir)
	}
	first, _, _ := strings.Cut(env.Value("GOPATH"), ":")
	if first == "" {
		first = path.Join(env.Value("HOME"), "go")
	}
	return known(path.Join(first, "pkg/mod"))
}

func buildCache(env dockerfile.Environment) string {
	switch dir := env.Value("GOCACHE"); {
	case dir == "off":
		return ""
	case dir != "":
		return known(dir)
	}
	if xdg := env.Value("XDG_CACHE_HOME"); xdg != "" {
		return known(path.Join(xdg, "go-build"))
	}
	return known(path.Join(env.Value("HOME"), ".cache/go-build"))
}

// known is a folder of a cache, empty for one that can't be mounted on: it is relative, or its name can't be told.
func known(dir string) string {
	if !path.IsAbs(dir) || strings.ContainsAny(dir, "\x00$, ") {
		return ""
	}
	return dir
}
