package dockerfile

import (
	"slices"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

func TestAPlainWordStandsForItself(t *testing.T) {
	env := NewEnvironment(map[string]string{"A": "b"})
	for c := range 256 {
		word := "a" + string([]byte{byte(c)}) + "A"
		if !IsPlain(word) {
			continue
		}
		for _, escape := range []rune{'\\', '`'} {
			if out, _, err := shell.NewLex(escape).ProcessWord(word, env); err != nil || out != word {
				t.Errorf("%q is %q: %v", word, out, err)
			}
		}
	}
	for _, word := range []string{"$A", "${A}", `a\b`, "a`b", "'a'", `"a"`, "ä", "a\n"} {
		if IsPlain(word) {
			t.Errorf("%q is plain", word)
		}
	}
}

func TestManyVariablesAreAddedAtOnce(t *testing.T) {
	a, b := NewEnvironment(map[string]string{"A": "1", "B": "2", "PATH": "x"}), NewEnvironment(map[string]string{"B": "3", "C": "4", "PATH": "y"})
	all := a.WithAll(b, func(name string) bool { return name != "PATH" })
	var got []string
	for name, value := range all.All() {
		got = append(got, name+"="+value)
	}
	if want := []string{"A=1", "B=3", "C=4", "PATH=x"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if a.Value("B") != "2" || a.Len() != 3 {
		t.Error("the first one changed")
	}
	if same := all.WithAll(a.Without("B"), nil); same != all {
		t.Error("what adds nothing is another environment")
	}
	if whole := (Environment{}).WithAll(b, nil); whole.Len() != 3 {
		t.Errorf("%d variables", whole.Len())
	}
}

func TestWhatAHeredocCopiesIsExpandedAndTheCommandStaysAsWritten(t *testing.T) {
	f, err := Parse([]byte("FROM alpine\nARG A=b\nCOPY <<EOF /x\n$A\nEOF\n# check=skip=all\nWORKDIR /$A\nWORKDIR /plain\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ins := range f.Stages[0].Instructions {
		if ins.Command == nil {
			continue
		}
		expanded := ins.Command != ins.expanded
		if want := ins.Keyword == "COPY" || ins.Text == "WORKDIR /$A"; expanded != want {
			t.Errorf("%s: another command: %t", ins.Text, expanded)
		}
	}
}
