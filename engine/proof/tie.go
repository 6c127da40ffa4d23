package proof

import (
	"fmt"
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/dockerfile"
)

// Text is the Dockerfile that one of the images was built of.
type Text struct {
	File *dockerfile.File
	// Target is the index of the stage that was built.
	Target int
	// Brings is the line that brings a file or folder of the image, 0 when that is not known; it may be nil.
	Brings func(path string) int
}

// Tie says which lines the causes of what differs stand in. Variables that no line of either sets are left out: they come with a base.
func (r *Result) Tie(before, after Text) {
	for i := range r.Rows {
		row := &r.Rows[i]
		for j := range row.Causes {
			row.Causes[j].tie(before, after)
		}
		row.Causes = slices.DeleteFunc(row.Causes, func(c Cause) bool { return c.Kind == OfVariable && c.Line == 0 })
	}
}

// tie finds the line of one cause: the one after says it where it has a line for that, else the one before.
func (c *Cause) tie(before, after Text) {
	switch c.Kind {
	case OfFile:
		c.at(before.brings(c.Name), 0)
	case OfRights:
		c.at(0, after.brings(c.Name))
	case OfUser:
		c.at(before.last("USER"), after.last("USER"))
		if c.Line == 0 {
			c.at(0, after.from())
		}
	case OfVariable:
		c.at(before.sets(c.Name), after.sets(c.Name))
	case OfDirectory:
		c.at(before.last("WORKDIR"), after.last("WORKDIR"))
	case OfStart:
		c.at(before.last("ENTRYPOINT", "CMD"), after.last("ENTRYPOINT", "CMD"))
	}
}

// at takes the line of the Dockerfile after where there is one, else that of the one before.
func (c *Cause) at(before, after int) {
	c.Line, c.OfAfter = before, false
	if after > 0 {
		c.Line, c.OfAfter = after, true
	}
}

func (t Text) brings(path string) int {
	if t.Brings == nil {
		return 0
	}
	return t.Brings(path)
}

// stages are the target and those that it stands on, the target first.
func (t Text) stages() []dockerfile.Stage {
	var all []dockerfile.Stage
	if t.File == nil {
		return nil
	}
	for i := t.Target; i >= 0 && i < len(t.File.Stages); i = t.File.Stages[i].Parent {
		all = append(all, t.File.Stages[i])
	}
	return all
}

// from is the line of the target's FROM, 0 when there is none.
func (t Text) from() int {
	for _, s := range t.stages() {
		return s.Lines.First
	}
	return 0
}

// find is the line of the last instruction that is such, 0 for none.
func (t Text) find(is func(dockerfile.Instruction) bool) int {
	for _, s := range t.stages() {
		for _, ins := range slices.Backward(s.Instructions) {
			if is(ins) {
				return ins.Lines.First
			}
		}
	}
	return 0
}

func (t Text) last(keywords ...string) int {
	return t.find(func(ins dockerfile.Instruction) bool { return slices.Contains(keywords, ins.Keyword) })
}

// sets is the line of the last ENV that sets a variable.
func (t Text) sets(name string) int {
	return t.find(func(ins dockerfile.Instruction) bool {
		env, is := ins.Command.(*instructions.EnvCommand)
		return is && slices.ContainsFunc(env.Env, func(p instructions.KeyValuePair) bool { return p.Key == name })
	})
}

// NewCauses are the causes of a row, by its index, that no row before it comes from too.
func (r *Result) NewCauses(row int) []Cause {
	return slices.DeleteFunc(slices.Clone(r.Rows[row].Causes), func(c Cause) bool {
		return slices.ContainsFunc(r.Rows[:row], func(o Row) bool { return slices.Contains(o.Causes, c) })
	})
}

// Says is a cause in words: "line 9 of the Dockerfile after: it runs as 1000, before as root".
func (c Cause) Says() string {
	place := "the image " + c.side()
	if c.Line > 0 {
		place = fmt.Sprintf("line %d of the Dockerfile %s", c.Line, c.side())
	}
	switch c.Kind {
	case OfFile:
		return fmt.Sprintf("%s brings %s, which is not there after", place, c.Name)
	case OfRights:
		return fmt.Sprintf("%s brings %s with other rights", place, c.Name)
	case OfUser:
		return fmt.Sprintf("%s: after runs as %s, before as %s", place, c.After, c.Before)
	case OfVariable:
		if c.Unset {
			return fmt.Sprintf("%s sets %s, which is not set after", place, c.Name)
		}
		return fmt.Sprintf("%s sets %s to something else", place, c.Name)
	case OfDirectory:
		return fmt.Sprintf("%s: after is started in %s, before in %s", place, c.After, c.Before)
	}
	return fmt.Sprintf("%s: after is started with %q, before with %q", place, c.After, c.Before)
}

func (c Cause) side() string {
	if c.OfAfter || c.Line == 0 && !c.Unset && c.Kind != OfFile {
		return "after"
	}
	return "before"
}
