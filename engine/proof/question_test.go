package proof

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"lightship/engine/project"
	"lightship/engine/proof/record"
)

func TestProbesAreReadAsUsersWriteThem(t *testing.T) {
	for text, want := range map[string]record.Probe{
		"http:/feed.xml":                 {Kind: record.HTTP, Path: "/feed.xml"},
		"https:8443/a?b=c":               {Kind: record.HTTPS, Port: 8443, Path: "/a?b=c"},
		"POST http:8080/entries=201":     {Kind: record.HTTP, Method: "POST", Port: 8080, Path: "/entries", Status: 201},
		"tcp:5432":                       {Kind: record.TCP, Port: 5432},
		"cmd:pg_isready -q":              {Kind: record.Command, Args: []string{"pg_isready", "-q"}},
		"cmd:wget -qO- localhost | grep": {Kind: record.Command, Args: []string{"/bin/sh", "-c", "wget -qO- localhost | grep"}},
	} {
		want.From = "given"
		if p, err := ParseProbe(text); err != nil || !reflect.DeepEqual(p, want) {
			t.Errorf("%q is %+v, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "/path", "http:", "http:x/", "http:8080", "tcp:0", "tcp:x", "ftp:/x", "http:/x=9", "http:/x=y", "GET tcp:1"} {
		if p, err := ParseProbe(text); err == nil {
			t.Errorf("%q is %+v", text, p)
		}
	}
}

func TestTheEnvironmentIsTheProjectsAndWhatIsGivenHolds(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Dockerfile":   "FROM scratch\n",
		".env":         "# of this computer\nexport A=1\nSECRET_KEY='s p # q'\nPORT=80 # web\nnothing\n",
		"web.env":      "B=from file\nC=old\n",
		"compose.yaml": "services:\n  web:\n    build: .\n    env_file: [web.env]\n    environment:\n      C: new\n      P: port ${PORT} ${OTHER:-7}\n      EMPTY:\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &project.Project{Root: dir, Starts: []project.Start{
		{By: project.StartedByCompose, Name: "web", Build: "web", At: project.Evidence{File: "compose.yaml"}},
	}}
	want := []Variable{
		{"A", "1", false, ".env"},
		{"SECRET_KEY", "s p # q", true, ".env"},
		{"PORT", "80", false, ".env"},
		{"B", "from file", false, "web.env"},
		{"C", "new", false, "compose.yaml"},
		{"P", "port 80 7", false, "compose.yaml"},
	}
	if env := Environment(p, "web"); !reflect.DeepEqual(env, want) {
		t.Errorf("the environment is %+v", env)
	}
	if env := Environment(p, "other"); len(env) != 3 {
		t.Errorf("the environment of another build is %+v", env)
	}
	merged := Merge(want, []Variable{{Name: "A", Value: "2"}})
	if len(merged) != len(want) || merged[len(merged)-1].Value != "2" {
		t.Errorf("merged is %+v", merged)
	}
}
