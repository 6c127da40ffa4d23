package compiled

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/pattern"
)

// maxAssets is the most bytes that are carried for a path that can't be told.
const maxAssets = 20 << 20

// unresolved notes that a path can't be told: all that it may mean is carried once the paths that are known are.
func (s *RuntimeFiles) unresolved(e evidence.Evidence) {
	if s.Unresolved == nil {
		s.Unresolved = &e
	}
	s.KeepDir = true
}

// carryAll carries all assets that the stage has, for the path that can't be told. It returns why that can't be done, empty when it
// can.
func (s *RuntimeFiles) carryAll() string {
	if s.Unresolved == nil {
		return ""
	}
	e := s.Unresolved
	var bytes int64
	var places []string
	for _, name := range s.Assets {
		info, there := s.Model.Stat(name)
		at := s.placeOf(name)
		if !there || at == "" || s.ignored(name) || s.besideModules(path.Dir(at)) {
			continue
		}
		bytes += info.Size()
		places = append(places, at)
	}
	if bytes > maxAssets {
		return fmt.Sprintf("%s %s: which files the program needs beside it can't be told, and all that could be meant are %d MB", e.Place(), e.Says(), bytes>>20)
	}
	mixed := s.sourcePlaces()
	for _, f := range s.frontEnds() {
		mixed[f.dir] = true
	}
	for _, at := range folded(places, mixed) {
		if !slices.ContainsFunc(s.Paths, func(p string) bool { return effects.Inside(at, p) }) && s.onlyInBuilder(at) {
			s.Possible = append(s.Possible, at)
		}
	}
	return ""
}

// Artefacts are what the final stage copies, where move says where it has a path of the builder.
func (s *RuntimeFiles) Artefacts(move func(at string) string) []pattern.Artefact {
	var out []pattern.Artefact
	for _, at := range s.Paths {
		out = append(out, pattern.Artefact{Source: at, Dest: move(at)})
	}
	for _, at := range s.Possible {
		out = append(out, pattern.Artefact{Source: at, Dest: move(at), Possible: true})
	}
	return out
}

// AtTheSamePlace is the move of what stays where it is.
func AtTheSamePlace(at string) string { return at }

// Note is a sentence on what is carried for a path that can't be told, empty when each is known.
func (s *RuntimeFiles) Note() string {
	if s.Unresolved == nil || len(s.Possible) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s, so all that could be meant is copied: %s.", s.Unresolved.Place(), s.Unresolved.Says(), strings.Join(s.Possible, ", "))
}

// sourcePlaces are the places of all files of the context that are no assets.
func (s *RuntimeFiles) sourcePlaces() map[string]bool {
	out := map[string]bool{}
	all := s.Model.All()
	for _, name := range all {
		if _, found := slices.BinarySearch(s.Assets, name); found {
			continue
		}
		for at := s.placeOf(name); at != "" && at != "/"; at = path.Dir(at) {
			out[at] = true
		}
	}
	return out
}

// mostFiles is how many files of one folder are named one by one, before the whole folder is taken.
const mostFiles = 6

// folded puts folders in the place of the files in them: where a folder has nothing but assets, or too many of them to be named.
func folded(places []string, mixed map[string]bool) []string {
	slices.Sort(places)
	var out []string
	count := map[string]int{}
	for _, at := range places {
		count[path.Dir(at)]++
	}
	for _, at := range places {
		top := at
		for dir := path.Dir(at); dir != "/" && !mixed[dir]; dir = path.Dir(dir) {
			top = dir
		}
		if dir := path.Dir(at); top == at && mixed[dir] && count[dir] > mostFiles {
			top = dir
		}
		if !slices.ContainsFunc(out, func(o string) bool { return o == top || strings.HasPrefix(top, o+"/") }) {
			out = append(out, top)
		}
	}
	return out
}
