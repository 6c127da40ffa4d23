// Package rules has the rules that hold for every language, each a value in a file of its own.
package rules

import "lightship/engine/rewrite/rule"

// All returns the rules in the order in which their findings are shown and their changes are made. Rules that move or join
// instructions come before those that change a RUN where it stands.
func All() []rule.Rule {
	all := []rule.Rule{
		execForm(), dockerignore(),
		buildPackages(), devDependencies(), slimBase(), wholeFilesystem(),
		installOrder(), duplicateCopy(), deletedLater(), archiveLeft(), copyMode(), recursiveChown(),
		noRecommends(), packageDocs(), localeFiles(),
	}
	for _, m := range append(systemManagers(), languageManagers()...) {
		all = append(all, m.rule())
	}
	return append(all,
		earlyCopy(), deadStage(), copyLink(), syntaxLine(),
		secretInImage(), endOfLifeBase(), unpinnedBase(), suiteMismatch(), addLocal(), addRemote(), nonRootUser(),
	)
}
