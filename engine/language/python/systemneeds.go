package python

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/evidence"
	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// systemNeeds adds the packages of the system that the program needs in the final stage: the libraries of its distributions, and the
// programs that they and the sources start. The problems are why the final image can't be sure to have one of them.
func (r *reading) systemNeeds() []pattern.Problem {
	g, p := r.build, Of(r.Project)
	extra := r.installedByName()
	var out []pattern.Problem
	doubt := func(kind rule.Assumed, subject, why string) {
		out = append(out, pattern.Problem{Lines: g.Lines, Reason: why}.Assuming(kind, subject))
	}
	for _, n := range slices.Concat(p.needs, extra.needs) {
		why := g.library(n, bases.Describe(r.Builder()))
		switch {
		case why != "" && n.Refuse != "":
			out = append(out, pattern.Problem{Lines: g.Lines, Reason: why})
		case why != "":
			doubt(rule.AssumesLibrary, n.name, why)
		}
	}
	if bases.Describe(r.Builder()).PackageManager == "apt" {
		for _, e := range p.Needed.Of(evidence.Packages) {
			g.Add(e.Subject)
		}
	}
	for _, e := range r.libraries() {
		doubt(rule.AssumesLibrary, e.Subject, fmt.Sprintf("%s %s, and the package that brings it is not known", e.Place(), e.Says()))
	}
	for _, why := range r.programs(slices.Concat(p.Needed, extra.Needed, r.start.tools), extra) {
		doubt(rule.AssumesProgram, "", why)
	}
	return out
}

// library adds the packages of one distribution; why says that they are not known.
func (g *stage) library(n need, builder bases.Base) (why string) {
	name := n.by
	if n.by != n.name {
		name += " brings " + n.name + ", which"
	}
	if n.Refuse != "" && !slices.ContainsFunc(n.Installed, func(p string) bool { return slices.Contains(g.Packages, p) }) {
		return name + " " + n.Refuse
	}
	if builder.Libc != "glibc" {
		return ""
	}
	list, known := n.packages(builder.Suite)
	if !known {
		return fmt.Sprintf("%s needs libraries, and their packages on %s are not known", name, builder.Ref)
	}
	if len(n.Suites) == 0 {
		g.Add(list...)
	} else {
		g.bySuite = append(g.bySuite, n.needs)
	}
	return ""
}

// libraries adds the packages of the libraries of the system that the sources open by their names. It returns those that are not known.
func (r *reading) libraries() evidence.List {
	g := r.build
	var out evidence.List
	for _, e := range Of(r.Project).Needed.Of(evidence.Loads) {
		pack, known := libraryPackage(e.Subject)
		switch {
		case known && pack == "":
		case known && bases.Describe(r.Builder()).PackageManager == "apt":
			g.Add(pack)
		case bases.Describe(r.Builder()).Libc == "glibc":
			out = append(out, e)
		}
	}
	return out
}

// packagesOn are the packages that the program needs on a base: where names differ by the suite, the base's.
func (g *stage) packagesOn(base bases.Base) []string {
	out := slices.Clone(g.Packages)
	for _, n := range g.bySuite {
		list, known := n.packages(base.Suite)
		if !known {
			list, _ = n.packages(bases.Describe(g.Base).Suite)
		}
		out = append(out, list...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// programs adds the packages of the programs that are started. It returns which of them the final image may not have.
func (r *reading) programs(needed evidence.List, extra *Project) []string {
	g, p := r.build, Of(r.Project)
	builder, base := bases.Describe(r.Builder()), bases.Describe(slim().Of(r.Builder()))
	own := func(name string) bool {
		bare := path.Base(name)
		return interpreterName.MatchString(bare) && (bare == name || path.Dir(name) == "/usr/local/bin") || p.Scripts[name] != "" ||
			dependsOn(p, name) || dependsOn(extra, name) || g.shipsProgram(name)
	}
	var out []string
	for _, e := range needed.Of(evidence.Starts, evidence.Shell) {
		var outside pattern.Outside
		why := outside.FromSources(evidence.List{e}, own)
		for _, t := range outside.Tools {
			name := builder.ToolPackage(t.Name)
			r.calls = true
			switch {
			case base.Carries(t.Name), name != "" && g.Lacks(t.Name):
			case name != "":
				g.Add(name)
			case why == "":
				why = t.Who + " needs " + t.Name + ", which the final image may not have"
			}
		}
		if why != "" && !slices.Contains(out, why) {
			out = append(out, why)
		}
	}
	return out
}

// shipsProgram says whether the final stage has a program by a package that is installed there, or because it was fetched and is carried.
func (g *stage) shipsProgram(name string) bool {
	return slices.Contains(g.Packages, name) || pattern.Fetches(g.Stage, g.Dir, name) != ""
}

// installedByName is what RUN instructions install by the names of distributions, and of requirement files that no manifest names.
func (r *reading) installedByName() *Project {
	g := r.build
	out := &Project{}
	reader := newRequirements(out, r.Project.Files)
	for _, i := range g.Runs() {
		for _, c := range g.commands[i] {
			begin := c.namesFrom()
			if c.kind != installs || begin == 0 {
				continue
			}
			for n, w := range c.Args[begin:] {
				switch before := c.Arg(max(begin+n-1, 0)); {
				case !w.Known:
				case before == "-r" || before == "--requirement":
					r.requirementsOf(reader, i, c, w.Text)
				case strings.HasPrefix(w.Text, "-r") && len(w.Text) > 2:
					r.requirementsOf(reader, i, c, strings.TrimPrefix(w.Text, "-r"))
				case strings.HasPrefix(w.Text, "--requirement="):
					r.requirementsOf(reader, i, c, strings.TrimPrefix(w.Text, "--requirement="))
				case !strings.HasPrefix(w.Text, "-") && !strings.Contains(valueFlags, " "+before+" "):
					reader.requirement("Dockerfile", g.Instructions[i].Lines.First, w.Text, false)
				}
			}
		}
	}
	known := Of(r.Project)
	out.Dependencies = slices.DeleteFunc(out.Dependencies, func(d project.Dependency) bool {
		return dependsOn(known, distribution(d.Name)) && len(out.extras[pyName(d.Name)]) == 0
	})
	out.readNative(r.Project.Files)
	return out
}

// namesFrom is the index of the first argument behind "install" or "sync", 0 where there is neither.
func (c command) namesFrom() int {
	return slices.IndexFunc(c.Args, func(w model.Word) bool { return w.Text == "install" || w.Text == "sync" }) + 1
}

// requirementsOf reads a requirement file as it is in the image.
func (r *reading) requirementsOf(reader *requirements, i int, c command, name string) {
	at := model.Resolve(c.Dir, name)
	if text, ok := r.ImageFile(r.build.Stage, i, at); ok {
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(withoutComment(line)); line != "" && !strings.HasPrefix(line, "-") {
				reader.requirement(path.Base(name), 0, line, false)
			}
		}
	}
}
