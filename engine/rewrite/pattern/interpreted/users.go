package interpreted

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/commandline"
	"lightship/engine/rewrite/effects"
)

// namesUsers are the programs that take a user, beside those that only change to one.
var namesUsers = []string{"chown", "chpst", "install", "runuser", "setpriv", "start-stop-daemon", "su", "sudo"}

// AgainstUsers takes the users that RUNs make and that scripts change to, or give files to, for ones that have to be there. It returns why
// they can't be made again; empty when they can, or when there are none.
func (l *Leaves) AgainstUsers(e *Entry, builder bases.Base) string {
	if e == nil || l.Stage == nil {
		return ""
	}
	for _, made := range effects.OfKind(l.Stage, effects.AddsUser) {
		if made.Subject != "" && !slices.Contains(l.Users, made.Subject) && e.namesUser(made.Subject) {
			l.Users = append(l.Users, made.Subject)
		}
	}
	return l.NotRemade(builder)
}

// namesUser says whether a script that was read gives a user to a program that takes one.
func (e *Entry) namesUser(user string) bool {
	for _, t := range e.Texts {
		for _, c := range t.Commands {
			takes := false
			for n := range c.Args {
				name, _, _ := strings.Cut(c.Arg(n)[strings.LastIndex(c.Arg(n), "=")+1:], ":")
				if takes && name == user {
					return true
				}
				takes = takes || commandline.ChangesUser(c.Arg(n)) || slices.Contains(namesUsers, c.Arg(n))
			}
		}
	}
	return false
}
