package gui

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/proof"
	"lightship/engine/pull"
	"lightship/engine/rewrite/learn"
	"lightship/engine/secret"
	"lightship/engine/session"
)

// script is a session that notes its commands and publishes what the test says.
type script struct {
	said    []string
	visited string
	now     *session.Snapshot
	publish func(*session.Snapshot)
	closed  chan struct{}
	secrets secret.Masker
}

func (s *script) Secrets() *secret.Masker { return &s.secrets }

func newScript() *script {
	return &script{now: &session.Snapshot{Link: pull.DefaultLink()}, closed: make(chan struct{})}
}

// pairs are the arguments as NAME=value.
func pairs(args map[string]string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, value := range args {
			if !yield(name + "=" + value) {
				return
			}
		}
	}
}

func (s *script) say(words ...string) { s.said = append(s.said, strings.Join(words, " ")) }

func (s *script) show(n *session.Snapshot) {
	s.now = n
	s.publish(n)
}

func (s *script) Snapshot() *session.Snapshot { return s.now }

func (s *script) Subscribe(f func(*session.Snapshot)) func() {
	s.publish = f
	return func() {}
}

func (s *script) Close() error {
	close(s.closed)
	return nil
}

func (s *script) Open(path string)         { s.say("open", path) }
func (s *script) Reload()                  { s.say("reload") }
func (s *script) Forget(dir string)        { s.say("forget", dir) }
func (s *script) Recall(dir string)        { s.say("recall", dir) }
func (s *script) Visit(page string)        { s.visited = page }
func (s *script) Survey()                  { s.say("survey") }
func (s *script) ChooseBuild(id string)    { s.say("build", id) }
func (s *script) ChooseContext(dir string) { s.say("context", dir) }
func (s *script) ChooseTarget(name string) { s.say("target", name) }
func (s *script) ChoosePlatform(p string)  { s.say("platform", p) }
func (s *script) SetBuildArgs(args map[string]string) {
	s.say(append([]string{"args"}, slices.Sorted(pairs(args))...)...)
}
func (s *script) Prove(proof.Settings) { s.say("prove") }
func (s *script) Learn(proof.Settings) { s.say("learn") }
func (s *script) Take(entries ...learn.Entry) {
	for _, e := range entries {
		s.say("take", e.Title())
	}
}
func (s *script) Try(_ proof.Settings, what ...string) { s.say("try", strings.Join(what, " ")) }
func (s *script) Toggle(id string, on bool)            { s.say("toggle", id) }
func (s *script) ChooseBase(ref string)                { s.say("base", ref) }
func (s *script) RefreshBases()                        { s.say("refresh") }
func (s *script) ReadBase(ref string)                  { s.say("read", ref) }
func (s *script) Undo()                                { s.say("undo") }
func (s *script) Redo()                                { s.say("redo") }
func (s *script) Rebuild()                             { s.say("rebuild") }
func (s *script) Cancel()                              { s.say("cancel") }
func (s *script) SetLink(l pull.Link)                  { s.say("link", l.String()) }
func (s *script) DismissProblem()                      { s.say("dismiss") }
func (s *script) Save(o session.Save) {
	if o.Force {
		s.say("save over", o.Path)
		return
	}
	s.say("save", o.Path)
}
func (s *script) SaveLog(path, text string) { s.say("log", path, text) }
func (s *script) SavePatch(path string)     { s.say("patch", path) }
func (s *script) Export(dir string)         { s.say("export", dir) }

func (s *script) ExportGraph(path, format, side string) { s.say("graph", path, format, side) }

// started is a shell over a script, everything on the test's goroutine.
func started(t *testing.T) (*Shell, *script, *logtest.Hook) {
	t.Helper()
	s := newScript()
	log, hook := logtest.NewNullLogger()
	log.SetLevel(logrus.InfoLevel)
	shell := New(test.NewTempApp(t), Options{
		Session: s, Log: log, Dispatch: func(f func()) { f() }, Theme: "light",
		Icon: fyne.NewStaticResource("icon.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`)),
	})
	shell.toasts.after = func(time.Duration, func()) *time.Timer { return nil }
	return shell, s, hook
}

func opened() *session.Snapshot {
	return &session.Snapshot{
		Number: 1, Link: pull.DefaultLink(), Dockerfile: "Dockerfile", Platform: "linux/amd64",
		Project: &project.Project{Root: "/projects/shop", Dir: "/projects/shop", Name: "shop", Dockerfiles: []string{"Dockerfile"}},
		Before:  &session.View{Text: []byte("FROM scratch\n"), File: &dockerfile.File{}}, After: &session.View{Text: []byte("FROM scratch\nUSER 1\n")},
	}
}

func (s *Shell) shortcut(key fyne.KeyName, modifier fyne.KeyModifier) {
	s.typedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: modifier})
}
