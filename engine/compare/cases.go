package compare

import (
	"path"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/dockerfile"
	"lightship/engine/image"
	"lightship/engine/pull"
)

// The names of the pull cases.
const (
	ColdNode  = "cold node"
	BaseThere = "base already there"
	CodeOnly  = "code-only redeploy"
)

// situation is a state of a node before it pulls.
type situation struct {
	name string
	load func(Side) load
}

var situations = []situation{
	{ColdNode, coldNode},
	{BaseThere, baseThere},
	{CodeOnly, codeOnly},
}

// load is what a node has to fetch and unpack.
type load struct {
	// bytes is the download: the blobs, each digest once, and the config.
	bytes int64
	blobs []pull.Blob
}

func coldNode(s Side) load {
	return loadFrom(s.Image, 0)
}

// baseThere leaves out the base's layers.
func baseThere(s Side) load {
	return loadFrom(s.Image, firstOwn(s.Image))
}

// codeOnly leaves out the layers that a change of the sources leaves alone.
func codeOnly(s Side) load {
	return loadFrom(s.Image, firstRewritten(s.Image, packageCopies(s.Text)))
}

// loadFrom is the load of the layers from number first on, on a node that has those below.
func loadFrom(a *image.Analysis, first int) load {
	there := map[v1.Hash]bool{}
	for _, l := range a.Layers[:first] {
		there[l.Digest] = true
	}
	result := load{bytes: configSize(a)}
	for _, l := range a.Layers[first:] {
		b := pull.Blob{OnDisk: l.OnDisk, Files: l.Files, Zstd: l.Zstd}
		if !there[l.Digest] {
			there[l.Digest] = true
			b.Download = l.Download
			result.bytes += l.Download
		}
		result.blobs = append(result.blobs, b)
	}
	return result
}

// configSize is what Download counts beside the layers. A new image always has a new config.
func configSize(a *image.Analysis) int64 {
	size, seen := a.Download, map[v1.Hash]bool{}
	for _, l := range a.Layers {
		if !seen[l.Digest] {
			seen[l.Digest] = true
			size -= l.Download
		}
	}
	return size
}

// Added returns the layers that the after image has above its base, as a node that has the base pulls them, the lowest first. It is
// false when it is not known which layers are the base's.
func (c *Comparison) Added() ([]pull.Blob, bool) {
	first := firstOwn(c.After.Image)
	if first == 0 && c.Base != dockerfile.Scratch {
		return nil, false
	}
	return loadFrom(c.After.Image, first).blobs, true
}

// BaseUnknown says of each image whether nobody could tell which of its layers are its base's, as without the base's registry:
// the two cases in which the base is there already then count it as missing.
func (c *Comparison) BaseUnknown() (before, after bool) {
	return baseUnknown(c.Before, c.Target), baseUnknown(c.After, c.Target)
}

func baseUnknown(s Side, target string) bool {
	if slices.ContainsFunc(s.Image.Layers, func(l image.Layer) bool { return l.Base }) {
		return false
	}
	f, err := dockerfile.Parse([]byte(s.Text), dockerfile.Options{})
	if err != nil {
		return true
	}
	i, err := f.Target(target)
	if err != nil {
		return true
	}
	for f.Stages[i].Parent >= 0 {
		i = f.Stages[i].Parent
	}
	return f.Stages[i].Base != dockerfile.Scratch
}

// firstOwn is the number of the first layer above the base.
func firstOwn(a *image.Analysis) int {
	own := slices.IndexFunc(a.Layers, func(l image.Layer) bool { return !l.Base })
	if own < 0 {
		return len(a.Layers)
	}
	return own
}

// firstRewritten is the number of the first layer that a change of the sources rewrites: the first COPY or ADD above
// the base that brings more than lists of dependencies, the packages that were installed by them, and a distribution's
// data. Every layer above is rewritten too, as it is made on top of it. Without such a layer nothing is known, and all of
// the image's own layers count.
func firstRewritten(a *image.Analysis, packages map[string]bool) int {
	own := firstOwn(a)
	for i := own; i < len(a.Layers); i++ {
		if bringsCode(a.Layers[i].CreatedBy, packages) {
			return i
		}
	}
	return own
}

// bringsCode says whether a line of history copies something that changes with the sources; packages are paths that don't.
func bringsCode(line string, packages map[string]bool) bool {
	// Docker's older builder wrote "/bin/sh -c #(nop) COPY dir:... in /app", BuildKit writes "COPY . . # buildkit".
	if _, classic, ok := strings.Cut(line, "#(nop)"); ok {
		line = classic
	}
	line, _, _ = strings.Cut(line, "# buildkit")
	words := strings.Fields(line)
	if len(words) < 3 || (words[0] != "COPY" && words[0] != "ADD") {
		return false
	}
	for _, source := range words[1 : len(words)-1] {
		if !strings.HasPrefix(source, "--") && !isSteady(source) && !packages[path.Clean("/"+source)] {
			return true
		}
	}
	return false
}

// isSteady says whether a copied path stays the same when only the sources change.
func isSteady(source string) bool {
	source = path.Clean("/" + source)
	for _, dir := range []string{"/etc/ssl/", "/etc/pki/", "/etc/ca-certificates", "/usr/share/zoneinfo", "/usr/local/share/ca-certificates"} {
		if strings.HasPrefix(source+"/", dir) || strings.HasPrefix(source, dir) {
			return true
		}
	}
	switch path.Base(source) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "go.*", "package.json", "package-lock.json", "package*.json", "yarn.lock",
		"pnpm-lock.yaml", "npm-shrinkwrap.json", "requirements.txt", "requirements*.txt", "pyproject.toml", "poetry.lock",
		"uv.lock", "Pipfile", "Pipfile.lock", "Cargo.toml", "Cargo.lock", "pom.xml", "mvnw", ".mvn", "gradlew", "gradle",
		"build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "Gemfile", "Gemfile.lock",
		"composer.json", "composer.lock", "passwd", "group", "zoneinfo.zip":
		return true
	}
	return false
}
