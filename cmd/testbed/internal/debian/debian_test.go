package debian

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lightship/cmd/testbed/internal/layer"
	"lightship/cmd/testbed/internal/recipe"
)

func TestASnapshotLeavesOutWhatIsTransient(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"root/etc/name", "root/etc/resolv.conf", "root/etc/apt/apt.conf.d/99mmdebstrap", "root/dev/null", "root/tmp/x",
		"root/var/cache/apt/pkgcache.bin", "root/var/lib/dpkg/status", "root/var/lib/dpkg/status-old", "root/opt/dev/kept",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(dir, "it's.tar")
	if said, err := exec.Command("sh", "-c", tarScript(quote(out)), "sh", filepath.Join(dir, "root")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	file, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var files []string
	err = layer.FromTar(file)(func(h *tar.Header, _ io.Reader) error {
		if h.Typeflag == tar.TypeReg {
			files = append(files, h.Name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	if want := []string{"etc/name", "opt/dev/kept", "var/lib/dpkg/status"}; !slices.Equal(files, want) {
		t.Fatalf("%v, want %v", files, want)
	}
}

func TestHooksLinesAreProgressAndTheLastOthersAreKept(t *testing.T) {
	var told []string
	text := strings.Repeat("noise\n", 30) + mark + "minimal\n" + "the reason\n"
	last := follow(strings.NewReader(text), func(s string) { told = append(told, s) })
	if !slices.Equal(told, []string{"minimal"}) {
		t.Error(told)
	}
	if len(last) != 15 || last[14] != "the reason" {
		t.Error(last)
	}
}

func TestAHooksArgumentsAreWordsOfAShell(t *testing.T) {
	if got := hook("upload", "/a b", "/it's"); got != `--customize-hook=upload '/a b' '/it'\''s'` {
		t.Fatal(got)
	}
}

func TestAStepInstallsItsPackagesAndThenRunsItsScriptInside(t *testing.T) {
	step := recipe.Step{Name: "more", Packages: []string{"git", "make"}, Run: "echo 'it is'"}
	if got := stepScript(step); !strings.HasSuffix(got, `--no-install-recommends install 'git' 'make'`) {
		t.Error(got)
	}
	if got := runScript(step); got != `chroot "$1" env -u TMPDIR sh -ec 'echo '\''it is'\'''` {
		t.Error(got)
	}
	if got := stepScript(recipe.Step{Name: "bare"}); got != "set -e; echo 'testbed: bare' >&2" {
		t.Error(got)
	}
}

func TestWorkplacesOfDeadProcessesAreRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dead := exec.Command("true")
	if err := dead.Run(); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(os.TempDir(), fmt.Sprintf("testbed-%d-x", dead.Process.Pid))
	if err := os.Mkdir(left, 0o755); err != nil {
		t.Fatal(err)
	}
	first, err := workplace()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := workplace(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(first); err != nil {
		t.Error("the workplace of a living process was removed")
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the workplace of a dead process is still there")
	}
}
