package interpreted

import (
	"os"
	"path/filepath"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// Ignored says of a name at the top of a build context whether the ignore file leaves it out: that of the Dockerfile by this
// name, else the context's. ok is false for an ignore file with exceptions, or one that can't be read.
func Ignored(context, dockerfile string) (ignored func(name string) bool, ok bool) {
	for _, name := range []string{dockerfile + ".dockerignore", ".dockerignore"} {
		f, err := os.Open(filepath.Join(context, name))
		if err != nil {
			continue
		}
		patterns, err := ignorefile.ReadAll(f)
		if closed := f.Close(); err != nil || closed != nil {
			return nil, false
		}
		matcher, err := patternmatcher.New(patterns)
		if err != nil || matcher.Exclusions() {
			return nil, false
		}
		return func(name string) bool {
			match, err := matcher.MatchesOrParentMatches(name)
			return err == nil && match
		}, true
	}
	return func(string) bool { return false }, true
}
