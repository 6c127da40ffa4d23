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

// situation is a state of a node before it pulls. Its load is false where it is not known what that node would have to fetch.
type situation struct {
	name string
	load func(s Side, target string) (load, bool)
}

var situations = []situation{
	{ColdNode, func(s Side, _ string) (load, bool) { return coldNode(s), true }},
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

// baseThere leaves out the base's layers, where it is known which those are.
func baseThere(s Side, target string) (load, bool) {
	if baseUnknown(s, target) {
		return load{}, false
	}
	return loadFrom(s.Image, firstOwn(s.Image)), true
}

// codeOnly leaves out the layers that a change of the sources leaves alone, where the layers tell which those are.
func codeOnly(s Side, target string) (load, bool) {
	if baseUnknown(s, target) {
		return load{}, false
	}
	first, known := firstRewritten(s.Image, copiesOf(s.Text))
	if !known {
		return load{}, false
	}
	return loadFrom(s.Image, first), true
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
// then nothing is known of the two cases in which the base is there already.
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

// doubtful is the part of a download, of 1, that may be in doubt while a figure is still given.
const doubtful = 0.05

// firstRewritten is the number of the first layer that a change of the sources rewrites: the first COPY or ADD above the base that
// brings what is made from sources. Every layer above is made again on top of it. It is not known without such a layer, and
// where more than a twentieth of the download may or may not come out as it was: packages that a stage installs, or changes, after
// it has the sources, and files that don't change with the sources but are copied on top of them.
func firstRewritten(a *image.Analysis, copies copies) (first int, known bool) {
	first = -1
	var sum, doubt int64
	for i := firstOwn(a); i < len(a.Layers); i++ {
		l := a.Layers[i]
		brings := copies.of(l.CreatedBy)
		if first < 0 && brings == code {
			first = i
		}
		if _, copied := sources(l.CreatedBy); brings == unsure || first >= 0 && copied && brings == steady {
			doubt += l.Download
		}
		if first >= 0 || brings == unsure {
			sum += l.Download
		}
	}
	return first, first >= 0 && float64(doubt) <= doubtful*float64(sum)
}

// bringsCode says whether a line of history or an instruction copies something that changes with the sources.
func bringsCode(line string) bool { return copies{}.of(line) == code }

// sources are the paths that a line of history copies, false for a line that copies nothing.
func sources(line string) ([]string, bool) {
	// Docker's older builder wrote "/bin/sh -c #(nop) COPY dir:... in /app", BuildKit writes "COPY . . # buildkit".
	if _, classic, ok := strings.Cut(line, "#(nop)"); ok {
		line = classic
	}
	line, _, _ = strings.Cut(line, "# buildkit")
	words := strings.Fields(line)
	if len(words) < 3 || (words[0] != "COPY" && words[0] != "ADD") {
		return nil, false
	}
	return slices.DeleteFunc(words[1:len(words)-1], func(w string) bool { return strings.HasPrefix(w, "--") }), true
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
