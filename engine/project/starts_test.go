package project_test

import (
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
	"lightship/engine/project/projecttest"
)

func TestComposeFilesAndManifestsSayHowImagesAreStarted(t *testing.T) {
	archives, err := filepath.Glob("testdata/starts/*.txtar")
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
				Starts []project.Start
				Unread []project.Evidence
			}{p.Starts, p.Unread}))
		})
	}
}

func TestAnImageIsTheProjectsByItsNameWhenThereIsOneDockerfile(t *testing.T) {
	pod := "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: IMAGE, command: [x]}]}\n"
	for image, want := range map[string]int{"example.com/shop:1": 1, "shop": 1, "example.com/store": 1, "postgres": 0, "bitnami/store": 0} {
		dir := filepath.Join(projecttest.Write(t, map[string]string{
			"shop/Dockerfile": "FROM a", "shop/pod.yaml": strings.Replace(pod, "IMAGE", image, 1),
		}), "shop")
		p, _, err := project.Find(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Starts) != want || want == 1 && p.Starts[0].Dockerfile != "Dockerfile" {
			t.Errorf("%s: %+v", image, p.Starts)
		}
	}
}

func TestOfSeveralImagesThatNobodyPublishesNoneIsTakenForTheProjects(t *testing.T) {
	pod := "kind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: example.com/a, command: [x]}, {name: d, image: SECOND}]}\n"
	for second, want := range map[string]int{"example.com/b": 0, "redis:7": 1, "example.com/a:2": 2} {
		dir := projecttest.Write(t, map[string]string{"Dockerfile": "FROM a", "pod.yaml": strings.Replace(pod, "SECOND", second, 1)})
		p, _, err := project.Find(t.Context(), dir)
		if err != nil || len(p.Starts) != want {
			t.Errorf("%s: %+v, %v", second, p.Starts, err)
		}
	}
}

func TestAManifestThatIsTooLargeOrNoManifestStartsNothing(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile":  "FROM a",
		"values.yaml": "containers: [{image: shop}]\n",
		"large.yaml":  "kind: Pod\nspec: {containers: [{image: shop}]}\n" + strings.Repeat("# long\n", 60000),
	})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil || len(p.Starts) != 0 {
		t.Errorf("%+v, %v", p.Starts, err)
	}
}
