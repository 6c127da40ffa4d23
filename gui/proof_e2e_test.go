//go:build e2e

package gui

import (
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"lightship/engine/proof"
	"lightship/engine/rewrite/rule"
	"lightship/engine/session"
	"lightship/gui/widgets"
)

// secretive is a Go program whose sources show a file that is written and no file that is read: the program that the small toolchain makes
// of it reads one.
const secretive = `package main

import "os"

func main() { _ = os.WriteFile(os.Getenv("STATE")+"/note", nil, 0o600) }
`

// button is the button with a label that can be pressed, in the sheet that is open or else in the window; nil where there is none. there
// are the labels of those that can be.
func (m *monkey) button(label string) (found *widgets.Button, there []string) {
	m.drain()
	in := m.shell.window.Content()
	if m.shell.sheet.popup != nil {
		in = m.shell.sheet.popup
	}
	for _, o := range test.LaidOutObjects(in) {
		b, is := o.(*widgets.Button)
		if !is || !b.Visible() || b.Disabled {
			continue
		}
		if there = append(there, b.Label); b.Label == label {
			found = b
		}
	}
	return found, there
}

// press presses a button by its label.
func (m *monkey) press(label string) {
	m.t.Helper()
	b, there := m.button(label)
	if b == nil {
		m.t.Fatalf("there is no button %q to press; there are %q", label, there)
	}
	b.Tapped(nil)
}

// ended waits until a job that was started has ended, and shows what came of it.
func (m *monkey) ended(what string, done func(*session.Snapshot) bool) *session.Snapshot {
	m.t.Helper()
	n, err := m.session.Wait(m.t.Context(), func(n *session.Snapshot) bool {
		return n.Problem != nil || session.Idle(n) && !n.Planning && done(n)
	})
	if err != nil || n.Problem != nil {
		m.t.Fatalf("%s: %v, %+v", what, err, n.Problem)
	}
	m.drain()
	m.shell.Show(n)
	return n
}

// picture leaves pictures of the window in both themes, where tests leave such.
func (m *monkey) picture(name string) {
	m.t.Helper()
	dir := os.Getenv("LIGHTSHIP_ARTEFACTS")
	if dir == "" {
		return
	}
	for _, theme := range []string{"light", "dark"} {
		m.shell.applyTheme(theme)
		m.drain()
		f, err := os.Create(filepath.Join(dir, name+"-"+theme+".png"))
		if err != nil {
			m.t.Fatal(err)
		}
		if err = png.Encode(f, m.shell.window.Canvas().Capture()); err == nil {
			err = f.Close()
		}
		if err != nil {
			m.t.Fatal(err)
		}
	}
	m.shell.applyTheme("light")
}

// rebuilt presses Rebuild and waits for both images.
func (m *monkey) rebuilt() *session.Snapshot {
	m.t.Helper()
	m.shell.shortcut(fyne.KeyR, fyne.KeyModifierShortcutDefault)
	return m.ended("rebuild", func(n *session.Snapshot) bool { return n.Comparison != nil && !n.Stale && n.Proof == nil })
}

// proven starts both images from the overview.
func (m *monkey) proven() *session.Snapshot {
	m.t.Helper()
	m.shell.show(pageOverview)
	m.press("Not proven yet…")
	m.press("Start both")
	return m.ended("start of both", func(n *session.Snapshot) bool { return n.Proof != nil })
}

func TestWhatARunMissesIsCarriedAndAChangeIsTriedByTheWindowsButtons(t *testing.T) {
	m := newMonkey(t, 1, realWorld(t, toolchain(t)))
	dir := filepath.Join(t.TempDir(), "reader")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	m.write(filepath.Join(dir, "go.mod"), "module example.com/reader\n\ngo 1.22\n")
	m.write(filepath.Join(dir, "main.go"), secretive)
	m.write(filepath.Join(dir, "Dockerfile"), "FROM golang:1.22\nENV STATE=/tmp\nWORKDIR /src\nCOPY . .\nRUN go build -o /reader .\nCMD [\"/reader\"]\n")
	m.shell.Open(dir)
	m.ended("open", func(n *session.Snapshot) bool { return n.After != nil && len(n.NeedProof()) > 0 && !n.BasesLoading })

	m.rebuilt()
	n := m.proven()
	if n.Proof.Verdict != proof.Differs || len(n.Remedies) == 0 {
		t.Fatalf("verdict %s, rows %+v", n.Proof.Verdict, n.Proof.Differing())
	}
	if text := said(t, m.shell); !strings.Contains(text, "/usr/share/words/list") || !strings.Contains(text, "Line 1 of the Dockerfile before brings") {
		t.Errorf("the sheet says %q", text)
	}
	m.picture("proof-differs")
	m.press("Carry it")
	m.ended("carry", func(n *session.Snapshot) bool { return len(n.Learned) == 1 && n.Stale })
	m.press("Close")

	n = m.rebuilt()
	if line := "COPY --from=builder /usr/share/words/list /usr/share/words/list\n"; !strings.Contains(n.Comparison.After.Text, line) {
		t.Errorf("after is\n%s", n.Comparison.After.Text)
	}
	if n = m.proven(); n.Proof.Verdict != proof.Same {
		t.Fatalf("with what was carried: %s, %+v", n.Proof.Summary(), n.Proof.Differing())
	}
	m.picture("proof-same")
	m.press("Close")
	m.shell.show(pageBases)
	m.picture("proof-bases")

	m.shell.show(pageChanges)
	for range len(n.Changes) {
		if b, _ := m.button("Try it…"); b != nil {
			break
		}
		m.key(fyne.KeyDown)
	}
	m.press("Try it…")
	n = m.ended("try", func(n *session.Snapshot) bool { return len(n.Tries) > 0 && n.Proof != nil })
	m.picture("proof-tried")
	kept := slices.ContainsFunc(n.Tries, func(try session.Try) bool { return try.Change == rule.NonRootUser && try.State == session.TryKept })
	if !kept || n.Proof.Verdict != proof.Same || !strings.Contains(string(n.After.Text), "USER nonroot") {
		t.Errorf("tries %+v, %s\n%s", n.Tries, n.Proof.Summary(), n.After.Text)
	}
}
