package rewrite

import (
	"strings"
	"testing"
)

func TestALanguageThatIsNotSplitIsNamed(t *testing.T) {
	for base, want := range map[string]string{
		"php:8.2-apache": "PHP programs are not split", "docker.io/library/ruby:3.3": "Ruby programs are not split",
		"mcr.microsoft.com/dotnet/sdk:8.0": "mcr.microsoft.com/dotnet/aspnet:8.0", "continuumio/miniconda3": "conda programs",
		"debian:bookworm-slim": "",
	} {
		if got := unsplit(base); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q", base, got)
		}
	}
}
