package buildkitd

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"
)

func TestTheSocketIsWhereItsPathIsShortEnough(t *testing.T) {
	runtime, long := t.TempDir(), "/"+strings.Repeat("x", 100)
	short := func(dir string) bool { return len(filepath.Join(dir, "buildkitd.sock")) <= 104 }
	if got := runtimeFolder("/home/u/.cache/lightship/buildkit", runtime, "/tmp", 1000); !strings.HasPrefix(got, runtime+"/lightship/") {
		t.Errorf("with a runtime folder it is %s", got)
	}
	if got := runtimeFolder("/home/u/.cache/lightship/buildkit", "/does/not/exist", "/tmp", 1000); got != "/home/u/.cache/lightship/buildkit/run" {
		t.Errorf("without a runtime folder it is %s", got)
	}
	one, other := runtimeFolder(long+"/one", "", "/tmp", 1000), runtimeFolder(long+"/other", "", "/tmp", 1000)
	if !strings.HasPrefix(one, "/tmp/lightship-1000/") || one == other || !short(one) {
		t.Errorf("for long paths it is %s and %s", one, other)
	}
}

func TestAPrivateFolderIsForItsUserOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := private(dir); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if err := private(link); !errors.Is(err, ErrNoPermission) {
		t.Errorf("a link is taken for a private folder: %v", err)
	}
}

func TestAFailedStartSaysWhatToDo(t *testing.T) {
	for log, want := range map[string]struct {
		kind error
		next string
	}{
		`[rootlesskit:parent] error: failed to setup UID/GID map: No subuid ranges found for user 1000 ("u")`:      {ErrNoPermission, "usermod"},
		`failed to setup UID/GID map: exec: "newuidmap": executable file not found in $PATH`:                       {ErrNoPermission, "uidmap"},
		`[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: operation not permitted`: {ErrNoPermission, "user namespaces"},
		"buildkitd: mkdir /x: no space left on device":                                                             {ErrNoSpace, "free some space"},
		"first line\nbuildkitd: failed to create /x: permission denied\nlast":                                      {ErrNoPermission, "failed to create /x"},
		"buildkitd: failed to parse config: toml: expected character =":                                            {ErrConfig, "LIGHTSHIP_BUILDKITD_CONFIG"},
	} {
		err := startError(log)
		if !errors.Is(err, want.kind) || !strings.Contains(err.Error(), want.next) {
			t.Errorf("%q gives %v", log, err)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q gives more than a line", log)
		}
	}
	if err := startError("a\npanic: unheard of\n"); !strings.HasSuffix(err.Error(), "panic: unheard of") {
		t.Errorf("an unknown reason gives %v", err)
	}
	if err := startError(""); err == nil {
		t.Error("no log gives no error")
	}
}

func TestMissingProgramsAreListed(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := find(t.TempDir(), true)
	if !errors.Is(err, ErrMissing) {
		t.Fatalf("error is %v", err)
	}
	for _, part := range []string{"buildkitd, runc, rootlesskit", "make build", "BUILDKIT_HOST"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

func TestProgramsAreFoundInTheirFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"buildkitd", "runc"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	b, err := find(dir, false)
	if err != nil || b.buildkitd != filepath.Join(dir, "buildkitd") || b.rootlesskit != "" {
		t.Errorf("found %+v, %v", b, err)
	}
}

func TestTheConfigurationIsPassedOnAndOursFillsWhatItLeavesOpen(t *testing.T) {
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "buildkitd.toml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mirrors := write("[registry.\"docker.io\"]\nmirrors = [\"127.0.0.1:5000\"]\n")
	for path, ours := range map[string]bool{
		"":      true,
		mirrors: true,
		write("[worker.oci]\nreservedSpace = \"1GB\"\n"):                    false,
		write("[[worker.oci.gcpolicy]]\nall = true\nmaxUsedSpace = 1000\n"): false,
	} {
		args, err := configArgs(path)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(args, "--oci-worker-gc-keepstorage") != ours {
			t.Errorf("%q gives %v", path, args)
		}
	}
	if args, _ := configArgs(mirrors); args[1] != mirrors {
		t.Errorf("the file is not passed on: %v", args)
	}
	for _, path := range []string{write("registry = ["), filepath.Join(t.TempDir(), "none.toml")} {
		if _, err := configArgs(path); !errors.Is(err, ErrConfig) {
			t.Errorf("%s gives %v", path, err)
		}
	}
}

func TestTheDaemonsLinesKeepTheirLevels(t *testing.T) {
	var out bytes.Buffer
	log := logrus.New()
	log.SetOutput(&out)
	log.SetLevel(logrus.DebugLevel)
	log.SetFormatter(&logrus.TextFormatter{DisableTimestamp: true, DisableColors: true})
	path := filepath.Join(t.TempDir(), "buildkitd.log")
	text := `{"level":"warning","msg":"careful","time":"2026-01-01T00:00:00Z","path":"/x"}
{"level":"error","msg":"broken"}
plain words
`
	if err := os.WriteFile(path, []byte("old\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := follow(path, 4, log)
	if err != nil {
		t.Fatal(err)
	}
	f.close()
	want := "level=warning msg=careful component=buildkitd path=/x\n" +
		"level=error msg=broken component=buildkitd\n" +
		"level=info msg=\"plain words\" component=buildkitd\n"
	if out.String() != want {
		t.Errorf("log is\n%swant\n%s", out.String(), want)
	}
}

func TestAUserSeesWhetherThereIsAKeeper(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users")
	if user, err := join(path); user != nil || err != nil {
		t.Errorf("without a FIFO: %v, %v", user, err)
	}
	if err := makeFIFO(path); err != nil {
		t.Fatal(err)
	}
	if user, err := join(path); user != nil || err != nil {
		t.Errorf("without a keeper: %v, %v", user, err)
	}
	read, first, err := found(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := join(path)
	if err != nil || second == nil {
		t.Fatalf("with a keeper: %v, %v", second, err)
	}
	first.Close()
	second.Close()
	if n, err := read.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("the keeper read %d, %v after the last user left", n, err)
	}
	read.Close()
}

func TestASocketFolderInAFolderThatOthersMayWriteToIsRefused(t *testing.T) {
	temp := t.TempDir()
	dir := filepath.Join(temp, "lightship-0", "abc")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := ours(dir, temp); err != nil {
		t.Errorf("all of it is ours: %v", err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := ours(dir, temp); !errors.Is(err, ErrNoPermission) {
		t.Errorf("others may rename what is in it: %v", err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	if err := ours(dir, temp); err != nil {
		t.Errorf("a sticky folder: %v", err)
	}
	link := filepath.Join(temp, "link")
	if err := os.Symlink(filepath.Dir(dir), link); err != nil {
		t.Fatal(err)
	}
	if err := ours(filepath.Join(link, "abc"), temp); !errors.Is(err, ErrNoPermission) {
		t.Errorf("a link on the way: %v", err)
	}
}
