package proof

import (
	"strings"
	"testing"

	"lightship/engine/project"
	"lightship/engine/project/projecttest"
)

func TestWhatEnvFilesGiveIsKnown(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM alpine:3.20\n", ".env": "A=one\nHOST=db\n", "api.env": "B=two\n",
		"compose.yaml": "services:\n  api:\n    build: .\n    env_file: [api.env]\n    environment: {C: three, D: \"${HOST}:1\"}\n",
	})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	given := Given(p)
	for name, want := range map[string]string{"A": "one", "B": "two", "C": "three", "D": "db:1"} {
		if given[name] != want {
			t.Errorf("%s is %q in %v", name, given[name], given)
		}
	}
}

func TestHostileVariablesOfAComposeFileAreNotWorkedOut(t *testing.T) {
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile":   "FROM alpine:3.20\n",
		"compose.yaml": "services:\n  api:\n    build: .\n    environment: {C: '" + strings.Repeat("${A:-", 3000) + "', D: x}\n",
	})
	if services := composeServices(dir, "compose.yaml"); services != nil {
		t.Errorf("%d services", len(services))
	}
}

func TestOfTwoVariablesOfANameTheLaterHolds(t *testing.T) {
	merged := Merge(ParseEnv("A=1\nB=2\nA=3\n", ""), ParseEnv("B=4\nC=5\nB=6\n", ""))
	var said []string
	for _, v := range merged {
		said = append(said, v.Name+"="+v.Value)
	}
	if got := strings.Join(said, " "); got != "A=1 A=3 C=5 B=6" {
		t.Errorf("it is %s", got)
	}
}
