package session

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	logtest "github.com/sirupsen/logrus/hooks/test"

	"lightship/engine/bases"
	"lightship/engine/build"
)

const naive = `# a little server
FROM golang:1.22
WORKDIR /src
COPY . .
RUN go build -o app .
EXPOSE 8080
CMD ["./app"]
`

// writeProject makes a project folder from file names and texts.
func writeProject(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func goProject(t *testing.T, dockerfile string) string {
	t.Helper()
	return writeProject(t, map[string]string{
		"Dockerfile": dockerfile,
		"go.mod":     "module example.com/web\n\ngo 1.22\n",
		"main.go":    "package main\n\nimport \"net/http\"\n\nfunc main() { _ = http.ListenAndServe(\":8080\", nil) }\n",
	})
}

// start makes a session as a user has it, with folders of its own and registries that can't be reached.
func start(t *testing.T) *Session {
	t.Helper()
	return startWith(t, snapshotFacts{})
}

// startWith is start with facts of bases from elsewhere.
func startWith(t testing.TB, facts FactSource) *Session {
	t.Helper()
	home := t.TempDir()
	config := filepath.Join(home, "buildkitd.toml")
	unreachable := "[registry.\"docker.io\"]\n  mirrors = [\"127.0.0.1:1\"]\n[registry.\"gcr.io\"]\n  mirrors = [\"127.0.0.1:1\"]\n[registry.\"127.0.0.1:1\"]\n  http = true\n"
	if err := os.WriteFile(config, []byte(unreachable), 0o600); err != nil {
		t.Fatal(err)
	}
	log, _ := logtest.NewNullLogger()
	s := New(Settings{
		Interactive: true,
		Folders:     Folders{Cache: filepath.Join(home, "cache"), State: filepath.Join(home, "state"), Config: filepath.Join(home, "config")},
		Engine:      build.NewEngine(build.Settings{CacheDir: filepath.Join(home, "cache"), BinDir: home, Log: log}),
		Facts:       facts,
		Version:     "test", Log: logrus.FieldLogger(log),
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// snapshotFacts answers with what the catalogue ships, as bases.Registry does when no registry can be reached; it waits
// for no time-out.
type snapshotFacts struct{}

func (snapshotFacts) Facts(context.Context, string, string) (bases.Facts, error) {
	return bases.Facts{Download: -1, OnDisk: -1, Source: "snapshot"}, nil
}

func (f snapshotFacts) Refresh(ctx context.Context, ref, platform string) (bases.Facts, error) {
	return f.Facts(ctx, ref, platform)
}

func (snapshotFacts) Inside(context.Context, string, string, bases.Facts, func(done, total int64)) (*bases.Inside, error) {
	return nil, errors.New("the layers are not to be had")
}

func idle(t *testing.T, s *Session) *Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	n, err := s.Wait(ctx, Idle)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpenProposesAMultiStageDockerfile(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	n := idle(t, s)
	if n.Problem != nil {
		t.Fatalf("problem: %+v", n.Problem)
	}
	if n.After == nil || len(n.After.File.Stages) != 2 {
		t.Fatalf("after is not of two stages: %+v", n.After)
	}
	if len(n.Before.Graph.Nodes) == 0 || len(n.Changes) == 0 || n.Base == "" {
		t.Errorf("graph %v, changes %v, base %q", n.Before.Graph.Nodes, n.Changes, n.Base)
	}
	if len(n.Recent) != 1 || n.Recent[0] != dir {
		t.Errorf("recent: %q", n.Recent)
	}
}

func TestUndoGivesTheSameTextAgain(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	first := idle(t, s)
	for _, c := range first.Changes {
		s.Toggle(c.ID, !c.On)
	}
	changed := idle(t, s)
	if string(changed.After.Text) == string(first.After.Text) || !changed.CanUndo {
		t.Fatalf("toggling every change changed nothing:\n%s", changed.After.Text)
	}
	for range first.Changes {
		s.Undo()
	}
	undone := idle(t, s)
	if string(undone.After.Text) != string(first.After.Text) || undone.CanUndo || !undone.CanRedo {
		t.Errorf("undo gives\n%s\nnot\n%s", undone.After.Text, first.After.Text)
	}
	for range first.Changes {
		s.Redo()
	}
	if redone := idle(t, s); string(redone.After.Text) != string(changed.After.Text) {
		t.Errorf("redo gives\n%s\nnot\n%s", redone.After.Text, changed.After.Text)
	}
}

func TestABaseThatDoesNotFitIsRefusedWithTheReason(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	cgo := "package main\n\nimport \"C\"\n\nfunc init() {}\n"
	if err := os.WriteFile(filepath.Join(dir, "c.go"), []byte(cgo), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	before := idle(t, s)
	for _, ref := range []string{"scratch", "alpine:3.20", "gcr.io/distroless/static-debian12:nonroot"} {
		s.ChooseBase(ref)
		n := idle(t, s)
		if n.Problem == nil || n.Problem.Kind != BadInput || n.Problem.Detail == "" || n.Problem.Next == "" {
			t.Errorf("%s: problem %+v", ref, n.Problem)
		}
		if n.Base != before.Base {
			t.Errorf("%s was chosen all the same", ref)
		}
	}
}

func TestBadInputIsExplainedAndNothingIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"no Dockerfile": {map[string]string{"main.go": "package main\n"}, "no Dockerfile"},
		"empty":         {map[string]string{"Dockerfile": ""}, "FROM"},
		"only comments": {map[string]string{"Dockerfile": "# nothing\n"}, "FROM"},
		"syntax error":  {map[string]string{"Dockerfile": "FROM alpine\nRUNN true\n"}, "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			dir := writeProject(t, c.files)
			s.Open(dir)
			n := idle(t, s)
			if n.Problem == nil {
				t.Fatal("no problem is shown")
			}
			if text := n.Problem.Title + n.Problem.Detail; !strings.Contains(text, c.says) || n.Problem.Next == "" {
				t.Errorf("problem %+v does not say %q and what to do next", n.Problem, c.says)
			}
			s.Rebuild()
			s.SaveDockerfile("")
			idle(t, s)
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != len(c.files) {
				t.Errorf("the folder now holds %v, %v", entries, err)
			}
		})
	}
}

func TestSaveKeepsABackupAndTheModeOfTheFile(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	path := filepath.Join(dir, "Dockerfile")
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	n := idle(t, s)
	s.SaveDockerfile("")
	saved := idle(t, s)
	if len(saved.Saved) != 2 || saved.Saved[0].Backup != path+".bak" {
		t.Fatalf("saved: %+v, problem %+v", saved.Saved, saved.Problem)
	}
	for file, want := range map[string]string{path: string(n.After.Text), path + ".bak": naive} {
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", file, got, err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", file, info.Mode(), err)
		}
	}
}

func TestASecondSaveOfTheSameTextMakesNoBackup(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	s.SaveDockerfile("light/Dockerfile")
	s.SaveDockerfile("light/Dockerfile")
	n := idle(t, s)
	entries, err := os.ReadDir(filepath.Join(dir, "light"))
	if err != nil || len(entries) != 2 || n.Problem != nil {
		t.Errorf("%v, %v, %+v", entries, err, n.Problem)
	}
}

func TestTheIgnoreFileIsSavedWithItsDockerfile(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte("*.md\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Open(dir)
	n := idle(t, s)
	if n.Ignore == nil || n.Ignore.Name != ".dockerignore" || string(n.Ignore.Before) != "*.md\n" {
		t.Fatalf("%+v", n.Ignore)
	}
	s.SaveDockerfile("light.Dockerfile")
	s.SavePatch("light.patch")
	s.SaveDockerfile("")
	if saved := idle(t, s); saved.Problem != nil {
		t.Fatalf("%+v", saved.Problem)
	}
	for name, want := range map[string]string{
		".dockerignore": string(n.Ignore.After), ".dockerignore.bak": "*.md\n", "light.Dockerfile.dockerignore": string(n.Ignore.After),
	} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	patch, err := os.ReadFile(filepath.Join(dir, "light.patch"))
	if err != nil || !strings.Contains(string(patch), "+++ b/Dockerfile") || !strings.Contains(string(patch), "+++ b/.dockerignore") {
		t.Errorf("%v\n%s", err, patch)
	}
	s.Toggle("dockerignore", false)
	if n := idle(t, s); n.Ignore != nil || !n.CanUndo {
		t.Errorf("with the change off: %+v", n.Ignore)
	}
	s.Undo()
	if n := idle(t, s); n.Ignore == nil {
		t.Error("undo does not bring the ignore file back")
	}
}

func TestAFileThatCannotBeWrittenIsSaidAndNothingIsLost(t *testing.T) {
	s := start(t)
	dir := goProject(t, naive)
	s.Open(dir)
	idle(t, s)
	s.SaveDockerfile("go.mod/Dockerfile")
	n := idle(t, s)
	if n.Problem == nil || n.Problem.Kind != NotWritten {
		t.Fatalf("problem: %+v", n.Problem)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "Dockerfile")); err != nil || string(text) != naive {
		t.Errorf("the Dockerfile is now %q, %v", text, err)
	}
}

func TestRebuildWithoutABuilderSaysWhatIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	s := start(t)
	s.Open(goProject(t, naive))
	idle(t, s)
	s.Rebuild()
	n := idle(t, s)
	if n.Problem == nil || !strings.Contains(n.Problem.Detail, "buildkitd") {
		t.Errorf("problem: %+v", n.Problem)
	}
}

func TestSnapshotsAreNumberedAndNeverChange(t *testing.T) {
	s := start(t)
	seen := make(chan *Snapshot, 1000)
	stop := s.Subscribe(func(n *Snapshot) { seen <- n })
	s.Open(goProject(t, naive))
	last := idle(t, s)
	stop()
	number := -1
	for len(seen) > 0 {
		n := <-seen
		if n.Number <= number && n.Number != 0 {
			t.Errorf("snapshot %d after %d", n.Number, number)
		}
		number = n.Number
	}
	if last.Number == 0 {
		t.Error("nothing was published")
	}
}

func TestTheFinalBaseIsWhatTheAfterDockerfileStandsOn(t *testing.T) {
	s := start(t)
	s.Open(goProject(t, naive))
	n := idle(t, s)
	if n.FinalBase() != n.Base {
		t.Errorf("the target stands on %q, chosen is %q", n.FinalBase(), n.Base)
	}
	s.Toggle("final-base", false)
	if n = idle(t, s); n.FinalBase() == n.Base || !strings.HasPrefix(n.FinalBase(), "debian:") {
		t.Errorf("with final-base off the target stands on %q", n.FinalBase())
	}
}

func TestWithoutABaseThatIsKnownToFitTheOtherChangesStillWork(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/projects/c-make")); err != nil {
		t.Fatal(err)
	}
	s := startWith(t, onlyTheBuilder{})
	s.Open(dir)
	n := idle(t, s)
	if n.Base != "" {
		t.Fatalf("%s is recommended though its registry did not give it", n.Base)
	}
	if n.Problem != nil || n.After == nil || n.FinalBase() == "" {
		t.Errorf("after %v, problem %+v", n.After, n.Problem)
	}
}

// onlyTheBuilder knows one image, which is too large to be a final base for anything.
type onlyTheBuilder struct{ snapshotFacts }

func (onlyTheBuilder) Facts(_ context.Context, ref, _ string) (bases.Facts, error) {
	if ref == "debian:trixie-slim" {
		return bases.Facts{Download: 30e6, OnDisk: 80e6, Source: "registry"}, nil
	}
	return bases.Facts{Download: -1, OnDisk: -1}, errors.New("the registry can't be reached")
}
