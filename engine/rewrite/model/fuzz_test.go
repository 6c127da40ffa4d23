package model_test

import (
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/foreign/foreigntest"
	"lightship/engine/rewrite/model"
)

// FuzzShell reads any text as a shell's script.
func FuzzShell(f *testing.F) {
	for _, seed := range []string{
		"set -eux; apt-get update && apt-get install -y \"$A\" || true\n", "for i in $(seq 3); do case $i in 1) echo `x` ;; esac; done\n",
		"cat <<EOF > /a\n$B ${C:-${D}}\nEOF\n", "f() { cd /x && [[ -e y ]] && z; }; f | tee /a &\n", "((i++)); a=(1 2); echo ${a[@]//x/y} <(b)\n",
	} {
		f.Add(seed)
		f.Add(strings.Repeat(seed, 50))
	}
	f.Fuzz(func(t *testing.T, text string) {
		foreigntest.Watch(t, "reading the script", func() {
			s, err := model.ParseScript(text, dockerfile.NewEnvironment(map[string]string{"A": "b", "C": "$A"}), "/")
			if err != nil {
				return
			}
			for _, c := range s.Commands {
				if c.At < 0 || c.End < c.At || c.End > len(text) {
					t.Errorf("%v stands from %d to %d of %d bytes", c.Args, c.At, c.End, len(text))
				}
			}
		})
	})
}
