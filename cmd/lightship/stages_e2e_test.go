//go:build e2e

package main_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Places in the window at 1280 by 800: the inside of the graph's card, the card with the source, and nothing that takes
// notice of the pointer.
var (
	graphRoom  = image.Rect(100, 122, 896, 708)
	sourceRoom = image.Rect(930, 180, 1245, 660)
	nowhere    = image.Pt(700, 790)
)

// screen is what is on the display now.
func (d *desk) screen() image.Image {
	d.t.Helper()
	d.settle()
	path := filepath.Join(d.home, "screen.png")
	if out, err := d.command("import", "-window", "root", path).CombinedOutput(); err != nil {
		d.t.Fatalf("picture of the screen: %v: %s", err, out)
	}
	f, err := os.Open(path)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		d.t.Fatal(err)
	}
	return picture
}

// same is the part of the pixels of a room that are alike in two pictures, the second looked at further right and down.
func same(a, b image.Image, room image.Rectangle, by image.Point) float64 {
	alike := 0
	for y := room.Min.Y; y < room.Max.Y; y++ {
		for x := room.Min.X; x < room.Max.X; x++ {
			if near(a.At(x, y), b.At(x+by.X, y+by.Y)) {
				alike++
			}
		}
	}
	return float64(alike) / float64(room.Dx()*room.Dy())
}

func near(a, b color.Color) bool {
	const least = 12 << 8
	r, g, bl, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	off := func(v, w uint32) bool { return max(v, w)-min(v, w) > least }
	return !off(r, r2) && !off(g, g2) && !off(bl, b2)
}

// point puts the pointer somewhere.
func (d *desk) point(at image.Point) {
	d.t.Helper()
	d.xdotool("mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y))
}

// click clicks somewhere and takes the pointer away again.
func (d *desk) click(at image.Point) {
	d.t.Helper()
	d.point(at)
	d.xdotool("click", "1")
	d.settle()
	d.point(nowhere)
}

// openPath opens a folder through the Open sheet.
func (d *desk) openPath(path string) {
	d.t.Helper()
	d.keys("ctrl+o")
	d.keys("ctrl+a")
	d.xdotool("type", "--clearmodifiers", "--delay", "2", path)
	d.keys("Return")
}

// corpusProject is a folder with a Dockerfile of the corpus, and a name that can be read in a picture.
func (d *desk) corpusProject(kind, name string) string {
	d.t.Helper()
	dir := filepath.Join(d.home, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		d.t.Fatal(err)
	}
	text := read(d.t, filepath.Join("../../testdata/dockerfiles", kind, name, "Dockerfile"))
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
	return dir
}

func TestTheStageGraphTakesMouseAndKeys(t *testing.T) {
	d := newDesk(t)
	d.pause = 250 * time.Millisecond
	dir := d.corpusProject("valid", "twelve-stages")
	d.open("-theme", "light", dir)
	d.waitLog("page shown", "page=stages")
	d.keys("b")
	d.point(nowhere)
	fitted := d.screen()

	middle := image.Pt(500, 420)
	d.point(middle)
	for range 4 {
		d.xdotool("click", "4")
	}
	d.point(nowhere)
	zoomed := d.screen()
	if part := same(fitted, zoomed, graphRoom, image.Point{}); part > 0.97 {
		t.Errorf("the wheel changes nothing: %.3f of the picture is as before", part)
	}

	by := image.Pt(-120, 80)
	d.point(middle)
	d.xdotool("mousedown", "1")
	for i := 1; i <= 4; i++ {
		d.point(middle.Add(by.Mul(i).Div(4)))
		time.Sleep(30 * time.Millisecond)
	}
	d.xdotool("mouseup", "1")
	d.point(nowhere)
	panned := d.screen()
	inner := image.Rect(260, 140, 860, 600)
	if part := same(zoomed, panned, inner, by); part < 0.97 {
		t.Errorf("dragging moves the picture: only %.3f of it went along", part)
	}

	d.keys("0")
	again := d.screen()
	if part := same(fitted, again, graphRoom, image.Point{}); part < 0.995 {
		t.Errorf("0 shows the whole graph again: %.3f", part)
	}

	d.keys("Left")
	walked := d.screen()
	if same(again, walked, graphRoom, image.Point{}) == 1 || same(again, walked, sourceRoom, image.Point{}) > 0.98 {
		t.Error("an arrow goes to no other card, or the source does not follow")
	}
	d.click(image.Pt(1050, 380))
	clicked := d.screen()
	if same(walked, clicked, sourceRoom, image.Point{}) > 0.99 || same(walked, clicked, graphRoom, image.Point{}) == 1 {
		t.Error("a click in the source chooses no stage")
	}
	d.shoot("stages-chosen")
	d.keys("Return")
	d.shoot("stages-close")
	d.quit()
}

func TestBeforeAndAfterShareTheirPlacesAndAreExported(t *testing.T) {
	d := newDesk(t)
	d.pause = 250 * time.Millisecond
	dir := d.sample("go-web")
	d.open("-theme", "light", dir)
	d.waitLog("page shown", "page=stages")
	d.point(nowhere)
	time.Sleep(time.Second)
	after := d.screen()
	d.keys("b")
	before := d.screen()
	if part := same(after, before, graphRoom, image.Point{}); part > 0.99 {
		t.Errorf("before looks like after: %.3f", part)
	}
	golang := image.Rect(125, 300, 310, 395)
	if part := same(after, before, golang, image.Point{}); part < 0.99 {
		t.Errorf("the base that is in both does not stay: %.3f of it is in place", part)
	}
	d.keys("m", "a")
	if part := same(after, d.screen(), graphRoom, image.Point{}); part < 0.995 {
		t.Errorf("without motion after is another picture: %.3f", part)
	}

	for _, name := range []string{"graph.svg", "graph.png", "graph.dot"} {
		path := filepath.Join(d.home, "pictures", name)
		if name == "graph.svg" {
			// The first by mouse, the others by key.
			d.click(image.Pt(1200, 84))
		} else {
			d.keys("e")
		}
		d.write(path)
		d.keys("Return")
		d.waitLog("file saved", path)
		checkGraphFile(t, path)
	}
	d.keys("e")
	d.write(filepath.Join(d.home, "pictures", "graph.gif"))
	d.keys("Return")
	d.waitLog("problem shown", "not written in this format")
	d.shoot("stages-export-refused")
	d.quit()
}

// checkGraphFile says whether a file is a picture of the after graph of go-web.
func checkGraphFile(t *testing.T, path string) {
	t.Helper()
	text := read(t, path)
	if filepath.Ext(path) == ".png" {
		if picture, err := png.Decode(strings.NewReader(text)); err != nil || picture.Bounds().Dx() < 600 {
			t.Errorf("%s: %v", path, err)
		}
		return
	}
	if !strings.Contains(text, "builder") || !strings.Contains(text, "golang:1.22") {
		t.Errorf("%s is\n%s", path, text)
	}
}

// stagePictures are the graphs whose looks are judged: folders of the corpus, and whether they can be read.
var stagePictures = []struct{ kind, name string }{
	{"valid", "one-stage"},
	{"valid", "go-multi-stage"},
	{"valid", "node-multi-stage"},
	{"valid", "java-multi-stage"},
	{"valid", "python-multi-stage"},
	{"valid", "rust-multi-stage"},
	{"valid", "twelve-stages"},
	{"valid", "sixty-stages"},
	{"broken", "unknown-instruction"},
	{"broken", "foreign-syntax"},
}

// windowSizes are the sizes of the window that looks are judged in.
var windowSizes = []image.Point{{X: 1280, Y: 800}, {X: 900, Y: 600}}

func TestStagesAreDrawnInEverySizeAndTheme(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		t.Run(theme, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.pause = 120 * time.Millisecond
			d.open("-theme", theme)
			d.drawStages(theme)
			d.quit()
		})
	}
}

// drawStages opens an empty folder and then each of stagePictures, and takes a picture of each in every size.
func (d *desk) drawStages(theme string) {
	d.t.Helper()
	empty := filepath.Join(d.home, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.openPath(empty)
	d.waitLog("problem shown", "no Dockerfile")
	d.shootInSizes("stages-empty-folder-" + theme)
	for _, p := range stagePictures {
		dir := d.corpusProject(p.kind, p.name)
		d.openPath(dir)
		d.waitLog("project opened", dir)
		if p.kind == "broken" {
			d.waitLog("problem shown")
		}
		d.keys("b")
		d.shootInSizes("stages-" + p.name + "-" + theme)
	}
}

// shootInSizes takes a picture in each size of the window, beginning with the one it has.
func (d *desk) shootInSizes(name string) {
	d.t.Helper()
	// The way from one graph to the next takes a fifth of a second.
	time.Sleep(250 * time.Millisecond)
	for i := range windowSizes {
		size := windowSizes[(d.size+i)%len(windowSizes)]
		if i > 0 {
			d.resize(size.X, size.Y)
			time.Sleep(400 * time.Millisecond)
		}
		d.shoot(fmt.Sprintf("%s-%dx%d", name, size.X, size.Y))
	}
	d.size = (d.size + len(windowSizes) - 1) % len(windowSizes)
}
