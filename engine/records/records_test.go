package records

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/compare"
	"lightship/engine/image"
	"lightship/engine/rewrite/learn"
)

func aPlan(at int) Plan {
	made := time.Date(2026, 1, 2, 3, 4, at, 0, time.UTC)
	return Plan{
		At: made, Context: "api", Target: "debug", Base: "alpine:3.20", Turned: map[string]Turned{"go-trim-symbols": {Title: "Trim symbols"}},
		Learned: []learn.Entry{{Kind: learn.Carry, Source: "/src/x", Path: "/x"}},
		Result:  &Result{Made: made, BeforeOnDisk: 812e6, AfterOnDisk: 14e6, Of: Sum("a")},
	}
}

func TestWhatIsKeptComesBack(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "projects")}
	want := Project{Root: "/projects/shop", Page: "changes", Build: "api/Dockerfile", Plans: map[string]Plan{"api/Dockerfile": aPlan(1), "Dockerfile": aPlan(2)}}
	if err := s.Keep(want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, s.Project("/projects/shop")); diff != "" {
		t.Error(diff)
	}
	if last := want.Last(); last == nil || last.Made.Second() != 2 {
		t.Errorf("last result: %+v", last)
	}
	if err := s.Forget("/projects/shop"); err != nil {
		t.Fatal(err)
	}
	if p := s.Project("/projects/shop"); p.Build != "" || p.Plans != nil {
		t.Errorf("it is not forgotten: %+v", p)
	}
}

func TestWhatWasForgottenLastComesBackUntilTheNextIsForgotten(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "projects")}
	for _, root := range []string{"/projects/shop", "/projects/mail"} {
		if err := s.Keep(Project{Root: root, Page: "changes"}); err != nil {
			t.Fatal(err)
		}
	}
	do := func(f func(string) error, root string) {
		t.Helper()
		if err := f(root); err != nil {
			t.Fatal(err)
		}
	}
	do(s.Forget, "/projects/shop")
	do(s.Recall, "/projects/mail")
	if s.Project("/projects/shop").Page != "" {
		t.Error("another project brought it back")
	}
	do(s.Recall, "/projects/shop")
	if s.Project("/projects/shop").Page != "changes" {
		t.Error("it does not come back")
	}
	do(s.Forget, "/projects/shop")
	do(s.Forget, "/projects/mail")
	do(s.Recall, "/projects/shop")
	if s.Project("/projects/shop").Page != "" {
		t.Error("it comes back although another one was forgotten since")
	}
	do(func(string) error { return s.Clear() }, "")
	do(s.Recall, "/projects/mail")
	if entries, err := os.ReadDir(s.Dir); err != nil || len(entries) > 0 {
		t.Errorf("something is left: %v, %v", entries, err)
	}
}

func TestADamagedRecordIsNone(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	if err := s.Keep(Project{Root: "/a", Page: "changes"}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.file("/a"), []byte(`{"root":"/a","page":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if p := s.Project("/a"); p.Page != "" || p.Root != "/a" {
		t.Errorf("%+v", p)
	}
}

func TestProjectsAndPlansAreBounded(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	for i := range maxProjects + 5 {
		if err := s.Keep(Project{Root: fmt.Sprint("/p", i)}); err != nil {
			t.Fatal(err)
		}
		old := time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC)
		if err := os.Chtimes(s.file(fmt.Sprint("/p", i)), old, old); err != nil {
			t.Fatal(err)
		}
	}
	p := Project{Root: "/p44", Page: "stages", Plans: map[string]Plan{}}
	for i := range maxPlans + 3 {
		p.Plans[fmt.Sprint(i)] = Plan{At: time.Unix(int64(i), 0)}
	}
	if err := s.Keep(p); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(s.Dir)
	if err != nil || len(entries) != maxProjects {
		t.Errorf("%d projects are kept, %v", len(entries), err)
	}
	got := s.Project("/p44")
	if _, oldest := got.Plans["0"]; len(got.Plans) != maxPlans || oldest || got.Page != "stages" {
		t.Errorf("%d plans are kept, the oldest %v", len(got.Plans), oldest)
	}
	if _, err := os.Stat(s.folder("/p0")); err == nil {
		t.Error("the project that nobody was at for the longest is kept")
	}
}

func TestNoSecretIsKeptAndNobodyElseMayRead(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	side := func(size int64) compare.Side {
		return compare.Side{Text: "FROM scratch\nENV API_TOKEN=abcd1234secret\n", Image: &image.Analysis{Digest: v1.Hash{Algorithm: "sha256", Hex: Sum("image")}, OnDisk: size}}
	}
	c := &compare.Comparison{Schema: compare.SchemaVersion, Project: "shop", Before: side(812e6), After: side(14e6)}
	if err := s.KeepComparison("/a", "Dockerfile", c); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(s.Dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), "abcd1234secret") {
			t.Errorf("%s has the secret", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Comparison("/a", "Dockerfile"); got == nil || got.Before.Image.OnDisk != 812e6 || got.After.Image.OnDisk != 14e6 {
		t.Errorf("it comes back as %+v", got)
	}
	if got := s.Comparison("/a", "other"); got != nil {
		t.Errorf("another build has %+v", got)
	}
	if ResultOf(c, "").AfterOnDisk != 14e6 {
		t.Error("the result is not the comparison's")
	}
}
