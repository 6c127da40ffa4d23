package project_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lightship/engine/project"
)

func TestAttributesBesideManyBakeTargetsMayReferToOne(t *testing.T) {
	var text strings.Builder
	text.WriteString("TAG = target.t149.args.V\n")
	for i := range 150 {
		fmt.Fprintf(&text, "target \"t%d\" {\n  args = { V = \"%d\" }\n}\n", i, i)
	}
	text.WriteString("target \"uses\" {\n  args = { GIVEN = TAG }\n}\n")
	dir := t.TempDir()
	for name, content := range map[string]string{"Dockerfile": "FROM scratch\n", "docker-bake.hcl": text.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	b, found := p.Build("docker-bake.hcl#uses")
	if !found || b.Args["GIVEN"] != "149" {
		t.Errorf("found %v, args %v, not read: %v", found, b.Args, p.Unread)
	}
}
