//go:build e2e

package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// look is a theme and a size that the walk looks at the window in.
type look struct {
	dark          bool
	width, height int
}

// looks are both themes in four sizes, in the order in which the walk goes through them.
var looks = []look{
	{false, 1280, 800},
	{false, 1920, 1080},
	{false, 900, 600},
	{false, 749, 502},
	{true, 749, 502},
	{true, 900, 600},
	{true, 1280, 800},
	{true, 1920, 1080},
}

func (l look) String() string {
	name := map[bool]string{false: "light", true: "dark"}[l.dark]
	return fmt.Sprintf("%s-%dx%d", name, l.width, l.height)
}

// walk goes over the window and leaves a picture of each step.
type walk struct {
	*desk
	dir   string
	step  int
	dark  bool
	shown look
}

// in makes the window look so.
func (w *walk) in(l look) {
	w.t.Helper()
	if l.dark != w.dark {
		w.keys("ctrl+t")
		if w.dark { // Behind dark comes the system's.
			w.keys("ctrl+t")
		}
		w.dark = l.dark
	}
	w.resize(l.width, l.height)
	w.shown = l
}

// shoot leaves a picture of the window.
func (w *walk) shoot(what string) {
	w.t.Helper()
	w.settle()
	w.step++
	name := fmt.Sprintf("%02d-%s-%s.png", w.step, what, w.shown)
	crop := fmt.Sprintf("%dx%d+0+0", w.shown.width, w.shown.height)
	if out, err := w.command("import", "-window", "root", "-crop", crop, "+repage", filepath.Join(w.dir, name)).CombinedOutput(); err != nil {
		w.t.Fatalf("picture %s: %v: %s", name, err, out)
	}
}

// pages shows every page.
func (w *walk) pages(suffix string) {
	w.t.Helper()
	for i, page := range []string{"overview", "stages", "bases", "changes", "build", "results"} {
		w.keys(fmt.Sprintf("ctrl+%d", i+1))
		w.shoot(page + suffix)
	}
}

// sheets opens every sheet that a key opens, and closes it.
func (w *walk) sheets() {
	w.t.Helper()
	for _, sheet := range []struct{ name, key string }{
		{"keys", "F1"}, {"open", "ctrl+o"}, {"link", "ctrl+l"}, {"arguments", "ctrl+b"}, {"save", "ctrl+s"}, {"export", "ctrl+e"},
	} {
		w.keys(sheet.key)
		w.shoot("sheet-" + sheet.name)
		w.keys("Escape")
	}
}

// project writes a project of one Dockerfile, or of those in folders.
func (w *walk) project(name string, files map[string]string) string {
	w.t.Helper()
	for file, text := range files {
		path := filepath.Join(w.home, name, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			w.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			w.t.Fatal(err)
		}
	}
	return filepath.Join(w.home, name)
}

// goTo opens a project and waits for it.
func (w *walk) goTo(dir string) {
	w.t.Helper()
	w.openPath(dir)
	w.waitLog("project opened", dir)
	time.Sleep(2 * time.Second)
}

// rebuild builds what is open and waits for the end.
func (w *walk) rebuild() {
	w.t.Helper()
	w.keys("ctrl+r")
	w.waitLog("job ended")
}

// TestWalk goes over all pages and sheets in both themes and four sizes and leaves a picture of each step in the folder that
// LIGHTSHIP_WALK names, to be looked at. It asserts that the window goes on; make walk runs it.
func TestWalk(t *testing.T) {
	dir := os.Getenv("LIGHTSHIP_WALK")
	if dir == "" {
		t.Skip("LIGHTSHIP_WALK names no folder for the pictures")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w := &walk{desk: newDeskOf(t, 1920, 1080), dir: dir}
	sample := w.sample("go-web")
	w.open("-theme", "light")
	w.in(looks[0])
	w.shoot("welcome")
	w.in(looks[4])
	w.shoot("welcome")

	w.repository()
	w.failure()

	w.in(looks[0])
	w.goTo(sample)
	w.pages("-before")
	w.in(looks[4])
	w.pages("-before")
	w.in(looks[0])
	w.keys("ctrl+r")
	w.waitLog("page shown", "page=build")
	time.Sleep(5 * time.Second)
	w.shoot("build-running")
	w.waitLog("job ended")
	for _, l := range looks {
		w.in(l)
		w.pages("")
		if l == looks[0] || l == looks[4] {
			w.sheets()
		}
	}
	w.floating(sample)
	w.quit()
}

// repository opens folders with several Dockerfiles, which begin on a sheet.
func (w *walk) repository() {
	w.t.Helper()
	files := map[string]string{}
	for _, service := range []string{"accounts", "billing", "catalogue", "gateway", "mail", "reports", "search", "stock"} {
		files[service+"/Dockerfile"] = "FROM golang:1.22\nWORKDIR /src\nCOPY . .\nRUN go build -o /" + service + " .\nCMD [\"/" + service + "\"]\n"
		files[service+"/go.mod"] = "module example.com/" + service + "\n\ngo 1.22\n"
		files[service+"/main.go"] = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"" + service + "\") }\n"
	}
	for i, l := range []look{looks[0], looks[4], looks[7]} {
		w.in(l)
		w.goTo(w.project(fmt.Sprint("services of team ", i+1), files))
		w.shoot("sheet-builds")
		w.keys("Escape")
	}
}

// failure opens a project whose build fails, and one whose Dockerfile can't be read.
func (w *walk) failure() {
	w.t.Helper()
	w.in(looks[0])
	w.goTo(w.project("broken", map[string]string{"Dockerfile": "FROM golang:1.22\nRUN echo begins && \\\n    cat /etc/nothing-here\n"}))
	w.rebuild()
	for _, l := range []look{looks[0], looks[5]} {
		w.in(l)
		w.shoot("build-failed")
	}
	w.in(looks[0])
	w.openPath(w.project("misspelt", map[string]string{"Dockerfile": "FROM golang:1.22\nRUN --mount=type=cahce,target=/root echo hello\n"}))
	w.waitLog("problem shown")
	w.keys("ctrl+2")
	for _, l := range []look{looks[0], looks[4]} {
		w.in(l)
		w.shoot("misspelt")
	}
	w.keys("Escape")
}

// floating looks at what lies over a page: what was changed on disk, and what was saved.
func (w *walk) floating(sample string) {
	w.t.Helper()
	path := filepath.Join(sample, "Dockerfile")
	text := read(w.t, path)
	w.keys("ctrl+4")
	if err := os.WriteFile(path, []byte(strings.TrimRight(text, "\n")+"\n# by another hand\n"), 0o644); err != nil {
		w.t.Fatal(err)
	}
	time.Sleep(2 * time.Second)
	for _, l := range []look{looks[7], looks[4], looks[0]} {
		w.in(l)
		w.shoot("notice-changed")
	}
	w.keys("ctrl+s", "Return")
	w.shoot("banner-save-over")
}
