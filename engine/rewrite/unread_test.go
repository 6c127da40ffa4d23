package rewrite

import (
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
)

func TestALanguageThatIsNotSplitIsNamed(t *testing.T) {
	for base, want := range map[string]string{
		"php:8.2-apache": "PHP programs are not split", "docker.io/library/ruby:3.3": "Ruby programs are not split",
		"mcr.microsoft.com/dotnet/sdk:8.0": "mcr.microsoft.com/dotnet/aspnet:8.0", "continuumio/miniconda3": "conda programs", "denoland/deno:2.1.0": "Deno programs",
		"debian:bookworm-slim": "",
	} {
		f := unsplit(&model.Stage{Stage: &dockerfile.Stage{Base: base}})
		if got := f.Refused + f.Next; !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", base, got)
		}
	}
}
