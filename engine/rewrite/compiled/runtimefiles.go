package compiled

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// RuntimeFiles are the files and folders beside a program that it reads at run time.
type RuntimeFiles struct {
	// Model is the Dockerfile, Stage where the program is built.
	Model *model.Model
	Stage *model.Stage
	// Assets are the files of the build context that are no source code, relative to it: what is carried where a path can't be
	// told.
	Assets []string
	// Source says whether a file, by its path in the context, belongs to the sources or the build.
	Source func(name string) bool
	// Outputs are the programs that are built.
	Outputs []Output
	// Left is what else the final stage gets of the builder.
	Left *pattern.Left
	// After is the index of the last instruction that stays in the builder.
	After int
	// BuildEnv says whether only a build reads a variable.
	BuildEnv func(name string) bool
	// Embeds are as Ship has them; fronts are the front ends that are built beside the program.
	Embeds []string
	fronts *fronts

	// Paths are where they stand in the image, KeepDir says that they are found from the working directory.
	Paths   []string
	KeepDir bool
	// Possible are what else may be meant by a path that can't be told.
	Possible []string
	// Unresolved is evidence of a path that can't be told, for which all assets are carried; nil when each path is known.
	Unresolved *evidence.Evidence

	ignored func(name string) bool
}

// Read works out the files from the evidence of the sources, and from what the start command's arguments and the
// variables name. It returns the first reason why that can't be told, of the lines at, with all that is assumed where that is tried; none
// when it can.
func (s *RuntimeFiles) Read(needed evidence.List, args []string, at dockerfile.Lines) []pattern.Problem {
	s.ignored, _ = s.Model.Ignores()
	for _, at := range s.written() {
		s.take(at)
	}
	var against []pattern.Problem
	doubt := func(why, subject, place string) {
		if why == "" {
			return
		}
		if len(against) == 0 {
			against = []pattern.Problem{{Lines: at, Reason: why}}
		}
		against[0].Assumes = rule.Assumptions(against[0].Assumes, []rule.Assumption{{Kind: rule.AssumesReads, Subject: subject, Place: place}})
	}
	for _, e := range needed.Of(evidence.Reads, evidence.Lists) {
		doubt(s.evidence(e), e.Subject, e.Place())
	}
	s.readNamed(args, doubt)
	for _, c := range s.Stage.Copies {
		s.KeepDir = s.KeepDir || c.Instruction > s.After && !path.IsAbs(c.Written)
	}
	if why := s.takeFronts(); why != "" {
		doubt(why, "what the front end is built to", "")
	}
	if why := s.carryAll(); why != "" {
		doubt(why, s.Unresolved.Subject, s.Unresolved.Place())
	}
	return against
}

// readNamed takes in the files that the start command's arguments and the variables name. Doubt is told of those that can't be told.
func (s *RuntimeFiles) readNamed(args []string, doubt func(why, subject, place string)) {
	for _, a := range s.named(args) {
		handled, why := s.ofFront(model.Resolve(s.Stage.Dir, a))
		if why != "" {
			doubt("the start command or a variable names "+a+why, a, "")
		}
		if handled || why != "" {
			continue
		}
		if i := s.madeBy(a); i >= 0 {
			doubt(fmt.Sprintf("the start command or a variable names %s, and line %d may make that file", a, s.Stage.Instructions[i].Lines.First), a, "")
		} else if !s.needs(a) {
			doubt(fmt.Sprintf("the start command or a variable names %s, and no COPY brings it to %s", a, s.Stage.Dir), a, "")
		}
	}
}

// evidence takes in a file that is read.
func (s *RuntimeFiles) evidence(e evidence.Evidence) string {
	if name, ok := e.FromContext(); ok {
		return s.fromContext(e, name)
	}
	if !e.Known {
		s.unresolved(e)
		return ""
	}
	name := strings.TrimPrefix(path.Clean(e.Subject), strings.TrimSuffix(s.Stage.Dir, "/")+"/")
	if handled, why := s.ofFront(model.Resolve(s.Stage.Dir, name)); handled || why != "" {
		if why != "" {
			why = e.Place() + " " + e.Says() + why
		}
		return why
	}
	switch {
	case ofTheMachine(name) && !slices.ContainsFunc(s.Stage.Copies, func(c model.Copy) bool { return s.brings(c, name) }):
		return ""
	case name == "." || strings.ContainsAny(firstPart(name), "*?[%{"):
		s.unresolved(e)
		return ""
	case path.IsAbs(name):
		return s.absolute(e, name)
	case strings.HasPrefix(name, ".."):
		return fmt.Sprintf("%s %s, and it is not known where that file comes from", e.Place(), e.Says())
	}
	s.KeepDir = true
	if slices.Contains(s.Paths, path.Join(s.Stage.Dir, name)) {
		return ""
	}
	if i := s.madeBy(name); i >= 0 {
		return fmt.Sprintf("%s %s, and line %d may make that file", e.Place(), e.Says(), s.Stage.Instructions[i].Lines.First)
	}
	if !s.needs(name) {
		return fmt.Sprintf("%s %s, and no COPY brings it to %s", e.Place(), e.Says(), s.Stage.Dir)
	}
	return ""
}

// brings says whether a COPY brings a file or folder of the build context to a place in the image.
func (s *RuntimeFiles) brings(c model.Copy, at string) bool {
	rest, below := strings.CutPrefix(at+"/", strings.TrimSuffix(c.Dest, "/")+"/")
	if !below {
		return false
	}
	rest = strings.TrimSuffix(rest, "/")
	for _, src := range c.Sources {
		src = path.Clean(strings.TrimPrefix(src, "/"))
		if info, there := s.Model.Stat(src); there && !info.IsDir() {
			if rest == path.Base(src) || rest == "" {
				return true
			}
		} else if _, there := s.Model.Stat(path.Join(src, rest)); there {
			return true
		}
	}
	return false
}

// ofTheMachine says whether a path is given to a container when it starts, whatever its image is.
func ofTheMachine(name string) bool {
	for _, dir := range []string{"/dev", "/proc", "/sys", "/tmp", "/run", "/var/run"} {
		if name == dir || strings.HasPrefix(name, dir+"/") {
			return true
		}
	}
	return slices.Contains([]string{"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"}, name)
}

// ofTheBase says whether a path is one that a base image fills, and not every one does. In /etc those are few: what programs have
// there is brought by a COPY, a RUN or a package.
func ofTheBase(name string) bool {
	if file, inEtc := strings.CutPrefix(name, "/etc/"); inEtc {
		switch first, _, _ := strings.Cut(file, "/"); first {
		case "mime.types", "services", "protocols", "localtime", "timezone", "shells", "ssl", "fonts", "ImageMagick-6", "java", "alternatives", "ld.so.conf":
			return file != "ssl/certs/ca-certificates.crt"
		}
		return false
	}
	for _, dir := range []string{"/usr", "/lib", "/lib64", "/bin", "/sbin"} {
		if name == dir || strings.HasPrefix(name, dir+"/") && !strings.HasPrefix(name, "/usr/src/") {
			return true
		}
	}
	return false
}

// absolute takes in a file by its place in the image. What neither a COPY nor a RUN brings there is not in the image today
// either, and may be mounted; but the base may have it.
func (s *RuntimeFiles) absolute(e evidence.Evidence, name string) string {
	if s.Left.Brings(name) {
		return ""
	}
	if slices.ContainsFunc(s.Stage.Copies, func(c model.Copy) bool { return c.Instruction <= s.After && s.brings(c, name) }) {
		s.take(name)
		return ""
	}
	if i := s.madeBy(name); i >= 0 {
		return fmt.Sprintf("%s %s, and line %d may make that file", e.Place(), e.Says(), s.Stage.Instructions[i].Lines.First)
	}
	if ofTheBase(name) {
		return fmt.Sprintf("%s %s, and it is not known where that file comes from", e.Place(), e.Says())
	}
	return ""
}

// fromContext takes in a file by its place in the build context.
func (s *RuntimeFiles) fromContext(e evidence.Evidence, name string) string {
	if _, there := s.Model.Stat(name); !there || s.ignored(name) {
		return ""
	}
	if !e.Known {
		s.unresolved(e)
		return ""
	}
	if at := s.placeOf(name); at != "" && !s.isFrontEnd(name, at) {
		s.take(at)
	}
	return ""
}

// placeOf is where the stage has a file or folder of the build context; empty when no COPY brings it.
func (s *RuntimeFiles) placeOf(name string) string { return placeOf(s.Stage, s.After, name) }

// madeBy returns the index of a RUN that names a file which the project does not have, -1 when there is none.
func (s *RuntimeFiles) madeBy(name string) int {
	if _, there := s.Model.Stat(s.inContext(firstPart(name))); there {
		return -1
	}
	for i, script := range s.Stage.Scripts {
		for _, word := range strings.FieldsFunc(script.Text, func(r rune) bool { return strings.ContainsRune(" \t\n=;&|<>\"'/", r) }) {
			if word == path.Base(name) || word == firstPart(name) {
				return i
			}
		}
	}
	return -1
}

// needs notes a file or folder of the project that the program reads, by its path from the working directory; one that
// the project does not have is made at run time. It is false when no COPY brings it to where the program looks for it.
func (s *RuntimeFiles) needs(name string) bool {
	first := firstPart(name)
	if _, there := s.Model.Stat(s.inContext(first)); !there || s.ignored(s.inContext(first)) || s.ignored(s.inContext(path.Clean(name))) {
		return true
	}
	entry := first
	if sourceFolder(first) {
		entry = path.Clean(name)
	}
	at := path.Join(s.Stage.Dir, entry)
	if !s.copiedTo(s.inContext(entry), at) {
		return false
	}
	s.take(at)
	return true
}

// inContext is the place in the build context of a file that is named from the working directory: where that is a folder of the context,
// copied whole, it stands in that folder.
func (s *RuntimeFiles) inContext(name string) string {
	for i := len(s.Stage.Copies) - 1; i >= 0; i-- {
		c := s.Stage.Copies[i]
		if below, is := strings.CutPrefix(s.Stage.Dir, strings.TrimSuffix(c.Dest, "/")+"/"); c.BringsAll() && is && c.Dest != s.Stage.Dir {
			return path.Join(below, name)
		}
	}
	return name
}

// sourceFolder says whether a folder of the project is one of sources, of which only what is read is carried.
func sourceFolder(name string) bool {
	return slices.Contains([]string{"src", "crates", "target", "build", "cmd", "lib"}, name)
}

func (s *RuntimeFiles) take(at string) {
	s.KeepDir = true
	below := func(at, dir string) bool { return at == dir || strings.HasPrefix(at, dir+"/") }
	if slices.ContainsFunc(s.Paths, func(p string) bool { return below(at, p) }) || !s.onlyInBuilder(at) {
		return
	}
	s.Paths = append(slices.DeleteFunc(s.Paths, func(p string) bool { return below(p, at) }), at)
}

func firstPart(name string) string {
	first, _, _ := strings.Cut(path.Clean(name), "/")
	return first
}

// named returns what the start command's arguments and the variables say that could be files beside the program, as
// paths from the working directory.
func (s *RuntimeFiles) named(args []string) []string {
	words := slices.Clone(args)
	for _, ins := range s.Stage.Instructions {
		if c, ok := ins.Command.(*instructions.EnvCommand); ok {
			for _, kv := range c.Env {
				if !s.BuildEnv(kv.Key) {
					words = append(words, s.Stage.Env.Value(kv.Key))
				}
			}
		}
	}
	var out []string
	for _, w := range words {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		w = strings.TrimPrefix(w, strings.TrimSuffix(s.Stage.Dir, "/")+"/")
		if w != "" && !path.IsAbs(w) && !strings.HasPrefix(w, "-") && !strings.HasPrefix(w, "..") && path.Clean(w) != "." && !strings.Contains(w, ":") {
			out = append(out, w)
		}
	}
	return out
}

// copiedTo says whether a COPY from the context brings an entry to a path of the image.
func (s *RuntimeFiles) copiedTo(entry, at string) bool {
	for _, c := range s.Stage.Copies {
		if c.BringsAll() && path.Join(c.Dest, entry) == at {
			return true
		}
		for _, src := range c.Sources {
			src = strings.TrimPrefix(path.Clean("/"+src), "/")
			rest, below := strings.CutPrefix(entry+"/", src+"/")
			if below && (path.Join(c.Dest, rest) == at || path.Join(c.Dest, path.Base(src), rest) == at) {
				return true
			}
		}
	}
	return false
}

// onlyInBuilder says whether only a COPY that stays in the builder brings a path; a later one is in the final stage anyway.
func (s *RuntimeFiles) onlyInBuilder(at string) bool {
	for _, c := range s.Stage.Copies {
		if c.Instruction <= s.After {
			continue
		}
		for _, src := range c.Sources {
			if c.Dest == at || path.Join(c.Dest, path.Base(src)) == at || c.BringsAll() {
				return false
			}
		}
	}
	return true
}
