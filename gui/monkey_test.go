package gui

import (
	"context"
	"errors"
	"maps"
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

// end lets a number of builds end that run or will.
func (e quickEngine) end(builds int) {
	for range builds {
		select {
		case e.one <- struct{}{}:
		default:
		}
	}
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

// world is what a monkey's session builds with and knows bases from.
type world struct {
	engine session.Engine
	facts  session.FactSource
	// between is a number of bytes that alpha's image is below, and beta's above.
	between int64
	// files are in a project beside those that every project here has.
	files func(project string) map[string]string
	// beside is something that happens beside the window.
	beside func(m *monkey)
	// begin lets the first rebuild end, end lets all builds end.
	begin, end func()
	// rest is after how many steps all jobs have to end by themselves, 0 for never before the end.
	rest int
	// pace is how long at most the monkey looks on after a step.
	pace time.Duration
}

// fakedWorld is one whose builds wait until the monkey lets one end, or all of them end.
func fakedWorld() (w world) {
	engine := quickEngine{make(chan struct{}, 1<<10), make(chan struct{})}
	return world{
		engine: engine, facts: noFacts{}, between: (alphaBytes + betaBytes) / 2,
		beside: func(m *monkey) { m.note("a build ends"); engine.end(1) }, end: func() { close(engine.all) }, begin: func() { engine.end(2) },
	}
}

// monkey presses what it finds in a window over a real session.
type monkey struct {
	t       *testing.T
	random  *rand.Rand
	shell   *Shell
	session *session.Session
	world   world
	queue   chan func()
	roots   []string
	done    []string
	// seen counts what was on the screen: pages, projects, figures, jobs, sheets.
	seen map[string]int
}

func newMonkey(t *testing.T, seed uint64, w world) *monkey {
	t.Helper()
	home := t.TempDir()
	log, _ := logtest.NewNullLogger()
	m := &monkey{t: t, random: rand.New(rand.NewPCG(seed, seed)), world: w, queue: make(chan func(), 1<<16), seen: map[string]int{}}
	m.session = session.New(session.Settings{
		Interactive: true, Engine: w.engine, Facts: w.facts, Version: "test", Log: log,
		Folders: session.Folders{Cache: filepath.Join(home, "cache"), State: filepath.Join(home, "state"), Config: filepath.Join(home, "config")},
	})
	for _, name := range []string{"alpha", "beta"} {
		dir := filepath.Join(home, name)
		files := map[string]string{
			"Dockerfile": "FROM golang:1.22 AS " + name + "stage\nWORKDIR /" + name + "word\nCOPY . .\nRUN go build -o " + name + "bin .\nCMD [\"./" + name + "bin\"]\n",
			"go.mod":     "module example.com/" + name + "module\n\ngo 1.22\n", "main.go": "package main\n\nfunc main() {}\n",
		}
		if w.files != nil {
			maps.Copy(files, w.files(name))
		}
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for file, text := range files {
			m.write(filepath.Join(dir, file), text)
		}
		m.roots = append(m.roots, dir)
	}
	m.shell = New(test.NewTempApp(t), Options{Session: m.session, Log: log, Dispatch: func(f func()) { m.queue <- f }, Theme: "light", Icon: fyne.NewStaticResource("i.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>`))})
	m.shell.toasts.after = func(time.Duration, func()) *time.Timer { return nil }
	m.shell.window.Resize(fyne.NewSize(1280, 800))
	t.Cleanup(func() { _ = m.session.Close() })
	return m
}

func (m *monkey) write(path, text string) {
	m.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.t.Fatal(err)
	}
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
		m.world.beside(m)
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
		if beta := c.Before.Image.OnDisk > m.world.between; c.Project != mine || beta != (mine == "beta") {
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

// walk opens a project, builds it, takes steps and waits for the end. Nothing may panic, no job may last, no page may show another project.
func (m *monkey) walk(steps int) {
	m.t.Helper()
	defer func() {
		if r := recover(); r != nil {
			m.t.Fatalf("after %s: %v\n%s", strings.Join(m.done, ", "), r, debug.Stack())
		}
	}()
	m.shell.Open(m.roots[m.random.IntN(2)])
	m.settle()
	m.shell.rebuild()
	m.world.begin()
	m.settle()
	m.look()
	for i := range steps {
		m.step()
		m.linger()
		m.look()
		if m.world.rest > 0 && i%m.world.rest == m.world.rest-1 {
			m.settle()
			m.look()
		}
	}
	m.world.end()
	m.settle()
	m.look()
}

// linger looks on for a while, as a user does.
func (m *monkey) linger() {
	if m.world.pace > 0 {
		for end := time.Now().Add(time.Duration(m.random.Int64N(int64(m.world.pace)))); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			m.drain()
		}
	}
	m.drain()
}

// steps is how many a monkey takes; LIGHTSHIP_MONKEY is for more.
func steps(few int) int {
	if n, err := strconv.Atoi(os.Getenv("LIGHTSHIP_MONKEY")); err == nil {
		return n
	}
	return few
}

// assertSeen fails where the monkeys never came to something.
func assertSeen(t *testing.T, seen map[string]int) {
	t.Helper()
	t.Log(seen)
	for _, what := range []string{"overview", "stages", "bases", "changes", "build", "results", "figures of alpha", "figures of beta", "rebuild", "sheet"} {
		if seen[what] == 0 {
			t.Errorf("the monkey never saw: %s", what)
		}
	}
}

// TestAMonkeyFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject presses 200 things for each seed.
func TestAMonkeyFindsNoPanicNoStuckJobAndNoFiguresOfAnotherProject(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(3) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			m := newMonkey(t, seed, fakedWorld())
			m.seen = seen
			m.walk(steps(200))
		})
	}
	assertSeen(t, seen)
}
