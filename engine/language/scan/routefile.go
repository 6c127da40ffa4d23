package scan

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
)

// routeFile is a source file with the routes that it registers.
type routeFile struct {
	groups groups
	routes []registered
}

// registered is a route, the place in the text that registers it, and the name that it is registered with.
type registered struct {
	evidence.Evidence
	at   int
	name string
}

// file reads a source file.
func (l *routing) file(name string, text []byte) routeFile {
	code := withoutComments(text, l.Comment)
	f := routeFile{groups: l.groups(name, code)}
	f.groups.resolve()
	lines := slices.Collect(bytes.Lines(text))
	starts := make([]int, len(lines)+1)
	for i, line := range lines {
		starts[i+1] = starts[i] + len(line)
	}
	found := l.Read(name, text)
	for _, e := range found[:min(len(found), mostRoutes)] {
		line := string(lines[e.Line-1])
		in := within(line, e.Subject)
		r := registered{e, starts[e.Line-1] + in, ""}
		if calls := registrar.FindAllStringSubmatch(line[:in], -1); len(calls) > 0 {
			r.name = calls[len(calls)-1][1]
		}
		f.routes = append(f.routes, r)
	}
	return f
}

// registrar finds the name that a route is registered with.
var registrar = regexp.MustCompile(`(\w+)\.(?:GET|Get|get|route|Handle|HandleFunc)\(`)

// within is where in a line a route stands.
func within(line, route string) int {
	for _, quoted := range []string{route, strings.TrimPrefix(route, "/")} {
		for _, quote := range []string{`"`, "'", "`"} {
			if i := strings.LastIndex(line, quote+quoted+quote); i >= 0 {
				return i
			}
		}
	}
	return max(strings.LastIndex(line, route), 0)
}

// withoutComments is a text with spaces in place of lines that are comments.
func withoutComments(text []byte, comment string) string {
	var out strings.Builder
	for line := range bytes.Lines(text) {
		if trimmed := bytes.TrimSpace(line); !bytes.HasPrefix(trimmed, []byte(comment)) {
			out.Write(line)
			continue
		}
		out.WriteString(strings.Repeat(" ", len(line)-1) + "\n")
	}
	return out.String()
}

// behindGroups are the routes of a file with the prefixes that they are behind; mounts are those of all files.
func (f routeFile) behindGroups(name string, mounts []mount) evidence.List {
	var all evidence.List
	for _, r := range f.routes {
		var own mount
		if i := slices.IndexFunc(mounts, func(m mount) bool { return m.holds(name, r.name) }); i >= 0 {
			own = mounts[i]
		}
		r.Subject = behind(f.groups.prefix(r.at, r.name, own), r.Subject)
		if r.Subject != "" {
			all = append(all, r.Evidence)
		}
	}
	return all
}
