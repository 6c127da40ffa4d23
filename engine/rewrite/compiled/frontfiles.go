package compiled

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/effects"
)

// ofFront takes in a path that the program reads where it is of what a front end is built to. It returns why that can't be told, as
// the end of a sentence.
func (s *RuntimeFiles) ofFront(at string) (handled bool, why string) {
	if s.fronts == nil {
		return false, ""
	}
	for _, b := range s.fronts.brought {
		if effects.Inside(at, b.at) {
			s.brought(b)
			return true, ""
		}
	}
	for _, f := range s.fronts.all {
		if handled, why = s.ofOne(f, at); handled || why != "" {
			return handled, why
		}
	}
	return false, ""
}

// ofOne is ofFront for one front end.
func (s *RuntimeFiles) ofOne(f *frontEnd, at string) (handled bool, why string) {
	overlaps := func(into string) bool { return effects.Inside(at, into) || effects.Inside(into, at) && at != f.dir }
	name := path.Join(f.folder, strings.TrimPrefix(at, f.dir))
	_, there := s.Model.Stat(name)
	own := f.dir != s.Stage.Dir
	switch {
	case effects.Inside(at, path.Join(f.dir, "node_modules")):
		s.take(at) // Files of a package that are served.
	case !f.makes:
		return false, ""
	case slices.ContainsFunc(f.into, overlaps):
		s.take(at)
	case at == f.dir || !effects.Inside(at, f.dir) || there && (!own || s.placeOf(name) == ""):
		return false, ""
	case there || len(f.into) == 0 && f.names(s, path.Base(at)):
		s.take(at)
	case own:
		return false, fmt.Sprintf(", and whether building the front end in %s makes that can't be told", f.dir)
	default:
		return false, ""
	}
	return true, ""
}

// isFrontEnd says whether a folder of the build context is one of the sources of a front end, of which what is built is carried apart.
func (s *RuntimeFiles) isFrontEnd(name, at string) bool {
	if s.fronts == nil || at == s.Stage.Dir {
		return false
	}
	if slices.ContainsFunc(s.fronts.all, func(f *frontEnd) bool { return f.makes && f.dir == at }) {
		return true
	}
	_, there := s.Model.Stat(path.Join(name, "package.json"))
	return there && slices.ContainsFunc(s.fronts.brought, func(b brought) bool { return effects.Inside(b.at, at) })
}

// frontEnds are the front ends that are built in a folder of their own: that has what they are built with too.
func (s *RuntimeFiles) frontEnds() []*frontEnd {
	if s.fronts == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.fronts.all), func(f *frontEnd) bool { return f.dir == s.Stage.Dir })
}

// besideModules says whether a folder is the one of a front end: the files in it are the settings of its build.
func (s *RuntimeFiles) besideModules(dir string) bool {
	return slices.ContainsFunc(s.frontEnds(), func(f *frontEnd) bool { return f.dir == dir })
}

// brought takes in what a COPY brings from a stage that builds a front end.
func (s *RuntimeFiles) brought(b brought) {
	s.KeepDir = true
	if b.instruction <= s.After {
		s.take(b.at)
	}
}

// settingsOfBuild are files of a front end that say how it is built.
var settingsOfBuild = regexp.MustCompile(`(?i)^(?:package\.json|(?:webpack|rollup|gulpfile|gruntfile|esbuild|build|next|nuxt|svelte|rspack|brunch|.*\.config)\b.*\.(?:js|ts|cjs|mjs|mts))$`)

// names says whether the settings of a front end's build name a folder.
func (f *frontEnd) names(s *RuntimeFiles, folder string) bool {
	word := regexp.MustCompile(`(?:^|[\s"'/=.])` + regexp.QuoteMeta(folder) + `(?:$|[\s"'/,])`)
	for _, entry := range s.Model.List(f.folder) {
		isScripts := folder == "build" && entry.Name() == "package.json" // where build is the name of a script
		if entry.IsDir() || isScripts || !settingsOfBuild.MatchString(entry.Name()) {
			continue
		}
		if text, ok := s.Model.Read(path.Join(f.folder, entry.Name())); ok && word.Match(text) {
			return true
		}
	}
	return false
}

// takeFronts takes in what the front ends are built to, where it is not put into the program. It returns why that can't be told.
func (s *RuntimeFiles) takeFronts() string {
	if s.fronts == nil {
		return ""
	}
	for _, b := range s.fronts.brought {
		if !s.embedded(b.at) {
			s.brought(b)
		}
	}
	for _, f := range s.fronts.all {
		if !f.makes {
			continue
		}
		for _, into := range f.into {
			if !s.embedded(into) && !s.gone(into, f.instruction) {
				s.take(into)
			}
		}
		if len(f.into) == 0 && !s.uses(f) {
			return fmt.Sprintf("line %d builds the front end in %s, and where the program has what comes of it can't be told", s.Stage.Instructions[f.instruction].Lines.First, f.dir)
		}
	}
	return ""
}

// gone says whether a command of an instruction, or one behind it, takes a place away, or may.
func (s *RuntimeFiles) gone(at string, instruction int) bool {
	return slices.ContainsFunc(effects.Of(s.Stage), func(e effects.Effect) bool {
		taken := taken(e)
		return e.Instruction >= instruction && taken != "" && (effects.Inside(at, taken) || effects.Inside(taken, at) || !e.Known && effects.Inside(at, path.Dir(taken)))
	})
}

// uses says whether the program is seen to have what a front end is built to: in itself, or in a folder that is carried. One that reads
// a path that can't be told may read another.
func (s *RuntimeFiles) uses(f *frontEnd) bool {
	for _, pattern := range s.Embeds {
		_, there := s.Model.Stat(strings.TrimRight(pattern, "/*"))
		if effects.Inside(pattern, f.folder) && f.folder != "." || !there {
			return true
		}
	}
	return s.Unresolved == nil && slices.ContainsFunc(s.Paths, func(at string) bool { return effects.Inside(at, f.dir) })
}

// embedded says whether all that stands at a place of the image is put into the program.
func (s *RuntimeFiles) embedded(at string) bool {
	name := s.fromWhere(at)
	return name != "" && slices.ContainsFunc(s.Embeds, func(pattern string) bool {
		for up := name; up != "." && up != "/"; up = path.Dir(up) {
			if match, err := path.Match(strings.TrimSuffix(pattern, "/*"), up); err == nil && match {
				return true
			}
		}
		return false
	})
}

// fromWhere is the path from the build context of a place in the image among the sources; empty when it is not among them.
func (s *RuntimeFiles) fromWhere(at string) string {
	for i := len(s.Stage.Copies) - 1; i >= 0; i-- {
		c := s.Stage.Copies[i]
		rest, below := strings.CutPrefix(at, strings.TrimSuffix(c.Dest, "/")+"/")
		if !below || c.Instruction > s.After {
			continue
		}
		for _, src := range c.Sources {
			src = strings.TrimPrefix(path.Clean("/"+src), "/")
			if info, there := s.Model.Stat(src); src == "" || there && info.IsDir() {
				return path.Join(src, rest)
			}
		}
	}
	return ""
}
