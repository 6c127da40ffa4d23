package java

import (
	"path"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// compiles says whether a command is one of the JDK's that turn sources into classes and pack them.
func compiles(c model.Command) bool {
	return (c.Name() == "javac" || c.Name() == "jar") && !slices.ContainsFunc(c.Args, func(w model.Word) bool { return strings.Contains(w.Text, "-version") })
}

// splitByHand works out the split of a stage that calls javac itself: the final stage gets the working directory whole, with the
// classes in it, and a JRE. The problems are why there is none.
func (r *reading) splitByHand() (*pattern.Split, []pattern.Problem) {
	g := r.build
	if Of(r.Project) == nil {
		return nil, []pattern.Problem{pattern.NotInContext(g.Lines, "there are no sources in Java in the build context alone, so it is not known what the program needs")}
	}
	var why string
	if r.jdk, why = readJDK(r.builder); why != "" {
		return nil, []pattern.Problem{{Lines: g.Instructions[0].Lines, Reason: why}}
	}
	classes, why := r.classes(g.Start, g.Dir)
	if why == "" {
		why = r.startedByHand()
	}
	if why != "" {
		return nil, []pattern.Problem{{Lines: g.StartLines(), Reason: why}}
	}
	r.start = start{java: g.Start.Argv[0], at: g.Dir}
	against := append(slices.Clone(g.problems), r.needProblems()...)
	r.health = g.needs.Health(g.Stage, "java")
	sp, against := r.newSplit(against, classes)
	if sp == nil {
		return nil, against
	}
	return sp, pattern.Further(against, r.carryBesideClasses(sp))
}

// classes are the folders and jars that a start command needs: the working directory, and what stands elsewhere on the class path. It
// returns why they can't be told.
func (r *reading) classes(st model.Start, dir string) (out []pattern.Artefact, why string) {
	switch {
	case st.Unclear != "":
		return nil, st.Unclear
	case len(st.Argv) == 0:
		return nil, "it is not known which program the image starts"
	case dir == "/":
		return nil, "the classes are compiled in the root of the image, which can't be copied whole"
	}
	if why := againstProgram(st.Argv[0]); why != "" {
		return nil, why
	}
	entries, why := classPath(st.Argv[1:])
	if why != "" {
		return nil, why
	}
	if set := r.build.Env.Value("CLASSPATH"); set != "" {
		entries = append(entries, strings.Split(set, ":")...)
	}
	out = []pattern.Artefact{{Source: dir, Dest: dir}}
	for _, entry := range entries {
		at := model.Resolve(dir, strings.TrimSuffix(entry, "/*"))
		switch {
		case entry == "" || effects.Inside(at, dir):
		case strings.ContainsAny(entry, "$`\x00") || at == "/" || !r.build.leaves(at):
			return nil, "the class path has " + entry + ", and it is not known what is there"
		case !slices.ContainsFunc(out, func(a pattern.Artefact) bool { return effects.Inside(at, a.Source) }):
			out = append(out, pattern.Artefact{Source: at, Dest: at})
		}
	}
	return out, ""
}

// classPath are the entries of the class path that java is given, and the jar. It returns why they can't be told.
func classPath(words []string) (entries []string, why string) {
	for i := 0; i < len(words); i++ {
		switch w := words[i]; {
		case strings.HasPrefix(w, "-javaagent:") || strings.HasPrefix(w, "-agentpath:") || strings.HasPrefix(w, "@") ||
			w == "-p" || w == "--module-path" || w == "-m" || w == "--module":
			return nil, "the start command has " + w + ", and it is not known which files it needs"
		case namesJar(w) && i+1 < len(words):
			i++
			entries = append(entries, strings.Split(words[i], ":")...)
			if w == "-jar" {
				return entries, ""
			}
		case !strings.HasPrefix(w, "-"):
			if strings.HasSuffix(w, ".java") || strings.ContainsAny(w, "$`") {
				return nil, "the image starts " + w + ", which java compiles when it starts"
			}
			return entries, ""
		}
	}
	return nil, "the start command names no class and no jar"
}

// leaves says whether a RUN or a COPY brings a file or folder of the class path.
func (g *stage) leaves(at string) bool {
	for _, s := range g.Scripts {
		for _, c := range s.Commands {
			for i := range c.Args {
				if compiles(c) && c.DirKnown && i > 0 && (c.Arg(i-1) == "-d" || strings.HasSuffix(c.Arg(i), ".jar")) && model.Resolve(c.Dir, c.Arg(i)) == at {
					return true
				}
			}
		}
	}
	return slices.ContainsFunc(g.Copies, func(c model.Copy) bool { return effects.Inside(at, c.Dest) || path.Dir(at) == c.Dest })
}

// startedByHand says why the final image could not run what services and containers start in the place of the image's own command;
// empty when it can: classes of the same folders, by java.
func (r *reading) startedByHand() string {
	g := r.build
	if why := pattern.MountedOver(g.Stage, path.Join(g.Dir, "classes")); why != "" {
		return why
	}
	for _, st := range g.Replaced() {
		if _, why := r.classes(st.Start, g.Dir); why != "" || st.Dir != g.Dir {
			return st.Who() + " starts something else than the image does"
		}
	}
	return ""
}

// carryBesideClasses notes what the program reads outside of the folders that are copied whole. It returns why that can't be told.
func (r *reading) carryBesideClasses(sp *pattern.Split) []pattern.Problem {
	g := r.build
	files := &compiled.RuntimeFiles{Model: r.Model, Source: isSource, Stage: g.Stage, Left: &g.needs.Left, After: g.LastRun, BuildEnv: isBuildEnv}
	var reads evidence.List
	for _, e := range Of(r.Project).Needed.Of(evidence.Reads, evidence.Lists) {
		if e.Known && path.IsAbs(e.Subject) && !effects.Inside(e.Subject, g.Dir) {
			reads = append(reads, e)
		}
	}
	against := files.Read(reads, nil, g.Lines)
	for _, at := range files.Paths {
		if !effects.Inside(at, g.Dir) {
			sp.Artefacts = append(sp.Artefacts, pattern.Artefact{Source: at, Dest: at})
		}
	}
	return against
}
