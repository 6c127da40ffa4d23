package image

import (
	"fmt"
	"slices"
	"strings"
)

// loaded is what is in the memory of a program that was started.
type loaded struct {
	search *search
	// names are the libraries by soname, order all objects in the order of loading.
	names map[string]*node
	order []*node
}

// pending is an object whose libraries are still to be found, with the objects above it, the nearest first.
type pending struct {
	n     *node
	above []*node
}

// load follows NEEDED through all libraries of a program, the nearest first, and then checks the symbol versions.
func (t *tracer) load(program *node, musl bool) *loaded {
	path := ""
	for _, line := range t.start.Env {
		if value, ok := strings.CutPrefix(line, "LD_LIBRARY_PATH="); ok {
			path = value
		}
	}
	l := &loaded{search: newSearch(t.files, musl, program.content.object.Machine, path), names: map[string]*node{}}
	for _, o := range l.add(program) {
		t.stop(o.Kind, o.In, o.Wants, o.There)
	}
	return l
}

// add loads an object with all that it needs and is not loaded yet, and returns what is missing.
func (l *loaded) add(n *node) []Obstacle {
	var missing []Obstacle
	first := len(l.order)
	l.order = append(l.order, n)
	for queue := []pending{{n, nil}}; len(queue) > 0; queue = queue[1:] {
		by := queue[0]
		for _, name := range by.n.content.object.Needed {
			if l.names[name] != nil || l.search.own(name) {
				continue
			}
			library := l.search.find(name, by.n, by.above)
			if library == nil {
				missing = append(missing, Obstacle{Kind: NoLibrary, In: by.n.path(), Wants: name})
				continue
			}
			l.names[name] = library
			if soname := library.content.object.Soname; soname != "" {
				l.names[soname] = library
			}
			if !slices.Contains(l.order, library) {
				l.order = append(l.order, library)
				queue = append(queue, pending{library, append([]*node{by.n}, by.above...)})
			}
		}
	}
	return append(missing, l.versions(first)...)
}

// versions says which symbol versions are wanted by the objects from number first on and are not offered. A library that
// defines no versions at all is taken as it is, and musl asks for none.
func (l *loaded) versions(first int) []Obstacle {
	var missing []Obstacle
	if l.search.musl {
		return nil
	}
	for _, n := range l.order[first:] {
		for _, want := range n.content.object.Wants {
			library := l.names[want.Library]
			if library == nil || len(library.content.object.Offers) == 0 {
				continue
			}
			offers := library.content.object.Offers
			for _, version := range want.Names {
				if !slices.Contains(offers, version) {
					there := fmt.Sprintf("%s offers %s", library.path(), highest(offers, version))
					missing = append(missing, Obstacle{Kind: NoVersion, In: n.path(), Wants: version, There: there})
				}
			}
		}
	}
	return missing
}

// highest is the highest of the versions with the same name as a wanted one: "GLIBC_2.36" for "GLIBC_2.38".
func highest(offers []string, wanted string) string {
	stem, _, _ := strings.Cut(wanted, "_")
	best := ""
	for _, offer := range offers {
		version, ok := strings.CutPrefix(offer, stem+"_")
		if ok && olderVersion(strings.TrimPrefix(best, stem+"_"), version) {
			best = offer
		}
	}
	if best == "" {
		return "none of that name"
	}
	return best + " at most"
}
