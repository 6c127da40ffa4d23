package golang

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// copiesBuild says whether a COPY brings a folder of the build with a program in it.
func (r *reading) copiesBuild(c *instructions.CopyCommand, ins dockerfile.Instruction) bool {
	at := -1
	if c.From != "" {
		at = r.StageOf(r.final.Stage, ins, c.From)
	}
	if at < 0 || r.Stages[at] != r.build.Stage {
		return false
	}
	return slices.ContainsFunc(c.SourcePaths, func(s string) bool { return r.within(folderOf(s)) != "" })
}

// folderOf is a source of a COPY from a stage, which starts at the root.
func folderOf(source string) string { return model.Resolve("/", strings.TrimSuffix(source, "/.")) }

// within is the first built program below a folder, empty when there is none.
func (r *reading) within(dir string) string {
	for _, o := range r.build.Outputs {
		for _, p := range o.Paths {
			if strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/") {
				return p
			}
		}
	}
	return ""
}

// narrowed is what the program needs of a folder that is copied whole, or why that can't be told.
func (r *reading) narrowed(index int, c *instructions.CopyCommand) (artefacts []pattern.Artefact, note, why string) {
	g, f := r.build, r.final
	text := f.Instructions[index].Text
	switch {
	case len(c.SourcePaths) != 1 || strings.ContainsAny(text, "\n[$"):
		return nil, "", "it can't be told which part of this COPY is the program"
	case len(g.Outputs) != 1:
		return nil, "", g.Outputs[len(g.Outputs)-1].Paths[0] + " is built too, and it is not known whether the program that is started needs it"
	case f.Start.Unclear != "" || f.Start.Shell:
		return nil, "", "the program is started by a shell, which may name other files of the folder"
	case r.healthChecked() > 0:
		return nil, "", "the health check may need what else is in the folder"
	}
	if why := pattern.OutsideKeeps(f.Stage, ""); why != "" {
		return nil, "", why
	}
	source := folderOf(c.SourcePaths[0])
	at := model.Resolve(f.Dirs[index], c.DestPath)
	program := r.within(source)
	if dest := path.Join(at, strings.TrimPrefix(program, source)); r.isStarted(dest) {
		files, note, why := r.filesBeside(source, at)
		if why != "" {
			return nil, "", why
		}
		return append([]pattern.Artefact{{Source: program, Dest: dest}}, files...), note, ""
	}
	return nil, "", "the image does not start the program that is built, or by a name that is found through PATH"
}

// healthChecked is the line of a health check of the final stage, 0 when there is none.
func (r *reading) healthChecked() int {
	for _, ins := range r.final.Instructions {
		if c, ok := ins.Command.(*instructions.HealthCheckCommand); ok && len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE" {
			return ins.Lines.First
		}
	}
	return 0
}

// filesBeside are the files that the program reads of a folder of the build which is copied to another place.
func (r *reading) filesBeside(source, at string) (artefacts []pattern.Artefact, note, why string) {
	g, f := r.build, r.final
	for _, p := range g.hazards() {
		return nil, "", p.Reason
	}
	for _, p := range pattern.StageProblems(r.Model, f.Stage) {
		return nil, "", p.Reason
	}
	words := words(f, at)
	if (Of(r.Project).Needed.Has(evidence.Reads, evidence.Lists) || len(words) > 0) && (f.Dir != at || g.Dir != source) {
		return nil, "", "the program reads files beside it, and the working directory is not the folder that is copied"
	}
	files := &compiled.RuntimeFiles{Model: r.Model, Source: isSource, Outputs: g.Outputs, Stage: g.Stage, Left: g.Left, Assets: Of(r.Project).Assets, After: g.LastRun, BuildEnv: isBuildEnv}
	for _, p := range files.Read(Of(r.Project).Needed, words, f.Lines) {
		return nil, "", p.Reason
	}
	return files.Artefacts(func(p string) string { return path.Join(at, strings.TrimPrefix(p, source)) }), files.Note(), ""
}

// words are the arguments of the start command and the variables of a stage that could be files below a folder, as paths
// from there.
func words(g *stage, at string) []string {
	all := slices.Clone(g.Start.Argv[1:])
	for _, ins := range g.Instructions {
		if c, ok := ins.Command.(*instructions.EnvCommand); ok {
			for _, kv := range c.Env {
				all = append(all, g.Env.Value(kv.Key))
			}
		}
	}
	var out []string
	for _, w := range all {
		if _, value, ok := strings.Cut(w, "="); ok {
			w = value
		}
		w = strings.TrimPrefix(w, strings.TrimSuffix(at, "/")+"/")
		if w != "" && !path.IsAbs(w) && !strings.HasPrefix(w, "-") && path.Clean(w) != "." {
			out = append(out, w)
		}
	}
	return out
}
