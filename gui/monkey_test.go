package gui

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-containerregistry/pkg/v1/random"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/bases"
	"lightship/engine/build"
	"lightship/engine/session"
	"lightship/gui/looktest"
	"lightship/gui/widgets"
)

// quickEngine builds images of random bytes: more of them for a project called beta, so that figures tell whose they are. A build
// waits until the monkey lets one end, or all.
type quickEngine struct{ one, all chan struct{} }

const (
	alphaBytes = 1 << 10
	betaBytes  = 1 << 16
)

func (e quickEngine) Build(ctx context.Context, r build.Request, progress func(build.Progress)) (*build.Result, error) {
	progress(build.Progress{Total: 2, Done: 1, Steps: []build.Step{{Name: "RUN go build", State: build.Running}}})
	select {
	case <-e.one:
	case <-e.all:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	size := int64(alphaBytes)
	if strings.Contains(r.Context, "/beta") {
		size = betaBytes
	}
	image, err := random.Image(size, 2)
	return &build.Result{Image: image}, err
}

func (quickEngine) Info() build.Info       { return build.Info{Name: "quick", State: build.EngineReady} }
func (quickEngine) Watch(func(build.Info)) {}
func (quickEngine) Close() error           { return nil }

// noFacts knows nothing of any base, at once.
type noFacts struct{}

func (noFacts) Facts(context.Context, string, string) (bases.Facts, error) {
	return bases.Facts{Download: -1, OnDisk: -1, Source: "snapshot"}, nil
}

func (f noFacts) Refresh(ctx context.Context, ref, platform string) (bases.Facts, error) {
	return f.Facts(ctx, ref, platform)
}

func (noFacts) Inside(context.Context, string, string, bases.Facts, func(done, total int64)) (*bases.Inside, error) {
	return nil, errors.New("the layers are not to be had")
}

// monkey presses what it finds in a window over a real session.
type monkey struct {
	t       *testing.T
	random  *rand.Rand
	shell   *Shell
	session *session.Session
	engine  quickEngine
	queue   chan func()
	roots   []string
	done    []string
	// seen counts what was on the screen: pages, projects, figures, jobs, sheets.
	seen map[string]int
}

func newMonkey(t *testing.T, seed uint64) *monkey {
	t.Helper()
	home := t.TempDir()
	log, _ := logtest.NewNullLogger()
	m := &monkey{t: t, random: rand.New(rand.NewPCG(seed, seed)), queue: make(chan func(), 1<<16), seen: map[string]int{}}
	m.engine = quickEngine{make(chan struct{}, 1<<10), make(chan struct{})}
	m.session = session.New(session.Settings{
		Interactive: true, Engine: m.engine, Facts: noFacts{}, Version: "test", Log: log,
		Folders: session.Folders{Cache: filepath.Join(home, "cache"), State: filepath.Join(home, "state"), Config: filepath.Join(home, "config")},
	})
	for _, name := range []string{"alpha", "beta"} {
		dir := filepath.Join(home, name)
		for file, text := range map[string]string{
			"Dockerfile": "FROM golang:1.22 AS " + name + "stage\nWORKDIR /" + name + "word\nCOPY . .\nRUN go build -o " + name + "bin .\nCMD [\"./" + name + "bin\"]\n",
			"go.mod":     "module example.com/" + name + "module\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n",
		} {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		m.roots = append(m.roots, dir)
	}
	m.shell = New(test.NewTempApp(t), Options{Session: m.session, Log: log, Dispatch: func(f func()) { m.queue <- f }, Theme: "light", Icon: fyne.NewStaticResource("i.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`))})
	m.shell.toasts.after = func(time.Duration, func()) *time.Timer { return nil }
	m.shell.window.Resize(fyne.NewSize(1280, 800))
	t.Cleanup(func() { _ = m.session.Close() })
	return m
}

// drain does what was left for the goroutine that draws.
func (m *monkey) drain() {
	for {
		select {
		case f := <-m.queue:
			f()
		default:
			return
		}
	}
}

// settle waits until nothing runs, and shows that.
func (m *monkey) settle() *session.Snapshot {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	n, err := m.session.Wait(ctx, session.Idle)
	if err != nil {
		m.t.Fatalf("after %s: the job %+v does not end", strings.Join(m.done, ", "), n.Job)
	}
	m.drain()
	m.shell.Show(n)
	return n
}

// step does one thing that a user may do.
func (m *monkey) step() {
	keys := []fyne.KeyName{fyne.KeyR, fyne.KeyO, fyne.KeyL, fyne.KeyS, fyne.KeyE, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5, fyne.Key6, fyne.KeyT}
	typed := []fyne.KeyName{fyne.KeyTab, fyne.KeyDown, fyne.KeyUp, fyne.KeyLeft, fyne.KeyRight, fyne.KeyReturn, fyne.KeySpace}
	switch at := m.random.IntN(20); {
	case at == 0:
		path := append(m.roots, filepath.Join(m.roots[0], "nowhere"))[m.random.IntN(3)]
		m.note("open " + filepath.Base(path))
		m.shell.Open(path)
	case at == 1:
		m.note("cancel")
		m.shell.cancel()
	case at == 2:
		m.note("reload")
		m.session.Reload()
	case at == 3:
		m.note("undo")
		m.session.Undo()
	case at == 4:
		m.note("a build ends")
		select {
		case m.engine.one <- struct{}{}:
		default:
		}
	case at < 8:
		key := keys[m.random.IntN(len(keys))]
		m.note("Ctrl+" + string(key))
		m.shell.shortcut(key, fyne.KeyModifierShortcutDefault)
	case at < 10:
		m.note("escape")
		m.shell.escape()
	case at < 12:
		key := typed[m.random.IntN(len(typed))]
		m.note("key " + string(key))
		m.key(key)
	case at == 12:
		size := fyne.NewSize(749+float32(m.random.IntN(1200)), 502+float32(m.random.IntN(600)))
		m.note("resize")
		m.shell.window.Resize(size)
	default:
		m.tap()
	}
}

func (m *monkey) note(what string) { m.done = append(m.done, what) }

func (m *monkey) key(name fyne.KeyName) {
	c := m.shell.window.Canvas()
	switch f := c.Focused(); {
	case name == fyne.KeyTab:
		c.FocusNext()
	case f != nil:
		f.TypedKey(&fyne.KeyEvent{Name: name})
	default:
		m.shell.typedKey(&fyne.KeyEvent{Name: name})
	}
}

// tap presses something that can be seen; a dialog of the desktop's is not opened.
func (m *monkey) tap() {
	c := m.shell.window.Canvas()
	content := c.Content()
	if top := c.Overlays().Top(); top != nil {
		content = top
	}
	var all []fyne.Tappable
	for _, p := range looktest.Shown(content) {
		b, button := p.Object.(*widgets.Button)
		if button && (b.Label == "Browse…" || b.Label == "Open folder…") {
			continue
		}
		if o, ok := p.Object.(fyne.Tappable); ok && p.Seen.Holds(p.At, p.Object.Size()) {
			all = append(all, o)
		}
	}
	if len(all) == 0 {
		return
	}
	i := m.random.IntN(len(all))
	size := all[i].(fyne.CanvasObject).Size()
	m.note("tap " + strconv.Itoa(i) + " of " + strconv.Itoa(len(all)))
	all[i].Tapped(&fyne.PointEvent{Position: fyne.NewPos(size.Width/2, size.Height/2)})
}

// look checks that the window shows one project.
func (m *monkey) look() {
	m.t.Helper()
	n := m.shell.snapshot
	m.seen[string(m.shell.current)]++
	if n.Job != nil {
		m.seen[string(n.Job.Kind)]++
	}
	if m.shell.sheet.popup != nil {
		m.seen["sheet"]++
	}
	if n.Project == nil {
		return
	}
	mine, others := "alpha", "beta"
	if n.Project.Root == m.roots[1] {
		mine, others = others, mine
	}
	if m.shell.top.project.Selected != mine {
		m.t.Fatalf("after %s: the bar says %q of %s", strings.Join(m.done, ", "), m.shell.top.project.Selected, mine)
	}
	if c := n.Comparison; c != nil {
		m.seen["figures of "+mine]++
		if beta := c.Before.Image.OnDisk > (alphaBytes+betaBytes)/2; c.Project != mine || beta != (mine == "beta") {
			m.t.Fatalf("after %s: %s has the figures of %s, %d bytes", strings.Join(m.done, ", "), mine, c.Project, c.Before.Image.OnDisk)
		}
	}
	for _, p := range looktest.Shown(m.shell.page().Content()) {
		text, ok := p.Object.(*canvas.Text)
		for _, word := range []string{"word", "stage", "bin", "module"} {
			if ok && strings.Contains(text.Text, others+word) {
				m.t.Fatalf("after %s: the page %s of %s says %q", strings.Join(m.done, ", "), m.shell.current, mine, text.Text)
			}
		}
	}
}

// TestAMonkeyFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject presses 200 things for each seed; LIGHTSHIP_MONKEY is for more.
func TestAMonkeyFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject(t *testing.T) {
	steps := 200
	if n, err := strconv.Atoi(os.Getenv("LIGHTSHIP_MONKEY")); err == nil {
		steps = n
	}
	seen := map[string]int{}
	for seed := range uint64(3) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			m := newMonkey(t, seed)
			defer func() {
				if r := recover(); r != nil {
					t.Fatalf("after %s: %v\n%s", strings.Join(m.done, ", "), r, debug.Stack())
				}
			}()
			m.shell.Open(m.roots[seed%2])
			m.settle()
			m.shell.rebuild()
			m.engine.one <- struct{}{}
			m.engine.one <- struct{}{}
			m.settle()
			m.look()
			for range steps {
				m.step()
				m.drain()
				m.look()
			}
			close(m.engine.all)
			m.settle()
			m.look()
			for what, n := range m.seen {
				seen[what] += n
			}
		})
	}
	t.Log(seen)
	for _, what := range []string{"overview", "stages", "bases", "changes", "build", "results", "figures of alpha", "figures of beta", "rebuild", "sheet"} {
		if seen[what] == 0 {
			t.Errorf("the monkey never saw: %s", what)
		}
	}
}
