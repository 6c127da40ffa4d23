package rewrite

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
	"lightship/engine/rewrite/rule"
)

// unread is the finding on a Dockerfile of one stage that is not split though no pattern refused to; not ok for others.
func (p *Proposal) unread() (f Finding, ok bool) {
	final := p.model.Final()
	switch {
	case final.Parent >= 0 || len(p.model.CopiedFrom(final)) > 0:
		return Finding{}, false
	case final.LastRun < 0:
		return pattern.NothingToDo(final.Lines, "no RUN builds anything, so there is nothing to leave behind").Refusal(pattern.SplitStage), true
	}
	for _, read := range []func(*model.Stage) Finding{unsplit, byHand, elsewhere} {
		if f := read(final); f.Refused != "" {
			return f, true
		}
	}
	return rule.Refuse(final.Lines, "no program in Go, JavaScript, Python, Java, Rust, C or C++ was found to be built here, and others are not split"), true
}

// byHand is what to say of a program that a RUN compiles without a build tool; nothing when none does.
func byHand(s *model.Stage) Finding {
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			switch name := c.Name(); name {
			case "javac", "kotlinc", "scalac", "gcc", "g++", "cc", "c++", "clang", "clang++", "rustc", "ghc", "gfortran":
				return rule.Refuse(s.Lines, fmt.Sprintf("line %d compiles with %s itself, and only what Maven, Gradle, javac, make, CMake, a compiler of C and cargo build is split",
					s.Instructions[i].Lines.First, name)).Then("build with one of them, or copy what is compiled into a last stage by hand")
			}
		}
	}
	return Finding{}
}

// installers are programs that install what a project asks for, or build it, with the language that they are of.
var installers = map[string]string{
	"pip": "Python", "pip3": "Python", "uv": "Python", "poetry": "Python", "pipenv": "Python", "npm": "JavaScript", "yarn": "JavaScript", "pnpm": "JavaScript",
	"mvn": "Java", "gradle": "Java", "cargo": "Rust", "go": "Go", "bundle": "Ruby", "composer": "PHP", "dotnet": ".NET", "mix": "Elixir", "conda": "conda", "deno": "Deno",
}

// elsewhere is what to say of a program that a RUN installs or builds, where the build context shows no project of that language at its
// root, or the language is not split; nothing when no RUN does.
func elsewhere(s *model.Stage) Finding {
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			if language := installers[c.Name()]; language != "" {
				return rule.Refuse(s.Lines, fmt.Sprintf("line %d runs %s, and no project in %s that is split was found at the root of the build context",
					s.Instructions[i].Lines.First, c.Name(), language)).
					Then("make the folder that holds the project the build context, or split by hand: build in a first stage, and copy the result into a second one")
			}
		}
	}
	return Finding{}
}

// unsplit is what to say of a base for programs in a language that is not split; nothing for other bases.
func unsplit(s *model.Stage) Finding {
	base := s.Base
	name, _, _ := strings.Cut(base, ":")
	tag := strings.TrimPrefix(base, name)
	if sdk, ok := strings.CutSuffix(name, "/dotnet/sdk"); ok {
		return rule.Refuse(s.Lines, ".NET programs are not split by Lightship").Then("publish in a stage on " + base + ", and copy the output into one on " +
			sdk + "/dotnet/aspnet" + tag + " (or runtime, for a program without ASP.NET)")
	}
	language := map[string]string{
		"php": "PHP", "composer": "PHP", "ruby": "Ruby", "jruby": "Ruby", "elixir": "Elixir", "erlang": "Erlang", "perl": "Perl", "swift": "Swift",
		"haskell": "Haskell", "dart": "Dart", "julia": "Julia", "r-base": "R", "crystal": "Crystal", "miniconda3": "conda", "mambaforge": "conda",
		"micromamba": "conda", "deno": "Deno",
	}[path.Base(name)]
	if language == "" {
		return Finding{}
	}
	return rule.Refuse(s.Lines, language+" programs are not split by Lightship; its other rules hold for them too")
}
