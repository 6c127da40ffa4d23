package compiled

import (
	_ "embed"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// frontEndFile says of tools of Node.js that only a build runs where they put what they make.
//
//go:embed frontend.json
var frontEndFile []byte

// maker is a tool of Node.js that only a build runs.
type maker struct {
	// Names are those of the command and of its package.
	Names []string
	// Into is the folder below the package's own that it fills, empty where its words or settings alone say so.
	Into string
	// Flags, Variable and the Key of one of Settings name another folder. Above says that what Key names may stand below Into.
	Flags    []string
	Variable string
	Settings []string
	Key      string
	Above    bool
	// Moves is a flag and key by which the folder that Into counts from is another one. Plugins are what settings may ask for and be
	// sure not to move it; nil for anything.
	Moves   string
	Plugins []string
}

// makers are the tools by their names.
var makers = sync.OnceValue(func() map[string]*maker {
	var rows []*maker
	if err := json.Unmarshal(frontEndFile, &rows); err != nil {
		panic("read the tools of front ends: " + err.Error())
	}
	out := map[string]*maker{}
	for _, r := range rows {
		for _, name := range r.Names {
			out[name] = r
		}
	}
	return out
})

// frontEnd is a part of the project that a package manager of Node.js builds beside the program, for browsers.
type frontEnd struct {
	// dir is where its package.json stands in the image, folder where in the build context; there says that it has one.
	dir, folder string
	there       bool
	// instruction is the first RUN that works on it.
	instruction int
	scripts     map[string]string
	// makes says that a tool of a build works on it. Into are the folders and files that are sure to be made.
	makes bool
	into  []string
}

// fronts are the front ends that a stage builds.
type fronts struct {
	build *Build
	all   []*frontEnd
	// of are the commands that build them and leave nothing else, by their place.
	of map[commandAt]bool
	// brought are folders among the sources that a COPY brings from a stage of Node.js.
	brought []brought
}

// brought is what an instruction brings to a place.
type brought struct {
	instruction int
	at          string
}

// commandAt is where a command stands, and its words.
type commandAt struct {
	instruction, at int
	words           string
}

// placeOfCommand is where the command of an effect stands.
func placeOfCommand(e effects.Effect) commandAt {
	return commandAt{e.Instruction, e.At, strings.Join(wordsOf(*e.Command), " ")}
}

// wordsOf are the words of a command, empty where one can't be told.
func wordsOf(c model.Command) []string {
	words := make([]string, 0, len(c.Args))
	for i := range c.Args {
		words = append(words, c.Arg(i))
	}
	return words
}

// fronts reads the front ends of the stage, once.
func (b *Build) fronts() *fronts {
	if b.ends != nil {
		return b.ends
	}
	f := &fronts{build: b, of: map[commandAt]bool{}}
	b.ends = f
	for _, e := range effects.Of(b.Stage) {
		switch {
		case e.Command != nil && (e.Kind == effects.Unknown || e.Kind == effects.Installs && isNodeManager(e.Manager)):
			at := placeOfCommand(e)
			if _, known := f.of[at]; !known {
				f.of[at] = f.command(e)
			}
		case e.Kind == effects.Copies && e.At < 0 && e.Stage != "" && f.fromNode(e) && b.withinBuild(e.Subject):
			f.brought = append(f.brought, brought{e.Instruction, e.Subject})
		}
	}
	return f
}

// builds says whether an effect is of a command that builds a front end and leaves nothing else, or brings what a stage of Node.js built.
func (f *fronts) builds(e effects.Effect) bool {
	if e.Command == nil {
		return slices.Contains(f.brought, brought{e.Instruction, e.Subject})
	}
	return (e.Kind == effects.Unknown || e.Kind == effects.Installs) && f.of[placeOfCommand(e)]
}

// nodeImages are the public images of Node.js and of what takes its place.
var nodeImages = regexp.MustCompile(`^(?:docker\.io/)?(?:library/node|node|oven/bun|denoland/deno|cypress/base|cimg/node)(?::|@|$)`)

// fromNode says whether a COPY is from a stage of the Dockerfile that stands on an image of Node.js.
func (f *fronts) fromNode(e effects.Effect) bool {
	m := f.build.Model()
	from := m.StageOf(f.build.Stage, f.build.Instructions[e.Instruction], e.Stage)
	return from >= 0 && m.Stages[from] != f.build.Stage && nodeImages.MatchString(m.RootBase(m.Stages[from]))
}

// at is the front end whose package.json stands in a folder of the image, or in the nearest one above it.
func (f *fronts) at(dir string, instruction int) *frontEnd {
	found := &frontEnd{dir: dir, instruction: instruction}
	for up := dir; ; up = path.Dir(up) {
		if folder, there := f.folderOf(up); there {
			found = &frontEnd{dir: up, folder: folder, there: true, instruction: instruction}
			break
		}
		if up == "/" {
			break
		}
	}
	for _, other := range f.all {
		if other.dir == found.dir {
			return other
		}
	}
	if found.there {
		found.scripts = scriptsOf(f.build.Model(), found.folder)
	}
	f.all = append(f.all, found)
	return found
}

// folderOf is the folder of the build context whose package.json the stage has in a folder; there is false when it has none.
func (f *fronts) folderOf(dir string) (folder string, there bool) {
	for _, name := range f.build.Model().All() {
		if path.Base(name) == "package.json" && placeOf(f.build.Stage, f.build.LastRun, name) == path.Join(dir, "package.json") {
			return path.Dir(name), true
		}
	}
	return "", false
}

// scriptsOf are the scripts of the package.json of a folder of the build context, by their names.
func scriptsOf(m *model.Model, folder string) map[string]string {
	text, ok := m.Read(path.Join(folder, "package.json"))
	if !ok {
		return nil
	}
	var manifest struct{ Scripts map[string]string }
	if json.Unmarshal(text, &manifest) != nil {
		return nil
	}
	return manifest.Scripts
}
