package rewrite

import (
	"slices"

	"lightship/engine/rewrite/c"
	"lightship/engine/rewrite/golang"
	"lightship/engine/rewrite/java"
	"lightship/engine/rewrite/node"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/python"
	"lightship/engine/rewrite/rule"
	"lightship/engine/rewrite/rules"
	"lightship/engine/rewrite/rust"
	"lightship/engine/rewrite/web"
)

// FinalBase is the change that chooses what the final stage stands on.
const FinalBase = pattern.FinalBase

// Dockerignore is the change that writes the ignore file.
const Dockerignore = rule.Dockerignore

// patterns are asked in this order; the first that can read a Dockerfile answers for it.
func patterns() []pattern.Pattern {
	return []pattern.Pattern{
		golang.Pattern{},
		node.Pattern{},
		python.Pattern{},
		rust.Pattern{},
		java.Pattern{},
		c.Pattern{},
		web.Pattern{},
	}
}

// Rules returns all rules in the order they are shown: by group, the splits first.
func Rules() []Rule {
	var splits, others []Rule
	for _, p := range patterns() {
		own := p.Rules()
		first := min(1, len(own)) // the split, which not every pattern has
		splits, others = append(splits, own[:first]...), append(others, own[first:]...)
	}
	all := append(splits, pattern.SharedRules()...)
	all = append(append(all, others...), rules.All()...)
	order := []Group{Size, Speed, Safety}
	slices.SortStableFunc(all, func(a, b Rule) int { return slices.Index(order, a.Group) - slices.Index(order, b.Group) })
	return all
}
