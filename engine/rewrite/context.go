package rewrite

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// maxMeasured is how many files and folders of a build context are looked at: a proposal is made while the user waits.
const maxMeasured = 30_000

var errMeasuredEnough = errors.New("enough files were looked at")

// sentWith is the key of what two ignore files make of a build context.
type sentWith struct{ dir, before, after string }

// notSent is walkNotSent, done once for all texts of the Dockerfile.
func (p *Proposal) notSent(file *rule.File) contextSize {
	key := sentWith{p.in.Project.Dir, string(file.Before), string(file.After)}
	return model.OfFiles(p.in.Memory, key, func() contextSize { return p.walkNotSent(file) })
}

// walkNotSent is the bytes of the build context that a builder is sent with an ignore file as it is, and not with it as a change
// leaves it; of a very large context, those of its first files.
func (p *Proposal) walkNotSent(file *rule.File) contextSize {
	before, err1 := matcherOf(file.Before)
	after, err2 := matcherOf(file.After)
	if p.in.Project.Dir == "" || err1 != nil || err2 != nil {
		return contextSize{}
	}
	s := saving{dir: p.in.Project.Dir, before: before, after: after}
	// What can't be read is not sent either, so that errors count nothing.
	_ = filepath.WalkDir(s.dir, s.visit)
	return contextSize{saved: s.bytes, sent: s.sent, known: s.seen <= maxMeasured}
}

// contextSize is what a change of the ignore file means for a build context, in bytes: what is sent today and what would no longer be.
// known is false when it was not looked at to its end.
type contextSize struct {
	saved, sent int64
	known       bool
}

// isLittle says whether so little is saved that it is not worth a change: less than a hundredth, and less than a megabyte.
func (c contextSize) isLittle() bool { return c.known && c.saved < 1e6 && c.saved*100 < c.sent }

// saving adds up what a change of the ignore file takes out of a build context.
type saving struct {
	dir           string
	before, after *patternmatcher.PatternMatcher
	// seen is how many files and folders were looked at.
	seen int
	// bytes are those that are saved, sent those that are sent today.
	bytes, sent int64
}

// visit is called for each file and folder of the context.
func (s *saving) visit(at string, e fs.DirEntry, err error) error {
	if err != nil {
		return nil
	}
	if s.seen++; s.seen > maxMeasured {
		return errMeasuredEnough
	}
	name, err := filepath.Rel(s.dir, at)
	if err != nil || name == "." {
		return nil
	}
	name = filepath.ToSlash(name)
	switch out, err := s.before.MatchesOrParentMatches(name); {
	case err != nil:
		return nil
	case out && e.IsDir() && !s.before.Exclusions():
		return fs.SkipDir
	case out || !e.Type().IsRegular():
		return nil
	}
	info, err := e.Info()
	if err != nil {
		return nil
	}
	s.sent += info.Size()
	if drops, err := s.after.MatchesOrParentMatches(name); err != nil || !drops {
		return nil
	}
	s.bytes += info.Size()
	return nil
}

func matcherOf(text []byte) (*patternmatcher.PatternMatcher, error) {
	patterns, err := ignorefile.ReadAll(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}
