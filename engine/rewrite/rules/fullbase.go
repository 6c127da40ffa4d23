package rules

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/evidence"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

func slimBase() rule.Rule {
	return rule.Rule{
		ID: "slim-base", Group: rule.Size, Severity: rule.Warning, Title: "The slim variant of the base",
		Next:  "put the slim tag into the FROM, build, and try the program",
		Why:   "The full image carries compilers, headers and tools for building; the slim one has the interpreter alone.",
		Check: checkSlim,
	}
}

// shownDigest is how many characters of a digest a sentence has: sha256: and the twelve that others show.
const shownDigest = len("sha256:") + 12

// checkSlim looks at the image that is shipped.
func checkSlim(m *model.Model) []rule.Finding {
	s := m.Final()
	if s.Parent >= 0 || m.Split || len(s.Instructions) == 0 {
		return nil
	}
	from := s.Instructions[0]
	named, digest, pinned := strings.Cut(s.Base, "@")
	slim, ok := bases.Slim(named)
	if !ok || !bases.Official(named) || named == "" { // Which tags another repository has is not known.
		return nil
	}
	if pinned {
		return []rule.Finding{{
			Lines:   from.Lines,
			Refused: named + " is pinned by its digest (" + digest[:min(len(digest), shownDigest)] + "...), and that of " + slim + ", which would be smaller, is not known",
			Next:    "look its digest up (docker buildx imagetools inspect " + slim + "), write both into the FROM, build, and try the program",
		}}
	}
	f := rule.Finding{Lines: from.Lines, Swap: rule.Swap{From: s.Base, To: slim}}
	if i := needsFull(s, slim); i >= 0 {
		f.Refused = line(s.Instructions[i]) + " runs in the final stage and may need what only the full image has; " + slim + " would be smaller"
		return []rule.Finding{f}
	}
	for _, c := range s.Checks() {
		f.Refused = c.Who + " may need what only the full image has; " + slim + " would be smaller"
		return []rule.Finding{f}
	}
	if startsJar(m, s) {
		f.Why = "The image carries the JDK, and the program that it starts is a jar, which a JRE runs."
		return withBase(f, from, s.Base, slim)
	}
	// What the program loads at run time is not in the sources: image libraries, git, curl. So it is for the user to say.
	f.Off, f.NeedsProof = true, true
	f.Why = "The full image carries compilers, headers and tools. Turn this on if the program needs none of its tools and libraries, " +
		"such as git, curl or ImageMagick."
	if ofDebian(slim) {
		f.Why = "The slim variant has the same programs, without papers, manuals and translations. Turn this on if the program reads none of those, " +
			"and no package fails to install without the folders of manuals."
	}
	return withBase(f, from, s.Base, slim)
}

// needsFull is the index of a RUN of a stage that may need what only the full image has; negative when none does. Those of debian bring
// no other programs than their slim variants: those leave out papers, manuals and translations alone. Source: the list of what is left
// out in github.com/debuerreotype/debuerreotype, scripts/.slimify-excludes.
func needsFull(s *model.Stage, slim string) int {
	if ofDebian(slim) {
		return -1
	}
	lighter := bases.Describe(slim)
	for _, i := range s.Runs() {
		script := s.Scripts[i]
		if s.Unread[i] != nil || len(script.Commands) == 0 {
			return i
		}
		for _, c := range script.Commands {
			if name := c.Name(); !slices.Contains(plainCommands, name) && !(slices.Contains(accounts, name) && lighter.PackageManager == "apt") {
				return i
			}
		}
	}
	return -1
}

// ofDebian says whether an image is one of Debian itself.
func ofDebian(ref string) bool { return bases.Describe(ref).Family == "debian" }

// plainCommands are commands of every image with a shell that do their work by themselves: they start nothing.
var plainCommands = []string{
	"mkdir", "chown", "chmod", "touch", "ln", "cp", "mv", "rm", "rmdir", "echo", "printf", "cat", "true", "test", "[", "cd", "set", "export", "sed", "date", "ls", "pwd",
}

// accounts are the programs of Debian's package passwd, which every image of it has.
var accounts = []string{"useradd", "groupadd", "usermod", "groupmod"}

// startsJar says whether the image does nothing but start a jar, or a class, with java, and no source of the project asks for a
// tool of the JDK.
func startsJar(m *model.Model, s *model.Stage) bool {
	if bases.Describe(s.Base).Runtime != "java" || len(s.Start.Argv) == 0 || s.Start.Argv[0] != "java" {
		return false
	}
	return !m.Project.Evidence().Has(evidence.Compiler)
}

// withBase writes another base into FROM, when it stands there itself.
func withBase(f rule.Finding, from dockerfile.Instruction, base, slim string) []rule.Finding {
	if dockerfile.FromBase(from.Text) != base {
		f.Refused, f.Edits = "the base is named by an ARG, whose value the build can be given", nil
		return []rule.Finding{f}
	}
	f.Edits = []dockerfile.Edit{edit(from, dockerfile.FromOn(strings.ReplaceAll(from.Text, "\r\n", "\n"), slim))}
	return []rule.Finding{f}
}
