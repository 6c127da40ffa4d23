package image

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var (
	pythonName   = regexp.MustCompile(`^python([0-9]+\.[0-9]+)$`)
	pythonFolder = regexp.MustCompile(`/python([0-9]+\.[0-9]+)/(?:site|dist)-packages`)
	pythonTag    = regexp.MustCompile(`\.cpython-([0-9])([0-9]+)[a-z]*-`)
)

// addOns looks at the native modules that a program brings for its interpreter.
func (t *tracer) addOns(interpreter *node, l *loaded) {
	switch {
	case pythonName.MatchString(interpreter.name):
		t.pythonPackages(pythonName.FindStringSubmatch(interpreter.name)[1])
		t.modules(l, func(p string) bool { return isPythonModule(p) }, path.Dir)
	case interpreter.name == "node":
		t.modules(l, func(p string) bool { return strings.HasSuffix(p, ".node") }, nodePackage)
	}
}

func isPythonModule(p string) bool {
	return strings.Contains(p, "-packages/") && strings.HasSuffix(p, ".so") && !strings.Contains(p, ".libs/")
}

// pythonPackages says which packages are for another Python than the one that is there.
func (t *tracer) pythonPackages(version string) {
	own := t.own.tree()
	if own == nil {
		return
	}
	var env string
	for _, line := range t.start.Env {
		if value, ok := strings.CutPrefix(line, "PYTHONPATH="); ok {
			env = value
		}
	}
	own.root.each(func(n *node) {
		p := n.path()
		found := pythonFolder.FindStringSubmatch(p + "/")
		tagged := pythonTag.FindStringSubmatch(n.name)
		switch {
		case found != nil && n.kind == dirKind && found[1] != version && !strings.Contains(env, p):
			t.stop(WrongRuntime, p, "Python "+found[1], "Python "+version)
		case tagged != nil && n.kind == fileKind && tagged[1]+"."+tagged[2] != version:
			t.stop(WrongRuntime, p, "Python "+tagged[1]+"."+tagged[2], "Python "+version)
		}
	})
}

// modules checks native modules like libraries that are loaded into the running interpreter. Packages often bring one
// file for each platform: of those in a group one has to fit.
func (t *tracer) modules(l *loaded, isModule func(path string) bool, group func(path string) string) {
	problems := map[string][]Obstacle{}
	fits := map[string]bool{}
	var order []string
	for _, own := range t.own.objects() {
		n := t.files.file(own.path())
		if n == nil || n.content.object == nil || !isModule(n.path()) {
			continue
		}
		t.trace.AddOns++
		name := group(n.path())
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
		found := t.module(l, n)
		if len(found) == 0 {
			fits[name] = true
		} else if problems[name] == nil || problems[name][0].Kind == WrongMachine {
			problems[name] = found
		}
	}
	for _, name := range order {
		if fits[name] {
			continue
		}
		for _, o := range problems[name] {
			t.stop(o.Kind, o.In, o.Wants, o.There)
		}
	}
}

// module says what a module misses in an interpreter that was started.
func (t *tracer) module(l *loaded, n *node) []Obstacle {
	o := n.content.object
	if o.Machine != l.search.machine {
		return []Obstacle{{Kind: WrongMachine, In: n.path(), Wants: o.Machine, There: l.search.machine}}
	}
	if abi := t.start.NodeABI; o.NodeABI != 0 && abi != 0 && o.NodeABI != abi {
		return []Obstacle{{
			Kind: WrongRuntime, In: n.path(), Wants: fmt.Sprintf("Node.js with module version %d", o.NodeABI),
			There: fmt.Sprintf("module version %d", abi),
		}}
	}
	with := &loaded{search: l.search, names: map[string]*node{}, order: slices.Clone(l.order)}
	for name, library := range l.names {
		with.names[name] = library
	}
	missing := with.add(n)
	if l.search.musl && o.GLIBC != "" {
		missing = append(missing, Obstacle{Kind: NoLibrary, In: n.path(), Wants: "libc.so.6 of glibc " + o.GLIBC, There: "musl"})
	}
	return missing
}

// nodePackage is the package that a file in node_modules belongs to: the last one in its path.
func nodePackage(p string) string {
	i := strings.LastIndex(p, "/node_modules/")
	if i < 0 {
		return path.Dir(p)
	}
	parts := strings.Split(p[i+len("/node_modules/"):], "/")
	depth := 1
	if strings.HasPrefix(parts[0], "@") {
		depth = 2
	}
	return p[:i] + "/node_modules/" + strings.Join(parts[:min(depth, len(parts))], "/")
}
