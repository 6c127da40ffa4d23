package rewrite

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/rewrite/rule"
)

// maxMeasured is how many files and folders of a build context are looked at: a proposal is made while the user waits.
const maxMeasured = 30_000

var errMeasuredEnough = errors.New("enough files were looked at")

// notSent is the bytes of the build context that a builder is sent with an ignore file as it is, and not with it as a change
// leaves it; of a very large context, those of its first files.
func (p *Proposal) notSent(file *rule.File) int64 {
	before, err1 := matcherOf(file.Before)
	after, err2 := matcherOf(file.After)
	if p.in.Project.Dir == "" || err1 != nil || err2 != nil {
		return 0
	}
	sum, seen := int64(0), 0
	// What can't be read is not sent either, so that errors count nothing.
	_ = filepath.WalkDir(p.in.Project.Dir, func(at string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if seen++; seen > maxMeasured {
			return errMeasuredEnough
		}
		name, err := filepath.Rel(p.in.Project.Dir, at)
		if err != nil || name == "." {
			return nil
		}
		out, err := before.MatchesOrParentMatches(filepath.ToSlash(name))
		switch {
		case err != nil:
			return nil
		case out && e.IsDir() && !before.Exclusions():
			return fs.SkipDir
		case out || !e.Type().IsRegular():
			return nil
		}
		if drops, err := after.MatchesOrParentMatches(filepath.ToSlash(name)); err == nil && drops {
			if info, err := e.Info(); err == nil {
				sum += info.Size()
			}
		}
		return nil
	})
	return sum
}

func matcherOf(text []byte) (*patternmatcher.PatternMatcher, error) {
	patterns, err := ignorefile.ReadAll(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}
