package scan

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
)

// groups are what in one file puts routes behind a prefix, there or in other files.
type groups struct {
	// vars are groups by the name that they are given in the file.
	vars map[string]group
	// blocks hold for the routes in a part of the text.
	blocks []block
	// mounts are for names and files.
	mounts []mount
	// imports are the files that names stand for, without their suffix; the last parts of the path may be all that is known.
	imports map[string]imported
	// all holds for all files of the language.
	all string
}

// imported is what a name stands for: one of files, and the name it has there, empty for all of it.
type imported struct {
	files []string
	name  string
}

// group is one group of routes: its prefix, behind that of another group.
type group struct{ parent, prefix string }

// block is a prefix for the routes between two places of a text, in bytes.
type block struct {
	from, to int
	prefix   string
}

// mount puts what a name or a file stands for behind a prefix.
type mount struct {
	name   string
	files  []string
	prefix string
	// member is the name that the group has in those files, empty for all of them.
	member string
	// instead says that the prefix takes the place of the group's own.
	instead bool
}

// grouper finds the groups in a file of a language.
type grouper func(name, text string) groups

// behind puts a path behind a prefix.
func behind(prefix, route string) string {
	prefix = strings.TrimSuffix(prefix, "/")
	if prefix != "" && !strings.HasPrefix(prefix, "/") {
		prefix = "/" + prefix
	}
	if route == "" {
		return prefix
	}
	return prefix + "/" + strings.TrimPrefix(route, "/")
}

// prefix is what a route at a place of the text is behind, where it is registered with a name; mounted is what the file is behind.
func (g groups) prefix(at int, name string, mounted mount) string {
	own := ""
	for _, b := range g.blocks {
		if b.from <= at && at < b.to {
			own = behind(own, b.prefix)
		}
	}
	local := g.ofName(name, mount{})
	for _, m := range g.mounts {
		if m.name == name && len(m.files) == 0 {
			local = g.ofName(name, m)
		}
	}
	if len(mounted.files) > 0 {
		local = g.ofName(name, mounted)
	}
	return behind(behind(g.all, local), own)
}

// ofName is the prefix of a group by its name, behind that of what it is mounted with.
func (g groups) ofName(name string, m mount) string {
	own := ""
	for seen := 0; seen < len(g.vars); seen++ {
		v, there := g.vars[name]
		if !there {
			break
		}
		own, name = behind(v.prefix, own), v.parent
	}
	if m.instead {
		own = ""
	}
	return behind(m.prefix, own)
}

// holds says whether a mount is for what a file registers with a name.
func (m mount) holds(file, name string) bool {
	if m.member != "" && m.member != name {
		return false
	}
	file = strings.TrimSuffix(file, path.Ext(file))
	for _, tail := range []string{"/index", "/__init__"} {
		file = strings.TrimSuffix(file, tail)
	}
	return slices.ContainsFunc(m.files, func(f string) bool { return f == file || strings.HasSuffix(file, "/"+f) })
}

// resolve puts the files in the place of names that are mounted and imported.
func (g *groups) resolve() {
	for i := range g.mounts {
		m := &g.mounts[i]
		first, member, _ := strings.Cut(m.name, ".")
		if from := g.imports[first]; len(from.files) > 0 && len(m.files) == 0 {
			m.files, m.member = from.files, cmp.Or(member, from.name)
		}
	}
}

// closing is where what a bracket at a place of the text opens is closed again, the end of the text where it is not. Brackets in
// strings are counted too.
func closing(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			if depth--; depth <= 0 {
				return i
			}
		}
	}
	return len(text)
}

// enclosing is where the bracket that a place of the text stands in is opened, 0 when in none.
func enclosing(text string, at int) int {
	depth := 0
	for i := at - 1; i >= 0; i-- {
		switch text[i] {
		case ')', '}', ']':
			depth++
		case '(', '{', '[':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return 0
}

// mostGroups is how many groups of one kind are taken from a file.
const mostGroups = 200

// each calls do with the groups of each match, and where it begins and ends.
func each(find *regexp.Regexp, text string, do func(m []string, from, to int)) {
	for _, at := range find.FindAllStringSubmatchIndex(text, mostGroups) {
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = text[at[2*i]:at[2*i+1]]
			}
		}
		do(m, at[0], at[1])
	}
}

// consecutive are blocks that each end where the next begins.
func consecutive(find *regexp.Regexp, text string) []block {
	var all []block
	each(find, text, func(m []string, _, to int) {
		if len(all) > 0 {
			all[len(all)-1].to = to
		}
		all = append(all, block{to, len(text), m[1]})
	})
	return all
}
