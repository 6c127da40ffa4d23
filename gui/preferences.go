package gui

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"lightship/gui/theme"
)

// What is remembered between starts.
const (
	keyTheme  = "theme"
	keyWidth  = "window.width"
	keyHeight = "window.height"
	keyStill  = "still"
	keyStart  = "start"
)

// The themes to choose from.
const (
	themeAuto  = "auto"
	themeLight = "light"
	themeDark  = "dark"
)

// applyTheme puts a theme on; empty means what was chosen last.
func (s *Shell) applyTheme(name string) {
	if name == "" {
		name = s.app.Preferences().StringWithFallback(keyTheme, themeAuto)
	}
	switch name {
	case themeLight:
		s.app.Settings().SetTheme(theme.NewFixed(fynetheme.VariantLight))
	case themeDark:
		s.app.Settings().SetTheme(theme.NewFixed(fynetheme.VariantDark))
	default:
		name = themeAuto
		s.app.Settings().SetTheme(theme.New())
	}
	s.options.Theme = name
}

// nextTheme goes from the system's theme to light to dark and round again, and remembers it.
func (s *Shell) nextTheme() {
	next := map[string]string{themeAuto: themeLight, themeLight: themeDark, themeDark: themeAuto}[s.options.Theme]
	s.applyTheme(next)
	s.app.Preferences().SetString(keyTheme, next)
}

// still says whether the user wants nothing to move.
func (s *Shell) still() bool { return s.app.Preferences().BoolWithFallback(keyStill, false) }

func (s *Shell) keepStill(still bool) { s.app.Preferences().SetBool(keyStill, still) }

// mayStart says whether the user has said that the programs of images may be started.
func (s *Shell) mayStart() bool { return s.app.Preferences().BoolWithFallback(keyStart, false) }

func (s *Shell) keepMayStart() { s.app.Preferences().SetBool(keyStart, true) }

func (s *Shell) restoreSize() {
	p := s.app.Preferences()
	s.window.Resize(fyne.NewSize(
		float32(max(p.FloatWithFallback(keyWidth, 1280), 640)), float32(max(p.FloatWithFallback(keyHeight, 800), 400)),
	))
}

func (s *Shell) keepSize() {
	size := s.window.Canvas().Size()
	s.app.Preferences().SetFloat(keyWidth, float64(size.Width))
	s.app.Preferences().SetFloat(keyHeight, float64(size.Height))
}

// expandHome replaces a leading ~ by the user's home folder, as a shell does.
func expandHome(path string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	if path == "~" {
		return home
	}
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		return filepath.Join(home, rest)
	}
	return path
}
