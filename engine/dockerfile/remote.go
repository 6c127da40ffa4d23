package dockerfile

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/dfgitutil"
)

// SourceKind says where a source of COPY or ADD comes from.
type SourceKind string

// The kinds of source.
const (
	LocalSource SourceKind = "local"
	GitSource   SourceKind = "git"
	HTTPSource  SourceKind = "http"
)

// RemoteSource returns the address that ADD fetches a source from, as BuildKit tells them apart, and its kind; the
// address of what is local is empty.
func RemoteSource(source string) (address string, kind SourceKind) {
	if git, isGit, err := dfgitutil.ParseGitRef(source); isGit && err == nil && !git.IndistinguishableFromLocal {
		return git.Remote, GitSource
	}
	if strings.HasPrefix(source, "http://") || strings.HasPrefix(source, "https://") {
		return source, HTTPSource
	}
	return "", LocalSource
}
