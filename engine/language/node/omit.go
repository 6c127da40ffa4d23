package node

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"lightship/engine/project"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// omit is how the development dependencies are left out. One of the fields is set.
type omit struct {
	// flag is put into the command that installs: nothing in the builder needs development dependencies.
	flag string
	// stage is the text of a stage that installs the production dependencies alone; name is what it is called.
	stage, name string
	// prune is a RUN behind everything else in the builder.
	prune string
}

// planOmit works out how development dependencies are left out. It returns why they can't be; r.omit stays nil without a reason
// when there are none.
func (r *reading) planOmit() string {
	g, n := r.build, r.node()
	if g.install.production || g.pruned || len(n.DevDependencies) == 0 {
		return ""
	}
	if why := r.againstOmit(); why != "" {
		return why
	}
	flag := r.asReleased(omitFlag(n.Manager))
	switch {
	case flag != "" && r.needsNoDev():
		r.omit = &omit{flag: flag}
	case flag != "" && len(r.names) > 0 && r.canInstallApart():
		r.omit = r.apart(flag)
	default:
		return r.planPrune()
	}
	return ""
}

// needsNoDev says whether nothing in the builder needs development dependencies, so that its one install can leave them out.
func (r *reading) needsNoDev() bool {
	g := r.build
	return !g.builds && len(r.node().InstallScripts) == 0 && g.Scripts[g.installAt].Editable && g.installs() == 1
}

// planPrune takes development dependencies out when everything is built. It returns why they can't be.
func (r *reading) planPrune() string {
	g, n := r.build, r.node()
	if pruneCommand(n.Manager, n.ManagerVersion) == "" {
		return noPrune(n.Manager, n.ManagerVersion)
	}
	if why := againstPrune(n, g.install); why != "" {
		return why
	}
	cd := ""
	if g.Dir != g.root() {
		cd = "cd " + g.root() + " && "
	}
	r.omit = &omit{prune: r.asReleased(prune(n, g.install, cd))}
	return ""
}

// againstOmit says why development dependencies have to stay.
func (r *reading) againstOmit() string { return r.againstDev(r.build.adds) }

// againstDev says why development dependencies have to stay, where adds says that packages are installed by name.
func (r *reading) againstDev(adds bool) string {
	n := r.node()
	if why := r.start.needsDev(n); why != "" {
		return why
	}
	if why := r.start.configuredByDev(r.files(), n); why != "" {
		return why
	}
	if why := r.otherNeedsDev(); why != "" {
		return why
	}
	switch {
	case adds:
		return "a RUN installs packages that package.json does not name, and they would be taken out too"
	case len(n.Workspaces) > 0 && n.Manager != NPM:
		return "the project has workspaces, and which of them the program needs is not known"
	}
	if why := r.removes(); why != "" {
		return why
	}
	n = r.withMembers()
	file, name := r.importedDev(n)
	if script := r.start.file(); name == "" && script != "" {
		// A start script may stand in a folder that is otherwise only the build's.
		file, name = script, devImport(r.files(), inFolder(script), devOnly(n))
	}
	if name != "" {
		return fmt.Sprintf("%s names %s, a development dependency", file, name)
	}
	return ""
}

// withMembers is the project's package with the dependencies of its workspaces: npm installs and prunes all of them at once.
func (r *reading) withMembers() *Package {
	all := *r.node()
	for _, member := range all.Members {
		var p struct {
			Dependencies    map[string]string `json:"dependencies"`
			DevDependencies map[string]string `json:"devDependencies"`
		}
		if json.Unmarshal([]byte(r.text(path.Join(member, "package.json"))), &p) != nil {
			continue
		}
		all.Dependencies = appendNames(all.Dependencies, p.Dependencies)
		all.DevDependencies = appendNames(all.DevDependencies, p.DevDependencies)
	}
	return &all
}

// appendNames is a list with the names of a section of a package.json, in a slice of its own.
func appendNames(list []project.Dependency, section map[string]string) []project.Dependency {
	list = slices.Clip(list)
	for name, version := range section {
		list = append(list, project.Dependency{Name: name, Version: version})
	}
	return list
}

// installs is how many commands install dependencies.
func (g *stage) installs() int {
	count := 0
	for _, list := range g.commands {
		for _, c := range list {
			if c.kind == installs {
				count++
			}
		}
	}
	return count
}

// canInstallApart says whether the lines up to the install can stand in a stage of their own: they bring nothing but what the
// package manager reads, and the lock file makes both installs the same.
func (r *reading) canInstallApart() bool {
	g, n := r.build, r.node()
	if n.Lock == "" || len(n.InstallScripts) > 0 || len(n.Workspaces) > 0 || g.installs() != 1 {
		return false
	}
	if !g.Scripts[g.installAt].Editable || !g.onlyInstalls(g.installAt) || g.mountsFiles(g.installAt) {
		return false
	}
	for _, c := range g.Copies {
		if c.Instruction < g.installAt && (c.BringsAll() || c.Dest != g.root()) {
			return false
		}
	}
	return true
}

// apart is the stage that installs the production dependencies: the builder's own lines up to its install.
func (r *reading) apart(flag string) *omit {
	g := r.build
	name := r.freeName("deps")
	lines := []string{pattern.FromNamed(g.Instructions[0], g.Name, name)}
	for i := 1; i <= g.installAt; i++ {
		ins := g.Instructions[i]
		switch ins.Keyword {
		case "EXPOSE", "LABEL", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "MAINTAINER", "CMD", "ENTRYPOINT":
			continue
		}
		text := strings.ReplaceAll(ins.Text, "\r\n", "\n")
		if i == g.installAt {
			text = r.withFlag(flag)
		}
		lines = append(lines, text)
	}
	return &omit{stage: strings.Join(lines, "\n") + "\n", name: name}
}

// withFlag is the RUN that installs with a flag behind the command's verb.
func (r *reading) withFlag(flag string) string {
	g := r.build
	script := g.Scripts[g.installAt]
	for _, c := range g.commands[g.installAt] {
		if c.kind == installs {
			if c.manager == "yarn" && !strings.Contains(script.Text[c.At:c.End], "install") {
				flag = " install" + flag
			}
			return model.Insert(script.Text, []model.Insertion{{At: c.after, Text: flag}})
		}
	}
	return script.Text
}
