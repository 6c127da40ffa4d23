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

// lookingBeside is a Go program whose sources show a file beside its folder: the one that the small toolchain makes of it reads none.
const lookingBeside = `package main

import "os"

func main() { _, _ = os.ReadFile("../share/words") }
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

// opened opens a Go project with a source, whose program is called like its folder, and waits for what is proposed.
func (m *monkey) opened(name, source string) {
	m.t.Helper()
	dir := filepath.Join(m.t.TempDir(), name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		m.t.Fatal(err)
	}
	m.write(filepath.Join(dir, "go.mod"), "module example.com/"+name+"\n\ngo 1.22\n")
	m.write(filepath.Join(dir, "main.go"), source)
	m.write(filepath.Join(dir, "Dockerfile"), "FROM golang:1.22\nENV STATE=/tmp\nWORKDIR /src\nCOPY . .\nRUN go build -o /"+name+" .\nCMD [\"/"+name+"\"]\n")
	m.shell.Open(dir)
	m.ended("open", func(n *session.Snapshot) bool {
		return n.Project != nil && n.Project.Root == dir && n.After != nil && len(n.NeedProof()) > 0 && !n.BasesLoading
	})
}

// choose goes down the changes to one that can be tried, of which the page says something, and presses the button that tries it.
func (m *monkey) choose(says string) {
	m.t.Helper()
	m.shell.show(pageChanges)
	for range 60 {
		if b, _ := m.button("Try it…"); b != nil && strings.Contains(m.says(), says) {
			b.Tapped(nil)
			return
		}
		m.key(fyne.KeyDown)
	}
	m.t.Fatalf("nothing that can be tried says %q; the page says %q", says, m.says())
}

// says is all that the page has in words.
func (m *monkey) says() string {
	var words []string
	for _, o := range test.LaidOutObjects(m.shell.window.Content()) {
		if text, is := o.(interface{ Shown() string }); is && o.Visible() {
			words = append(words, text.Shown())
		}
	}
	return strings.Join(words, "\n")
}

func TestWhatARunMissesIsCarriedAndAChangeIsTriedByTheWindowsButtons(t *testing.T) {
	m := newMonkey(t, 1, realWorld(t, toolchain(t)))
	m.opened("reader", secretive)
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

	m.choose("Run as a user that is not root")
	n = m.ended("try", func(n *session.Snapshot) bool { return len(n.Tries) > 0 && n.Proof != nil })
	m.picture("proof-tried")
	kept := slices.ContainsFunc(n.Tries, func(try session.Try) bool { return try.Change == rule.NonRootUser && try.State == session.TryKept })
	if !kept || n.Proof.Verdict != proof.Same || !strings.Contains(string(n.After.Text), "USER nonroot") {
		t.Errorf("tries %+v, %s\n%s", n.Tries, n.Proof.Summary(), n.After.Text)
	}

	m.opened("seeker", lookingBeside)
	m.rebuilt()
	m.choose("Or try it, which takes for granted that it reads no file that is not copied")
	n = m.ended("try of what is refused", func(n *session.Snapshot) bool { return len(n.Tries) > 0 && n.Proof != nil })
	m.picture("proof-refused-tried")
	if len(n.Tries) != 2 || n.Tries[0].State != session.TryKept || len(n.Tries[0].Assumed) == 0 || n.Tries[1].State != session.TryKept {
		t.Errorf("tries %+v", n.Tries)
	}
	if n.Proof.Verdict != proof.Same || !strings.Contains(string(n.After.Text), "FROM gcr.io/distroless/static-debian12:nonroot\n") {
		t.Errorf("%s\n%s", n.Proof.Summary(), n.After.Text)
	}
	for _, page := range []pageID{pageOverview, pageChanges, pageResults} {
		m.shell.show(page)
		m.drain()
		if text := m.says(); !strings.Contains(text, "Same behaviour") {
			t.Errorf("page %s has no badge: %q", page, text)
		}
	}
}
