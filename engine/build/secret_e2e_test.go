//go:build e2e

package build_test

import (
	"strings"
	"testing"

	"lightship/engine/build"
	"lightship/engine/secret"
)

func TestARunGetsItsSecretAndNothingRepeatsIt(t *testing.T) {
	e := newEngine(t, build.Settings{CacheDir: t.TempDir()})
	r := request(newContext(t), shellFile+"RUN --mount=type=secret,id=token,target=/token,required=true read x < /token; echo got ${#x} $x; sleep 1\n")
	r.BuildSecrets, r.Secrets = map[string][]byte{"token": []byte("hush-hush-hush\n")}, &secret.Masker{}
	r.Secrets.AddWhole("hush-hush-hush\n")
	said := ""
	if _, err := e.Build(t.Context(), r, func(p build.Progress) {
		for _, s := range p.Steps {
			for _, line := range s.Log {
				said += line.Text + "\n"
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said, "got 14 ********") || strings.Contains(said, "hush") {
		t.Errorf("the log is %q", said)
	}
}
