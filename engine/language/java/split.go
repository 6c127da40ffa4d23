package java

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/compiled"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// splitJava works out the split of the stage. The problems are why there is none.
func (r *reading) splitJava() (*pattern.Split, []pattern.Problem) {
	g := r.build
	var why string
	if r.jdk, why = readJDK(r.builder); why != "" {
		return nil, []pattern.Problem{{Lines: g.Instructions[0].Lines, Reason: why}}
	}
	if r.start, why = readStart(g.Stage); why != "" {
		return nil, []pattern.Problem{r.startProblem(why)}
	}
	jar, against := r.jar()
	against = append(append(against, g.problems...), r.needProblems()...)
	r.health = g.needs.Health(g.Stage, "java")
	if why := r.startedOutside(); why != "" {
		against = append(against, pattern.Problem{Lines: g.StartLines(), Reason: why})
	}
	sp, against := r.newSplit(against, jar)
	if sp == nil {
		return nil, against
	}
	if against = pattern.Further(against, r.carryFiles(sp)); !pattern.CanTry(against) {
		return nil, against
	}
	from := g.Instructions[0]
	if written := pattern.WrittenBase(from); strings.Contains(written, "$") && strings.HasSuffix(written, "-jdk") && strings.HasSuffix(r.jdk.jre, "-jre") {
		sp.Written = map[string]string{r.jdk.jre: strings.TrimSuffix(written, "-jdk") + "-jre"}
	}
	return sp, against
}

// startProblem is the problem of a start command that tells too little.
func (r *reading) startProblem(why string) pattern.Problem {
	g, j := r.build, Of(r.Project)
	tool := ""
	if len(g.Start.Argv) > 0 {
		tool = path.Base(g.Start.Argv[0])
	}
	build := map[string]string{"mvn": "mvn package", "mvnw": "./mvnw package", "gradle": "gradle build", "gradlew": "./gradlew build"}[tool]
	switch {
	case g.Start.Unclear != "":
		return pattern.StartUnclear(g.StartLines(), why)
	case build == "" || j == nil:
		return pattern.Problem{Lines: g.StartLines(), Reason: why}
	case j.Jar == "":
		return pattern.Problem{Lines: g.StartLines(), Reason: why, Next: "pack the jar in a RUN (" + build + ") and start it by its path: java -jar"}
	}
	return pattern.BuildsAtStart(g.StartLines(), why, build, "java", "-jar", j.Jar)
}

// jar is what the final stage copies to have the jar and what it needs beside it, or why that can't be told.
func (r *reading) jar() ([]pattern.Artefact, []pattern.Problem) {
	g := r.build
	refuse := func(format string, args ...any) ([]pattern.Artefact, []pattern.Problem) {
		return nil, []pattern.Problem{{Lines: g.StartLines(), Reason: fmt.Sprintf(format, args...)}}
	}
	t, packs := g.packing()
	origin := g.origin(r.start.at)
	switch {
	case Of(r.Project) == nil:
		return nil, []pattern.Problem{pattern.NotInContext(g.StartLines(), "there is no pom.xml or build.gradle at the root of the build context, so it is not known what the jar needs beside it")}
	case !packs:
		return nil, []pattern.Problem{pattern.NothingToDo(g.StartLines(), "no RUN packs a jar, so there is nothing to leave behind")}
	case Of(r.Project).Packaging == "war":
		return refuse("the project packs a war, whose server may need more than the file")
	case origin == "" || slices.Contains(g.gone, r.start.at):
		return refuse("the image starts %s, and %s leaves jars in %s", r.start.at, t.Name(), path.Join(t.dir, t.outFolders()[0]))
	}
	if i := strings.Index(origin, "/quarkus-app/"); i >= 0 {
		dir := origin[:i] + "/quarkus-app"
		return []pattern.Artefact{{Source: dir, Dest: dir}}, nil
	}
	out := []pattern.Artefact{{Source: r.start.at, Dest: r.start.at}}
	if strings.ContainsAny(r.start.at, "*?[") {
		out[0].Dest = path.Dir(r.start.at) + "/"
	}
	beside, why := r.beside(g.module(origin))
	if why != "" {
		return refuse("%s", why)
	}
	if beside != "" {
		if path.Dir(origin) != path.Dir(r.start.at) {
			return refuse("the jar looks for its dependencies in %s beside it, and it is moved away from there", beside)
		}
		lib := path.Join(path.Dir(origin), beside)
		out = append(out, pattern.Artefact{Source: lib, Dest: lib})
	}
	return out, nil
}

var (
	classpathPrefix = regexp.MustCompile(`<classpathPrefix>\s*(?:\./)?([\w.-]+)/?\s*</classpathPrefix>`)
	copiedTo        = regexp.MustCompile(`<outputDirectory>\s*\$\{project\.build\.directory\}/([\w.-]+)/?\s*</outputDirectory>`)
)

// beside is the folder beside the jar that has its dependencies, empty when they are in the jar or there are none. It returns
// why that can't be told.
func (r *reading) beside(module string) (folder, why string) {
	j := Of(r.Project)
	if module == "." && (j.FatJar || len(j.Dependencies) == 0 && len(j.Modules) == 0) {
		return "", ""
	}
	var text string
	for _, name := range []string{"pom.xml", "build.gradle", "build.gradle.kts"} {
		read, _ := r.Read(path.Join(module, name))
		text += string(read)
	}
	if module != "." {
		for _, mark := range []string{"spring-boot-maven-plugin", "maven-shade-plugin", "maven-assembly-plugin", "org.springframework.boot", "shadow"} {
			if strings.Contains(text, mark) {
				return "", ""
			}
		}
		return "", "the jar is that of the module " + module + ", and whether it has its dependencies in it can't be told"
	}
	prefix, copied := classpathPrefix.FindStringSubmatch(text), copiedTo.FindStringSubmatch(text)
	if prefix != nil && copied != nil && prefix[1] == copied[1] && strings.Contains(text, "copy-dependencies") {
		return prefix[1], ""
	}
	return "", "the jar does not have its dependencies in it as far as the build tells, and where they are is not known"
}

// needProblems are the reasons that lie in what the program needs at run time. What it starts is installed in the final stage where the
// packages for it are known.
func (r *reading) needProblems() []pattern.Problem {
	j := Of(r.Project)
	if j == nil {
		return nil
	}
	var out []pattern.Problem
	if why := r.startedBySources(); why != "" {
		out = append(out, pattern.Problem{Lines: r.build.Lines, Reason: why}.Assuming(rule.AssumesProgram, ""))
	}
	for _, e := range j.Tools {
		out = append(out, pattern.Problem{Lines: r.build.Lines, Reason: where(e) + " " + e.Says})
	}
	return out
}

func where(e project.Evidence) string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

// carryFiles notes what the program reads beside the jar. It returns why that can't be told.
func (r *reading) carryFiles(sp *pattern.Split) []pattern.Problem {
	g := r.build
	files := &compiled.RuntimeFiles{Model: r.Model, Source: isSource, Stage: g.Stage, Left: &g.needs.Left, Assets: Of(r.Project).Assets, After: g.LastRun, BuildEnv: isBuildEnv}
	read := slices.Clone(Of(r.Project).Needed)
	for _, name := range r.configuration() {
		read = append(read, evidence.Evidence{Kind: evidence.Reads, Subject: name, Known: true, Source: evidence.Sources, By: "Spring Boot", File: name})
	}
	args := slices.DeleteFunc(slices.Clone(r.start.args), func(a string) bool { return strings.HasPrefix(a, "-X") })
	against := files.Read(read, args, g.Lines)
	sp.Artefacts = append(sp.Artefacts, files.Artefacts(compiled.AtTheSamePlace)...)
	sp.Note = files.Note()
	return against
}

// configuration are the files in the project's root that Spring Boot reads where the program is started, and that a COPY
// brings there. Source: docs.spring.io/spring-boot/reference/features/external-config.html
func (r *reading) configuration() []string {
	if Of(r.Project).SpringBootVersion == "" {
		return nil
	}
	var out []string
	for _, e := range r.List(".") {
		name := e.Name()
		if name != "config" && !strings.HasPrefix(name, "application.") && !strings.HasPrefix(name, "application-") {
			continue
		}
		for _, c := range r.build.Copies {
			if c.BringsAll() && c.Dest == r.build.Dir || slices.Contains(c.Sources, name) {
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// buildEnv are the variables that only a build reads.
const buildEnv = " PATH MAVEN_HOME MAVEN_CONFIG MAVEN_OPTS MAVEN_ARGS MAVEN_CLI_OPTS GRADLE_HOME GRADLE_OPTS GRADLE_USER_HOME DEBIAN_FRONTEND "

// isBuildEnv says whether only a build reads a variable.
func isBuildEnv(name string) bool { return strings.Contains(buildEnv, " "+name+" ") }

// newSplit starts a split whose final stage copies artefacts, unless something in the stage or beside it is against that.
func (r *reading) newSplit(against []pattern.Problem, artefacts []pattern.Artefact) (*pattern.Split, []pattern.Problem) {
	g := r.build
	against = slices.Concat(against, g.needs.Problems, pattern.StageProblems(r.Model, g.Stage))
	if !pattern.CanTry(against) || len(artefacts) == 0 {
		return nil, against
	}
	sp := pattern.NewSplit(r.Subject, g.Stage, pattern.Settings{BuildEnv: isBuildEnv, After: g.LastRun})
	sp.KeepDir = true
	sp.Left = &g.needs.Left
	sp.Artefacts = artefacts
	sp.Setup = g.needs.Setup(map[bool]string{true: "musl"}[r.jdk.musl])
	return sp, against
}
