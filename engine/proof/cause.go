package proof

import (
	"path"
	"slices"
	"strconv"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/proof/record"
	"lightship/engine/rewrite/model"
)

// CauseKind is what a difference comes from.
type CauseKind string

// The causes.
const (
	// OfFile is a file or folder that the image before has, OfRights one whose rights or owner are others.
	OfFile   CauseKind = "file"
	OfRights CauseKind = "rights"
	// OfUser, OfVariable, OfDirectory and OfStart are the user, a variable, the working directory and the command of an image.
	OfUser      CauseKind = "user"
	OfVariable  CauseKind = "variable"
	OfDirectory CauseKind = "directory"
	OfStart     CauseKind = "start"
)

// Cause is something that the two images have otherwise and a difference comes from, as far as that was seen.
type Cause struct {
	Kind CauseKind `json:"kind"`
	// Name is the path or the variable that it is about; empty for the others.
	Name string `json:"name,omitempty"`
	// Before and After are the user, folder or words of both; empty for files and variables, whose values are not shown.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Unset says of a variable that the image after has none.
	Unset bool `json:"unset,omitempty"`
	// Line is the line of the Dockerfile of that says it, 0 when that is not known; OfAfter says that it is the one after.
	Line    int  `json:"line,omitempty"`
	OfAfter bool `json:"of_after,omitempty"`
}

// pathologist finds causes.
type pathologist struct {
	before, after v1.Config
	first, second *Run
	// traced are the causes of what the trace shows.
	traced []Cause
}

// causes says of each row that differs what it comes from. What the trace shows is the cause of the rest; where it shows nothing, all that
// the images are started with otherwise may be.
func (r *Result) causes(before, after Image, s Settings) {
	if r.Before == nil || r.After == nil {
		return
	}
	p := pathologist{before: before.Config, after: after.Config, first: r.Before, second: r.After}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.State == Different {
			row.Causes = p.shown(*row)
			p.traced = appendNew(p.traced, row.Causes...)
		}
	}
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.State == Different && len(row.Causes) == 0 {
			row.Causes = p.behind(*row)
		}
		for j := range row.Causes {
			c := &row.Causes[j]
			c.Before, c.After = s.secrets().Mask(c.Before), s.secrets().Mask(c.After)
		}
	}
}

// appendNew appends what is not there yet.
func appendNew(all []Cause, more ...Cause) []Cause {
	for _, c := range more {
		if !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// shown is the cause that the trace shows of a row, none where it shows none.
func (p *pathologist) shown(row Row) []Cause {
	switch {
	case row.Kind == Start:
		return p.start(row)
	case row.Error == "":
		return nil
	case row.Error == "EACCES" || row.Error == "EPERM":
		if c, differs := p.user(); differs {
			return []Cause{c}
		}
		if row.Kind == Written {
			row.Path = path.Dir(row.Path)
		}
		return []Cause{{Kind: OfRights, Name: row.Path, OfAfter: true}}
	case row.Source == "":
		return nil
	case p.elsewhere(row):
		return []Cause{p.directory()}
	}
	found := []Cause{{Kind: OfFile, Name: row.Source}}
	if row.Kind == Written {
		found[0].Name = path.Dir(row.Source)
	}
	if row.Kind == Program && p.searches(p.first, row.Source) && !p.searches(p.second, row.Source) {
		found = append(found, Cause{Kind: OfVariable, Name: "PATH"})
	}
	return found
}

// elsewhere says whether a path was looked for in another folder because the program was started in one.
func (p *pathologist) elsewhere(row Row) bool {
	if row.Kind != File && row.Kind != Folder && row.Kind != Written || p.first.Dir == p.second.Dir || row.Path == row.Source {
		return false
	}
	as, inside := relative(p.first.Dir, row.Source)
	return inside && path.Join(p.second.Dir, as) == row.Path
}

// relative is a path as it is seen from a folder; ok is false when it is not in it.
func relative(dir, name string) (as string, ok bool) {
	dir = strings.TrimSuffix(dir, "/") + "/"
	return strings.CutPrefix(name, dir)
}

// searches says whether the folder of a program is one that a run looks for programs in.
func (p *pathologist) searches(r *Run, program string) bool {
	config := p.before
	if r == p.second {
		config = p.after
	}
	for _, kv := range environment(Image{Config: config}, Settings{}) {
		if folders, is := strings.CutPrefix(kv, "PATH="); is {
			return slices.Contains(strings.Split(folders, ":"), path.Dir(program))
		}
	}
	return false
}

// start is why the program of the image after does not start.
func (p *pathologist) start(row Row) []Cause {
	command, otherwise := p.command()
	user, another := p.user()
	switch {
	case row.Source != "":
		return []Cause{{Kind: OfFile, Name: row.Source}}
	case row.Error == "EACCES" && !another:
		return []Cause{{Kind: OfRights, Name: row.Path, OfAfter: true}}
	case row.Error == "EACCES" || another && row.Error != "ENOENT":
		return []Cause{user}
	case otherwise:
		return []Cause{command}
	}
	for _, f := range p.first.Trace.Files {
		if f.Op == record.Run && f.Error == "" && path.Base(f.Path) == path.Base(p.first.command()) {
			return []Cause{{Kind: OfFile, Name: f.Path}}
		}
	}
	return nil
}

// behind is what a difference in what the program does may come from: what the trace shows, else what it was started with.
func (p *pathologist) behind(row Row) []Cause {
	var all []Cause
	if row.Kind == Port {
		all = p.port(row)
	}
	if len(all) == 0 {
		all = slices.Clone(p.traced)
	}
	if len(all) > 0 {
		return all
	}
	if c, differs := p.command(); differs {
		all = append(all, c)
	}
	all = append(all, p.variables(func(string) bool { return true })...)
	if p.first.Dir != p.second.Dir {
		all = append(all, p.directory())
	}
	if c, differs := p.user(); differs {
		all = append(all, c)
	}
	return all
}

// port is what names a port that only one of the images listens on: variables with its number, or the command.
func (p *pathologist) port(row Row) []Cause {
	_, number, _ := strings.Cut(row.Name, " ")
	if _, err := strconv.Atoi(number); err != nil {
		return nil
	}
	all := p.variables(func(value string) bool { return strings.Contains(value, number) })
	c, differs := p.command()
	if differs && strings.Contains(c.Before+" "+c.After, number) {
		all = append(all, c)
	}
	return all
}

func (p *pathologist) user() (c Cause, differs bool) {
	name := func(user string) string {
		if model.IsRoot(user) {
			return "root"
		}
		return user
	}
	c = Cause{Kind: OfUser, Before: name(p.before.User), After: name(p.after.User)}
	return c, c.Before != c.After
}

func (p *pathologist) directory() Cause {
	return Cause{Kind: OfDirectory, Before: p.first.Dir, After: p.second.Dir}
}

func (p *pathologist) command() (c Cause, differs bool) {
	c = Cause{Kind: OfStart, Before: strings.Join(p.first.Args, " "), After: strings.Join(p.second.Args, " ")}
	return c, !slices.Equal(p.first.Args, p.second.Args)
}

// variables are those that the images set otherwise, one of whose values is such as wanted. That of PATH shows in what is not found.
func (p *pathologist) variables(wanted func(value string) bool) []Cause {
	before, after := valuesOf(p.before.Env), valuesOf(p.after.Env)
	var all []Cause
	for _, kv := range slices.Concat(p.before.Env, p.after.Env) {
		name, _, _ := strings.Cut(kv, "=")
		old, was := before[name]
		now, is := after[name]
		c := Cause{Kind: OfVariable, Name: name, Unset: !is}
		if name != "PATH" && (old != now || was != is) && (wanted(old) || wanted(now)) && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// valuesOf are the values of an environment by name.
func valuesOf(env []string) map[string]string {
	all := map[string]string{}
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		all[name] = value
	}
	return all
}
