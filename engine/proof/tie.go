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

// Says is a cause in words: "line 9 of the Dockerfile after: it runs as 1000, before as root".
func (c Cause) Says() string {
	text := c.about()
	if c.Line == 0 {
		return text
	}
	side := "before"
	if c.OfAfter {
		side = "after"
	}
	return fmt.Sprintf("line %d of the Dockerfile %s: %s", c.Line, side, text)
}

func (c Cause) about() string {
	switch c.Kind {
	case OfFile:
		return "brings " + c.Name + ", which is not there after"
	case OfRights:
		return "the rights of " + c.Name
	case OfUser:
		return fmt.Sprintf("after runs as %s, before as %s", c.After, c.Before)
	case OfVariable:
		if c.Unset {
			return "sets " + c.Name + ", which is not set after"
		}
		return c.Name + " is another one"
	case OfDirectory:
		return fmt.Sprintf("after is started in %s, before in %s", c.After, c.Before)
	}
	return fmt.Sprintf("after is started with %q, before with %q", c.After, c.Before)
}
