package rust

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// Cargo takes a source for changed when it is younger than what was built of it. A target folder that is kept between builds is right
// only where each source's time is that of its last change.

// olderSources says what brings sources that may be older than what was built of others before, up to the RUN at an index; empty when
// nothing does.
func (r *reading) olderSources(last int) string {
	g := r.build
	root := path.Dir(g.targetDir)
	for _, c := range g.cargos[last] {
		root = g.sourceDir(c)
	}
	for i, ins := range g.Instructions[:last+1] {
		line := ins.Lines.First
		switch c := ins.Command.(type) {
		case *instructions.CopyCommand:
			if why := r.olderCopy(ins, c.SourcePaths, c.From); why != "" && bringsInto(c.SourcesAndDest, g, i, root) {
				return fmt.Sprintf("line %d copies %s", line, why)
			}
		case *instructions.AddCommand:
			if why := olderAdd(c.SourcePaths); why != "" && bringsInto(c.SourcesAndDest, g, i, root) {
				return fmt.Sprintf("line %d adds %s", line, why)
			}
		case *instructions.RunCommand:
			if chosenMount.MatchString(ins.Text) {
				return fmt.Sprintf("line %d mounts a folder that a build argument chooses", line)
			}
			if name := g.keepsTimes(i, root); name != "" {
				return fmt.Sprintf("line %d puts files among the sources whose times %s keeps", line, name)
			}
		}
	}
	return ""
}

// chosenMount finds a bind mount whose source is chosen by a variable.
var chosenMount = regexp.MustCompile(`--mount=\S*\btype=bind\S*(?:source|src|from)=[^,\s]*\$|--mount=(?:source|src|from)=[^,\s]*\$\S*type=bind`)

// bringsInto says whether a COPY or ADD brings something to the sources' folder or below it.
func bringsInto(c instructions.SourcesAndDest, g *stage, i int, root string) bool {
	return effects.Inside(model.Resolve(g.Dirs[i], model.ExpandVars(c.DestPath, g.Envs[i])), root)
}

// olderCopy is what a COPY brings whose times are no times of change: what a variable chooses, or an image's files.
func (r *reading) olderCopy(ins dockerfile.Instruction, sources []string, from string) string {
	if chosen := slices.IndexFunc(append(slices.Clone(sources), from), func(s string) bool { return strings.Contains(s, "$") }); chosen >= 0 {
		return append(slices.Clone(sources), from)[chosen] + ", which a build argument chooses"
	}
	if from != "" && r.StageOf(r.build.Stage, ins, from) < 0 {
		return "sources from " + from + ", which may be older than what is built"
	}
	return ""
}

// olderAdd is what an ADD brings whose times are no times of change.
func olderAdd(sources []string) string {
	for _, s := range sources {
		switch {
		case strings.Contains(s, "$"):
			return s + ", which a build argument chooses"
		case strings.Contains(s, "://") || isArchive(s):
			return s + ", whose files may be older than what is built"
		}
	}
	return ""
}

// isArchive says whether a file, by its name, is an archive that ADD unpacks.
func isArchive(name string) bool {
	return slices.ContainsFunc([]string{".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// keepsTimes is a program in a RUN that brings files among the sources with the times that they had elsewhere; empty when none does.
func (g *stage) keepsTimes(i int, root string) string {
	s := g.Scripts[i]
	if s == nil {
		return ""
	}
	for _, c := range s.Commands {
		at, keeps := timesKept(c)
		if keeps && effects.Inside(model.Resolve(c.Dir, at), root) {
			return c.Name()
		}
	}
	return ""
}

// timesKept says whether a command gives files older times than now, and in which folder.
func timesKept(c model.Command) (at string, keeps bool) {
	folder, last, options := targetsOf(c)
	switch c.Name() {
	case "tar", "bsdtar", "unzip":
		return folder, true
	case "cp", "install":
		return last, hasOption(options, "ap", "--archive", "--preserve")
	case "rsync":
		return last, hasOption(options, "at", "--archive", "--times")
	case "touch":
		return last, len(options) > 0
	}
	return folder, false
}

// targetsOf are the folder that a command is told to work in, its last operand, or that folder where it has none, and its options.
func targetsOf(c model.Command) (folder, last string, options []string) {
	folder = "."
	for i := 1; i < len(c.Args); i++ {
		switch word := c.Arg(i); {
		case word == "-C" || word == "-d" || word == "--directory":
			folder = c.Arg(i + 1)
		case strings.HasPrefix(word, "-"):
			options = append(options, word)
		default:
			last = word
		}
	}
	return folder, cmp.Or(last, folder), options
}

// hasOption says whether options have one of some letters, or one that begins with a name.
func hasOption(options []string, letters string, names ...string) bool {
	return slices.ContainsFunc(options, func(o string) bool {
		if !strings.HasPrefix(o, "--") {
			return strings.ContainsAny(o, letters)
		}
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(o, name) })
	})
}
