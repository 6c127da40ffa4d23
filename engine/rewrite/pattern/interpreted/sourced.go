package interpreted

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/rewrite/model"
)

// reads reads a command of a script, started with arguments, that reads another one: that is read too.
func (e *Entry) reads(c model.Command, script string, with []string) {
	at := model.Resolve(c.Dir, c.Arg(1))
	if e.Activates != nil && e.Activates(at) {
		return
	}
	text, found := e.sourced(c, at)
	if e.scripts++; !found || e.scripts > mostScripts {
		e.untold(fmt.Sprintf("the image starts %s, which reads %s, and what that does is not known", script, c.Args[len(c.Args)-1].Raw))
		return
	}
	sc, err := model.ReadShell(text, e.Stage.Env, e.Stage.Dir)
	if err != nil || slices.ContainsFunc(sc.Commands, func(c model.Command) bool { return c.Name() == "cd" }) {
		e.untold(fmt.Sprintf("the image starts %s, which reads %s, and that can't be read or goes to another folder", script, c.Arg(1)))
		return
	}
	if !slices.Contains(e.Sourced, at) {
		e.Sourced = append(e.Sourced, at)
	}
	e.commands(sc, script, with)
}

// sourced is the text of a script that a command reads: by its path, which is known.
func (e *Entry) sourced(c model.Command, at string) (text string, ok bool) {
	name := c.Arg(1)
	if len(c.Args) != 2 || !c.Args[1].Known || strings.ContainsAny(c.Args[1].Raw, "$`") || !strings.Contains(name, "/") || !strings.HasPrefix(name, "/") && !c.DirKnown {
		return "", false
	}
	return e.Stage.Model().ImageFile(e.Stage, len(e.Stage.Instructions), at)
}

// handedOn are the words that a script which was started with arguments means by "$@" where it starts another program: those behind "--"
// where it takes its own arguments off up to there, as scripts do that wait for a service. It starts nothing where it keeps those alone
// and was given none.
func handedOn(text string, with []string) []string {
	switch at := slices.Index(with, "--"); {
	case at >= 0 && strings.Contains(text, "--)") && strings.Contains(text, "shift"):
		return with[at+1:]
	case at < 0 && keepsBehind.MatchString(text):
		return nil
	}
	return with
}

// keepsBehind finds a list of the words behind "--" that a script keeps.
var keepsBehind = regexp.MustCompile(`--\)\s*shift[\s;]+\w+=\("\$@"\)`)

// isKept says whether a word of a script is a list that it keeps the words of "$@" in.
func (e *Entry) isKept(w model.Word, script string) bool {
	name, list := strings.CutPrefix(strings.Trim(w.Raw, `"`), "${")
	name, all := strings.CutSuffix(name, "[@]}")
	return list && all && slices.ContainsFunc(e.Texts, func(t Text) bool {
		return t.Name == script && strings.Count(t.Text, name+"=") == strings.Count(t.Text, name+`=("$@")`) && strings.Contains(t.Text, name+`=("$@")`)
	})
}
