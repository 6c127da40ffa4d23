package image

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

func TestSizesAreExactForEveryCompression(t *testing.T) {
	data := tarOf(t, dir("app/"), regular("app/a", strings.Repeat("abc", 5000)))
	padded := append(bytes.Clone(data), make([]byte, 4096)...)
	for name, c := range map[string]struct {
		layer v1.Layer
		want  int
		zstd  bool
	}{
		"gzip":             {gzipped(t, data), len(data), false},
		"zstd":             {zstdOf(t, data), len(data), true},
		"plain":            {static.NewLayer(data, types.OCIUncompressedLayer), len(data), false},
		"padding counts":   {gzipped(t, padded), len(padded), false},
		"wrong media type": {static.NewLayer(data, types.OCILayer), len(data), false},
	} {
		t.Run(name, func(t *testing.T) {
			img := imageOf(t, v1.Config{}, c.layer)
			a := analyze(t, img, Options{})
			blob, _ := c.layer.Size()
			manifest, _ := img.Manifest()
			if a.OnDisk != int64(c.want) || a.Download != blob+manifest.Config.Size {
				t.Errorf("on disk %d, download %d; want %d, %d", a.OnDisk, a.Download, c.want, blob+manifest.Config.Size)
			}
			if l := a.Layers[0]; l.Files != 2 || l.Zstd != c.zstd || l.Download != blob || l.CreatedBy != "made by a test" {
				t.Errorf("layer = %+v", l)
			}
			if got := shareOf(a, OriginSources); got != 15000 {
				t.Errorf("sources = %d, want 15000", got)
			}
		})
	}
}

func TestADigestThatStandsTwiceIsDownloadedOnceAndUnpackedTwice(t *testing.T) {
	l := layerOf(t, regular("app/a", strings.Repeat("x", 10000)))
	img := imageOf(t, v1.Config{}, l, l)
	a := analyze(t, img, Options{})
	size, _ := l.Size()
	manifest, _ := img.Manifest()
	if want := size + manifest.Config.Size; a.Download != want {
		t.Errorf("download = %d, want %d", a.Download, want)
	}
	if a.OnDisk != 2*a.Layers[0].OnDisk || shareOf(a, OriginHidden) != 10000 {
		t.Errorf("on disk %d of layers %+v, shares %v", a.OnDisk, a.Layers, a.Shares)
	}
}

func TestSharesAddUpToTheBytesOnDisk(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	names := []string{"usr/bin/x", "usr/local/go/bin/go", "go/pkg/mod/a", "app/main.go", "app/server", "etc/conf", "var/cache/y"}
	for range 50 {
		var layers []v1.Layer
		for range 1 + random.IntN(4) {
			var files []file
			for range random.IntN(6) {
				name := names[random.IntN(len(names))]
				switch random.IntN(5) {
				case 0:
					files = append(files, whiteout(name[:strings.LastIndex(name, "/")]+"/.wh."+name[strings.LastIndex(name, "/")+1:]))
				case 1:
					files = append(files, hardlink(name+"-link", name))
				case 2:
					files = append(files, symlink(name+"-sym", "/"+name))
				default:
					files = append(files, program(name, strings.Repeat("z", random.IntN(3000))))
				}
			}
			layers = append(layers, layerOf(t, files...))
		}
		a := analyze(t, imageOf(t, v1.Config{Entrypoint: []string{"/app/server"}}, layers...), Options{})
		sum, blobs := int64(0), int64(0)
		for _, s := range a.Shares {
			if s.OnDisk < 0 {
				t.Errorf("negative share %+v", s)
			}
			sum += s.OnDisk
		}
		for _, l := range a.Layers {
			blobs += l.OnDisk
		}
		if sum != a.OnDisk || blobs != a.OnDisk {
			t.Fatalf("shares add up to %d, layers to %d, on disk is %d", sum, blobs, a.OnDisk)
		}
	}
}

func TestOriginsAreToldApart(t *testing.T) {
	body := func(n int) string { return strings.Repeat("b", n) }
	base := layerOf(t, regular("usr/lib/libc.so", body(1000)), regular("opt/tool", body(100)), regular("usr/local/go/bin/go", body(2000)),
		regular("usr/local/lib/python3.13/site-packages/pip/main.py", body(10)),
		symlink("lib", "usr/lib"))
	own := layerOf(t, regular("usr/src/app/main.go", body(300)), regular("go/pkg/mod/m.go", body(400)),
		regular("root/.cache/go-build/1", body(500)), regular("usr/lib/libadded.so", body(600)), regular("cache/here/x", body(50)))
	build := layerOf(t, program("usr/local/bin/server", body(700)), whiteout("usr/src/app/.wh.main.go"),
		regular("usr/local/lib/python3.13/site-packages/flask/app.py", body(10)), regular("app/node_modules/express/index.js", body(20)),
		regular("app/BOOT-INF/lib/spring.jar", body(40)), regular("app/lib/guava.jar", body(80)),
		regular("usr/lib/python3/dist-packages/apt.py", body(3)), regular("app/server.jar", body(5)))
	img := imageOf(t, v1.Config{Cmd: []string{"server"}, Env: []string{"GOCACHE=/cache/here"}}, base, own, build)
	a := analyze(t, img, Options{BaseDiffIDs: diffIDs(t, base)})
	got := map[Origin]int64{}
	for _, s := range a.Shares {
		if s.Origin != OriginOverhead {
			got[s.Origin] = s.OnDisk
		}
	}
	want := map[Origin]int64{
		OriginSystem: 1703, OriginToolchain: 2010, OriginCaches: 950, OriginProgram: 700, OriginHidden: 300, OriginDependencies: 150,
		OriginSources: 5,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !a.Layers[0].Base || a.Layers[1].Base {
		t.Errorf("base layers: %+v", a.Layers)
	}
}

func TestABaseThatIsNotBelowMarksNoLayer(t *testing.T) {
	own, other := layerOf(t, regular("a", "1")), layerOf(t, regular("b", "2"))
	a := analyze(t, imageOf(t, v1.Config{}, own), Options{BaseDiffIDs: diffIDs(t, other)})
	if a.Layers[0].Base {
		t.Error("the layer is marked as the base's")
	}
}

func TestBrokenLayersAreNamed(t *testing.T) {
	data := tarOf(t, regular("a", strings.Repeat("x", 100000)))
	good := gzipped(t, data)
	blob, err := good.Compressed()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := io.ReadAll(blob)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		bytes []byte
		media types.MediaType
		want  string
	}{
		"cut short gzip": {packed[:len(packed)/2], types.OCILayer, "cut short"},
		"cut short tar":  {data[:5000], types.OCIUncompressedLayer, "cut short"},
		"no tar":         {[]byte(strings.Repeat("not a tar at all ", 100)), types.OCILayer, "invalid tar header"},
		"encrypted":      {packed, types.OCILayer + "+encrypted", "encrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			l := static.NewLayer(c.bytes, c.media)
			_, err := Analyze(t.Context(), imageOf(t, v1.Config{}, l), Options{})
			digest, _ := l.Digest()
			if !errors.Is(err, ErrBrokenLayer) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), digest.String()) {
				t.Errorf("error = %v", err)
			}
		})
	}
}

func TestAChangedBlobInAnOCILayoutIsFound(t *testing.T) {
	l := static.NewLayer(tarOf(t, regular("a", "first")), types.OCIUncompressedLayer)
	img := imageOf(t, v1.Config{}, l)
	folder := t.TempDir()
	path, err := layout.Write(folder, empty.Index)
	if err != nil {
		t.Fatal(err)
	}
	if err := path.AppendImage(img); err != nil {
		t.Fatal(err)
	}
	digest, _ := img.Digest()
	stored, err := path.Image(digest)
	if err != nil {
		t.Fatal(err)
	}
	if a := analyze(t, stored, Options{}); shareOf(a, OriginSources) != 5 {
		t.Errorf("shares = %v", a.Shares)
	}
	blob, _ := l.Digest()
	if err := os.WriteFile(folder+"/blobs/sha256/"+blob.Hex, tarOf(t, regular("a", "other")), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Analyze(t.Context(), stored, Options{}); !errors.Is(err, ErrBrokenLayer) {
		t.Errorf("error = %v", err)
	}
}

func TestAnalyzeStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Analyze(ctx, imageOf(t, v1.Config{}, layerOf(t, regular("a", "1"))), Options{})
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrBrokenLayer) {
		t.Errorf("error = %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	_, err = Analyze(ctx, imageOf(t, v1.Config{}, bigLayer(t)), Options{Progress: func(int64, int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error after the first progress = %v", err)
	}
}

func TestProgressEndsAtTheTotal(t *testing.T) {
	l := bigLayer(t)
	size, _ := l.Size()
	var last, total int64
	analyze(t, imageOf(t, v1.Config{}, l, l), Options{Progress: func(done, all int64) {
		if done < last || done > all {
			t.Errorf("progress went from %d to %d of %d", last, done, all)
		}
		last, total = done, all
	}})
	if last != size || total != size {
		t.Errorf("progress ended at %d of %d, want %d", last, total, size)
	}
}

// watchedLayer notes that its blob was read.
type watchedLayer struct {
	v1.Layer
	read *atomic.Bool
}

func (w watchedLayer) Compressed() (io.ReadCloser, error) {
	w.read.Store(true)
	return w.Layer.Compressed()
}

func bigLayer(t testing.TB) v1.Layer {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	var files []file
	for i := range 200 {
		body := make([]byte, 20000)
		for j := range body {
			body[j] = byte('a' + random.IntN(12))
		}
		files = append(files, regular("usr/lib/"+strconv.Itoa(i), string(body)))
	}
	return layerOf(t, files...)
}

func BenchmarkAnalyze(b *testing.B) {
	img := imageOf(b, v1.Config{}, bigLayer(b))
	a := analyze(b, img, Options{})
	b.SetBytes(a.OnDisk)
	for b.Loop() {
		analyze(b, img, Options{})
	}
}

func BenchmarkAnalyzeWithItsIndexKept(b *testing.B) {
	img, cache := imageOf(b, v1.Config{}, bigLayer(b)), b.TempDir()
	b.SetBytes(analyze(b, img, Options{CacheDir: cache}).OnDisk)
	for b.Loop() {
		analyze(b, img, Options{CacheDir: cache})
	}
}

func TestWhatTheProgramIsGivenToRunIsTheUsersToo(t *testing.T) {
	base := layerOf(t, program("usr/bin/java", "java"), regular("etc/java.conf", "c"))
	own := layerOf(t, regular("app/target/shop.jar", strings.Repeat("j", 900)), regular("app/notes.txt", "n"))
	for name, config := range map[string]v1.Config{
		"exec":       {WorkingDir: "/app", Cmd: []string{"java", "-Xmx64m", "-jar", "target/shop.jar", "/etc/java.conf"}},
		"shell":      {WorkingDir: "/app", Cmd: []string{"/bin/sh", "-c", "exec java -jar target/shop.jar $OPTS"}},
		"entrypoint": {WorkingDir: "/", Entrypoint: []string{"java"}, Cmd: []string{"-jar", "/app/target/shop.jar", "/no/such"}},
	} {
		a := analyze(t, imageOf(t, config, base, own), Options{BaseDiffIDs: diffIDs(t, base)})
		if got := shareOf(a, OriginProgram); got != 900 {
			t.Errorf("%s: the program has %d bytes, want 900", name, got)
		}
	}
}
