package compare

import (
	"path"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// brings is what a layer brings when the sources alone have changed.
type brings int

const (
	// steady comes out as it was.
	steady brings = iota
	// code is made from the sources.
	code
	// unsure may come out either way.
	unsure
)

// copies say of paths that are copied from other stages and images what they bring; all others are copied from the build context.
type copies map[string]brings

// of says what a line of history brings.
func (c copies) of(line string) brings {
	list, copied := sources(line)
	most := steady
	for _, source := range list {
		at := path.Clean("/" + source)
		b, known := c[at]
		switch {
		case !copied || isSteady(source):
			b = steady
		case !known && holdsPackages(at):
			b = unsure
		case !known:
			b = code
		}
		if b == code {
			return code
		}
		most = max(most, b)
	}
	return most
}

// copiesOf reads what a Dockerfile copies from stages and other images: an image's files are steady, and so are the packages of a
// stage that runs nothing after it has the sources, as BuildKit compares what is in them. It is empty for a text that can't be read
// without the build's arguments.
func copiesOf(text string) copies {
	out := copies{}
	f, err := dockerfile.Parse([]byte(text), dockerfile.Options{})
	if err != nil {
		return out
	}
	for i := range f.Stages {
		for _, ins := range f.Stages[i].Instructions {
			c, ok := ins.Command.(*instructions.CopyCommand)
			if !ok || c.From == "" {
				continue
			}
			from, err := f.Target(c.From)
			for _, source := range c.SourcePaths {
				source = path.Clean("/" + source)
				switch {
				case err != nil:
					out[source] = steady
				case !holdsPackages(source):
					out[source] = code
				case worksOnSources(f, from):
					out[source] = unsure
				default:
					out[source] = steady
				}
			}
		}
	}
	return out
}

// holdsPackages says whether a folder is one that package managers install into: npm's, a virtual environment, the user base
// that the rewrite gives pip, and Python's own.
func holdsPackages(folder string) bool {
	switch path.Base(folder) {
	case "node_modules", ".venv", "venv", "site-packages":
		return true
	}
	return folder == "/opt/python" || folder == "/root/.local"
}

// worksOnSources says whether a stage, or one that it stands on, runs something after it has copied sources.
func worksOnSources(f *dockerfile.File, stage int) bool {
	var chain []dockerfile.Instruction
	for i := stage; i >= 0; i = f.Stages[i].Parent {
		chain = append(slices.Clone(f.Stages[i].Instructions), chain...)
	}
	has := false
	for _, ins := range chain {
		switch c := ins.Command.(type) {
		case *instructions.RunCommand:
			if has {
				return true
			}
		case *instructions.CopyCommand:
			_, err := f.Target(c.From)
			has = has || c.From != "" && err == nil || c.From == "" && bringsCode(ins.Text)
		case *instructions.AddCommand:
			has = has || bringsCode(ins.Text)
		}
	}
	return false
}
