// Package words has the window's words: its translations, and the phrases that several pages say in the same way.
package words

import (
	"embed"
	"regexp"
	"sync"
	"time"

	"fyne.io/fyne/v2/lang"
)

// translations have a file for each language. The English one has the plural forms only: everything else is its own key.
//
//go:embed translations
var translations embed.FS

// Load makes the translations known to the toolkit. It is to be called before the first text is made; a second call does nothing.
var Load = sync.OnceValue(func() error { return lang.AddTranslationsFS(translations, "translations") })

// Ago says how long before now a moment was, in words; of what is longer ago than some weeks it says the day.
func Ago(at, now time.Time) string {
	const day = 24 * time.Hour
	passed := now.Sub(at)
	switch {
	case passed < time.Minute:
		return lang.L("just now")
	case passed < time.Hour:
		return counted("{{.Count}} minutes ago", passed, time.Minute)
	case passed < day:
		return counted("{{.Count}} hours ago", passed, time.Hour)
	case passed < 30*day:
		return counted("{{.Count}} days ago", passed, day)
	}
	return at.Local().Format("2 Jan 2006")
}

func counted(key string, passed, unit time.Duration) string {
	return Count(key, int(passed/unit))
}

// Count is a phrase with {{.Count}} in it, in the form that n asks for.
func Count(key string, n int) string { return lang.N(key, n, map[string]any{"Count": n}) }

// Translated is a text of the engine as it is said in the user's language; empty stays empty.
func Translated(text string) string {
	if text == "" {
		return ""
	}
	return lang.L(text)
}

// Language is the name of a language that package project names in lower case, as people write it; empty for none.
func Language(name string) string {
	names := map[string]string{
		"go": "Go", "node": "Node.js", "python": "Python", "rust": "Rust", "java": "Java", "c": "C", "php": "PHP", "dotnet": ".NET",
		"ruby": "Ruby", "perl": "Perl",
	}
	switch known, found := names[name]; {
	case found:
		return known
	case name == "web":
		return lang.L("Web page")
	}
	return name
}

// digest is one of SHA-256 in a text, with its first digits apart.
var digest = regexp.MustCompile(`@sha256:([0-9a-f]{7})[0-9a-f]{57}`)

// ShortRefs is a text in which images are named as people do: the registry that everybody means is left off, and all of a digest but its
// beginning.
func ShortRefs(text string) string {
	return digest.ReplaceAllString(usual.ReplaceAllString(text, "$1"), "@$1")
}

// usual is what stands before the name of an image of Docker Hub when it is written in full.
var usual = regexp.MustCompile(`(^|\s)docker\.io/(?:library/)?`)
