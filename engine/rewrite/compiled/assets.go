package compiled

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
)

// maxAssets is the most bytes that are carried for a path that can't be told.
const maxAssets = 20 << 20

// unresolved carries all assets that the stage has, for a path that can't be told. It returns why that can't be done, empty
// when it can.
func (s *RuntimeFiles) unresolved(e evidence.Evidence) string {
	if s.Unresolved != nil {
		return ""
	}
	s.KeepDir = true
	var bytes int64
	var places []string
	for _, name := range s.Assets {
		info, there := s.Model.Stat(name)
		at := s.placeOf(name)
		if !there || at == "" || s.ignored(name) {
			continue
		}
		bytes += info.Size()
		places = append(places, at)
	}
	if bytes > maxAssets {
		return fmt.Sprintf("%s %s: which files the program needs beside it can't be told, and all that could be meant are %d MB", e.Place(), e.Says(), bytes>>20)
	}
	s.Unresolved = &e
	for _, at := range folded(places, s.sourcePlaces()) {
		s.take(at)
	}
	return ""
}

// Note is a sentence on what is carried for a path that can't be told, empty when each is known.
func (s *RuntimeFiles) Note() string {
	if s.Unresolved == nil || len(s.Paths) == 0 {
		return ""
	}
	return fmt.Sprintf("%s %s, so all that could be meant is copied: %s.", s.Unresolved.Place(), s.Unresolved.Says(), strings.Join(s.Paths, ", "))
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
