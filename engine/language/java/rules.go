package java

import "lightship/engine/rewrite/rule"

// The ids of the changes; docs/rules has a page for each.
const (
	Split  = "java-split"
	Layers = "java-layers"
)

// Rules are what the pattern may propose.
func (Pattern) Rules() []rule.Rule {
	return []rule.Rule{
		{
			ID: Split, Group: rule.Size, Severity: rule.Warning, Title: "Build in one stage, ship from another",
			Next: "where you know that the program does not need it, split by hand: name this stage (FROM ... AS build), and copy the jar and the files it reads into a second one",
			Why:  "The image carries the JDK, the build tool, its repository and the sources; only the jar is run, and a JRE is enough for it.",
		},
		{
			ID: Layers, Group: rule.Speed, Severity: rule.Info, Title: "Ship Spring Boot's jar in layers",
			Next:  "copy the folders of the extracted jar by hand: docs/rules/java-layers.md has them",
			Why:   "Dependencies and the program's own classes come in layers of their own: after a change of the sources only a small one is pulled.",
			Needs: []string{Split},
		},
	}
}
