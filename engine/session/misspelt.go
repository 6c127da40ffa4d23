package session

import (
	"errors"
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/util/suggest"

	"lightship/engine/build"
	"lightship/engine/dockerfile"
)

// explainBuild is explain for a build of a file. An image that can't be had may be a stage whose name is misspelt: BuildKit takes any name
// that is no stage's for an image's.
func explainBuild(err error, file *dockerfile.File) *Problem {
	p := explain(err)
	var base *build.BaseError
	if !errors.As(err, &base) {
		return p
	}
	if !errors.Is(err, errAfter) {
		p.Line = base.Line
	}
	if stage, meant := misspelt(base.Ref, file); meant != "" {
		p.Next = fmt.Sprintf("No stage is called %s: did you mean %s? Where an image is meant, check its name and tag, your network, and docker login.", stage, meant)
	}
	return p
}

// misspelt is the name of a stage that an image's name without registry, folder and tag is nearly; both are empty when there is none.
func misspelt(ref string, file *dockerfile.File) (name, meant string) {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil || file == nil {
		return "", ""
	}
	if tagged, ok := named.(reference.Tagged); ok && tagged.Tag() != "latest" {
		return "", ""
	}
	name = reference.FamiliarName(named)
	if strings.Contains(name, "/") {
		return "", ""
	}
	var stages []string
	for _, s := range file.Stages {
		if s.Name != "" {
			stages = append(stages, s.Name)
		}
	}
	meant, found := suggest.Search(name, stages, true)
	if !found {
		return "", ""
	}
	return name, meant
}

// beforeFile is the Dockerfile as it is, nil where it can't be read.
func beforeFile(n *Snapshot) *dockerfile.File {
	if n.Before == nil {
		return nil
	}
	return n.Before.File
}
