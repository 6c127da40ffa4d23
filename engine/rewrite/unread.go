package rewrite

import (
	"fmt"
	"path"
	"strings"

	"lightship/engine/rewrite/model"
)

// unread says why a Dockerfile of one stage is not split though no pattern refused to; empty for others.
func (p *Proposal) unread() string {
	final := p.model.Final()
	switch {
	case final.Parent >= 0 || len(p.model.CopiedFrom(final)) > 0:
		return ""
	case final.LastRun < 0:
		return "no RUN builds anything, so there is nothing to leave behind"
	}
	if why := unsplit(final.Base); why != "" {
		return why
	}
	if why := byHand(final); why != "" {
		return why
	}
	return "no program in Go, JavaScript, Python, Java, Rust, C or C++ was found to be built here, and others are not split"
}

// byHand is what to say of a program that a RUN compiles without a build tool; empty when none does.
func byHand(s *model.Stage) string {
	for _, i := range s.Runs() {
		for _, c := range s.Scripts[i].Commands {
			switch name := c.Name(); name {
			case "javac", "kotlinc", "scalac", "gcc", "g++", "cc", "c++", "clang", "clang++", "rustc", "ghc", "gfortran":
				return fmt.Sprintf("line %d compiles with %s itself, and only what Maven, Gradle, make, CMake and cargo build is split: "+
					"build with one of them, or copy what is compiled into a last stage by hand", s.Instructions[i].Lines.First, name)
			}
		}
	}
	return ""
}

// unsplit is what to say of a base for programs in a language that is not split; empty for other bases.
func unsplit(base string) string {
	name, _, _ := strings.Cut(base, ":")
	tag := strings.TrimPrefix(base, name)
	if sdk, ok := strings.CutSuffix(name, "/dotnet/sdk"); ok {
		return ".NET programs are not split by Lightship: publish in a stage on " + base + ", and copy the output into one on " +
			sdk + "/dotnet/aspnet" + tag + " (or runtime, for a program without ASP.NET)"
	}
	language := map[string]string{
		"php": "PHP", "composer": "PHP", "ruby": "Ruby", "jruby": "Ruby", "elixir": "Elixir", "erlang": "Erlang", "perl": "Perl", "swift": "Swift",
		"haskell": "Haskell", "dart": "Dart", "julia": "Julia", "r-base": "R", "crystal": "Crystal", "miniconda3": "conda", "mambaforge": "conda",
	}[path.Base(name)]
	if language == "" {
		return ""
	}
	return language + " programs are not split by Lightship; its other rules hold for them too"
}
