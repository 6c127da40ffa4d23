package compiled

import (
	"slices"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// keepUser has the image's own user made again where the final image needs it by more than its rights: the program looks for its home,
// or the number that volumes belong to can't be told. It returns why that can't be had; empty when it can, or need not.
func (b *Build) keepUser(sp *pattern.Split, needed evidence.List) string {
	home := needed.Of(evidence.Home)
	usesHome := len(home) > 0 && !slices.ContainsFunc(b.Instructions, setsHome)
	switch {
	case model.IsRoot(b.User) || b.User == model.UnknownUser:
		return ""
	case model.IsNumeric(b.User):
		if usesHome && slices.ContainsFunc(effects.OfKind(b.Stage, effects.AddsUser), func(e effects.Effect) bool { return e.Home != "" && e.ID == pattern.UserName(b.User) }) {
			return home[0].Place() + " " + home[0].Says() + ", which the user " + b.User + " would not have in the final image"
		}
		return ""
	case model.IsPortable(b.User) || !usesHome && !sp.LosesNumber():
		return ""
	}
	if name := pattern.UserName(b.User); !slices.Contains(b.Left.Users, name) {
		b.Left.Users = append(slices.Clone(b.Left.Users), name)
	}
	sp.Outside.Commands = bases.Describe(b.Base).Commands()
	if sp.Outside.Commands == "" {
		return "which users " + b.Base + " has is not known, and the program runs as " + b.User
	}
	return b.Left.NotRemade(bases.Describe(b.Base))
}

// setsHome says whether an instruction says what HOME is.
func setsHome(ins dockerfile.Instruction) bool {
	c, is := ins.Command.(*instructions.EnvCommand)
	return is && slices.ContainsFunc(c.Env, func(kv instructions.KeyValuePair) bool { return kv.Key == "HOME" })
}
