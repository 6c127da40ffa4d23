package pattern

import (
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// KeepsBase says why a final stage that exists already has to keep its base; empty when it need not. program is why what it starts
// may need that base, empty when it does not; user is one that other bases have too, empty for none; also are the programs that
// other bases have too.
func KeepsBase(final *model.Stage, program, user string, also ...string) string {
	switch {
	case final.Parent >= 0:
		return "the final stage starts from another stage"
	case final.LastRun >= 0:
		return fmt.Sprintf("line %d of the final stage runs a command, so it needs what its base has today",
			final.Instructions[final.LastRun].Lines.First)
	case final.Start.Unclear != "":
		return final.Start.Unclear
	case program != "":
		return program
	case !model.IsRoot(final.User) && !model.IsPortable(final.User) && final.User != user:
		return "the final stage runs as " + final.User + ", a user of its base"
	}
	for _, c := range final.OwnChecks() {
		if why := checkKeeps(final, c, also); why != "" {
			return why
		}
	}
	return OutsideKeeps(final, user, also...)
}

// checkKeeps says why a health check, probe or hook may need what a base has today; empty where all that it calls is one of the programs
// that other bases have too, or of every image with a shell. On Alpine those of busybox are among them.
func checkKeeps(final *model.Stage, c model.Check, also []string) string {
	calls, shell, why := c.Calls()
	if why != "" || shell && len(also) == 0 {
		return c.Who + " may need what its base has today"
	}
	isAlpine := bases.Describe(final.Base).Libc == "musl"
	for _, call := range calls {
		word := call.Arg(0)
		inBusybox := isAlpine && bases.Describe("alpine").Carries(word)
		if len(also) == 0 || !slices.Contains(also, word) && !bases.Common(word) && !inBusybox {
			return c.Who + " may need what its base has today: " + word
		}
	}
	return ""
}

// OutsideKeeps says what starts or checks the image from outside so that it may need what its base has today; empty when nothing
// does.
func OutsideKeeps(final *model.Stage, user string, also ...string) string {
	for _, c := range final.Checks() {
		if why := checkKeeps(final, c, also); why != "" {
			return why
		}
	}
	for _, u := range UsersOf(final) {
		if u.Name != user {
			return u.Who + " runs as " + u.Name + ", a user of the base"
		}
	}
	for _, st := range final.Replaced() {
		calls, shell, why := st.Calls()
		if why != "" {
			return why
		}
		if shell && len(also) == 0 {
			return st.Who() + " needs the shell that the base has today"
		}
		for _, c := range calls {
			if !slices.Contains(also, c.Arg(0)) && !sameProgram(final, st, c) {
				return st.Who() + " starts " + c.Arg(0) + ", which may need what the base has today"
			}
		}
	}
	return ""
}

// sameProgram says whether a command from outside starts the program that the image itself starts.
func sameProgram(final *model.Stage, st model.Started, c model.Command) bool {
	if len(final.Start.Argv) == 0 {
		return false
	}
	own, word := final.Start.Argv[0], c.Arg(0)
	if strings.Contains(own, "/") && strings.Contains(word, "/") {
		return model.Resolve(final.Dir, own) == model.Resolve(st.Dir, word)
	}
	return own == word
}

// BringsMore says why a program in a language may stand on an image for what that brings; empty for a distribution, a compiler on one, and
// what runs programs in that language.
func BringsMore(ref, language string) string {
	switch b := bases.Describe(ref); {
	case b.Plain || slices.Contains(b.Languages, language):
		return ""
	case b.Config.Known || b.Family != "own":
		return ref + " brings more than a distribution, and the program may be there for that"
	}
	return "what " + ref + " brings is not known, and the program may need it"
}

// OtherBase is the finding of final-base for a split whose final stage stands on a base; from is the FROM of the stage that is split, and
// split the rule.
func OtherBase(base string, from dockerfile.Lines, split string) rule.Finding {
	return rule.Finding{Rule: FinalBase, Lines: from, Needs: []string{split}, Swap: rule.Swap{From: base}}
}
