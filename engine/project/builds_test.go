package project_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
	"lightship/engine/project/projecttest"

	"github.com/google/go-cmp/cmp"
)

var _ = flag.Bool("update", false, "write the golden files anew")

func TestComposeAndBakeFilesDeclareBuilds(t *testing.T) {
	archives, err := filepath.Glob("testdata/builds/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal(archives, err)
	}
	for _, archive := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(archive), ".txtar"), func(t *testing.T) {
			p, _, err := project.Find(t.Context(), projecttest.Unpack(t, archive))
			if err != nil {
				t.Fatal(err)
			}
			projecttest.Golden(t, strings.TrimSuffix(archive, ".txtar")+".json", projecttest.AsGolden(t, struct {
				Builds []project.Build
				Unread []project.Evidence
			}{p.Builds, p.Unread}))
		})
	}
}

func TestABakeVariableTakesTheEnvironmentsValue(t *testing.T) {
	t.Setenv("GO", "1.99")
	p, _, err := project.Find(t.Context(), projecttest.Unpack(t, "testdata/builds/bake.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	b, found := p.Build("docker-bake.hcl#api")
	if !found || b.Args["GO_VERSION"] != "1.99" {
		t.Errorf("%+v", b)
	}
}

func TestABuildIsFoundByTheNameThatAPersonGives(t *testing.T) {
	p, _, err := project.Find(t.Context(), projecttest.Unpack(t, "testdata/builds/compose.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		by       project.DeclaredBy
		name, id string
		says     string
	}{
		{project.Compose, "worker", "compose.yaml#worker", ""},
		{"", "web/Dockerfile", "web/Dockerfile", ""},
		{"", "compose.prod.yaml#api", "compose.prod.yaml#api", ""},
		{project.Compose, "api", "", "choose one of compose.yaml#api, compose.prod.yaml#api"},
		{project.Bake, "worker", "", `"worker" is neither`},
		{project.Compose, "wrker", "", "there are api, child"},
	} {
		b, err := p.BuildNamed(test.by, test.name)
		switch {
		case test.says == "" && (err != nil || b.ID != test.id):
			t.Errorf("%s: %+v, %v", test.name, b, err)
		case test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)):
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := p.BuildNamed(project.Bake, "x"); !errors.Is(err, project.ErrNoBuild) {
		t.Errorf("%v", err)
	}
}

func TestTheContextOfADockerfileInASubFolder(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM a", "go.mod": "module x",
		"compose.yaml":           "services:\n  cart:\n    build: {context: ., dockerfile: cart/Dockerfile}\n",
		"cart/Dockerfile":        "FROM a\nCOPY cart.go .\n",
		"cart/cart.go":           "package cart",
		"own/Dockerfile":         "FROM a\nCOPY package*.json ./\nCOPY . .\n",
		"own/package.json":       "{}",
		"root/Dockerfile":        "FROM a\nCOPY go.mod root ./\n",
		"both/Dockerfile":        "FROM a\nCOPY Dockerfile ./\n",
		"all/Dockerfile":         "FROM a\nCOPY . .\n",
		"neither/Dockerfile":     "FROM a\nCOPY nothing ./\n",
		"broken/Dockerfile":      "FRO",
		"two/Dockerfile":         "FROM a\n",
		"two/compose.yaml":       "services:\n  a:\n    build: .\n",
		"two/other/compose.yaml": "services:\n  b:\n    build: {context: ../.., dockerfile: two/Dockerfile}\n",
	})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]string{
		"Dockerfile":         {"."},
		"cart/Dockerfile":    {".", "cart"},
		"own/Dockerfile":     {"own", "."},
		"root/Dockerfile":    {".", "root"},
		"both/Dockerfile":    {".", "both"},
		"all/Dockerfile":     {".", "all"},
		"neither/Dockerfile": {".", "neither"},
		"broken/Dockerfile":  {".", "broken"},
		"two/Dockerfile":     {".", "two"},
	} {
		if diff := cmp.Diff(want, p.Contexts(file)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func TestADockerfileThatCopiesAllIsBuiltWhereAProgramBegins(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"api/Dockerfile": "FROM a\nCOPY . .\n", "api/package.json": "{}", "docs/Dockerfile": "FROM a\nCOPY . .\n",
	})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil || p.ContextFor("api/Dockerfile") != "api" || p.ContextFor("docs/Dockerfile") != "." {
		t.Errorf("%s, %s, %v", p.ContextFor("api/Dockerfile"), p.ContextFor("docs/Dockerfile"), err)
	}
}

func TestAMonorepoOfDozensIsListedInOrder(t *testing.T) {
	files := map[string]string{}
	for i := range 60 {
		files[fmt.Sprintf("services/s%02d/Dockerfile", i)] = "FROM a"
		files[fmt.Sprintf("services/s%02d/compose.yaml", i)] = fmt.Sprintf("services:\n  s%02d:\n    build: .\n", i)
	}
	dir := projecttest.Write(t, files)
	for name, target := range map[string]string{"services/up": "../..", "self": "self", "services/s00/Containerfile.link": "Dockerfile"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	p, chosen, err := project.Find(t.Context(), dir)
	if err != nil || chosen != "services/s00/Containerfile.link" && chosen != "services/s00/Dockerfile" {
		t.Fatal(chosen, err)
	}
	if len(p.Dockerfiles) != 61 || len(p.Builds) != 121 || p.Builds[120].ID != "services/s59/compose.yaml#s59" {
		t.Errorf("%d Dockerfiles, %d builds, the last %+v", len(p.Dockerfiles), len(p.Builds), p.Builds[len(p.Builds)-1])
	}
}

func TestAFolderWithABuildButNoDockerfileOfAUsualNameOpens(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"compose.yaml": "services:\n  a:\n    build: {dockerfile: build.docker}\n", "build.docker": "FROM a",
	})
	p, chosen, err := project.Find(t.Context(), dir)
	if err != nil || chosen != "build.docker" || len(p.Dockerfiles) != 0 || len(p.Builds) != 1 {
		t.Errorf("%s, %+v, %v", chosen, p, err)
	}
}
