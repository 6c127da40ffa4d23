package rewrite

import (
	"slices"

	"lightship/engine/language"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
	"lightship/engine/rewrite/rules"
)

// FinalBase is the change that chooses what the final stage stands on.
const FinalBase = pattern.FinalBase

// Dockerignore is the change that writes the ignore file.
const Dockerignore = rule.Dockerignore

// Rules returns all rules in the order they are shown: by group, the splits first.
func Rules() []Rule { return rulesOf(language.All()) }

func rulesOf(languages language.Set) []Rule {
	var splits, others []Rule
	for _, p := range languages {
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
