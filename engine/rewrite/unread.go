package rewrite

import (
	"path"
	"strings"
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
	return "no program in Go, JavaScript, Python, Java, Rust, C or C++ was found to be built here, and others are not split"
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
