package scan

import (
	"strings"
	"testing"
)

func TestAnArgumentIsEvaluatedWithWhatNamesAreSetTo(t *testing.T) {
	values := ValuesOf("const tool = 'git';\nTOOL: &str = \"svn\"\n#define HERE \"maps/a.tsv\"\ntwice = 'a'\ntwice = other()\nlet at = `x/${y}`\nlet file = Path::new(TOOL).join(\"b.txt\");\n")
	for _, c := range []struct {
		argument, value string
		known           bool
	}{
		{`"git"`, "git", true},
		{"tool", "git", true},
		{"TOOL", "svn", true},
		{"HERE", "maps/a.tsv", true},
		{"twice", "", false},
		{"at", "", false},
		{"&file", "svn/b.txt", true},
		{"[tool, '-v']", "git", true},
		{"new String[]{\"gs\", \"-q\"}", "gs", true},
		{"path.join(__dirname, 'a', 'b.txt')", "a/b.txt", true},
		{"path.join('a', name)", "a", false},
		{"Path(\"out\") / \"b\"", "out/b", true},
		{"Path::new(\"out\").join(\"x.txt\")", "out/x.txt", true},
		{"commands[0]", "", false},
		{"COMMANDS['pull']", "", false},
		{"`data/${name}`", "data/", false},
	} {
		if value, known := values.Evaluate(c.argument); value != c.value || known != c.known {
			t.Errorf("%s: %q %v, want %q %v", c.argument, value, known, c.value, c.known)
		}
	}
}

func TestArgumentsEndWithTheirBracket(t *testing.T) {
	got := Arguments("'a,b', [1, 2], f(x, y)) + other(z)")
	if len(got) != 3 || got[0] != "'a,b'" || got[1] != "[1, 2]" || got[2] != "f(x, y)" {
		t.Errorf("%q", got)
	}
}

func TestACallThatNothingClosesHasNoArguments(t *testing.T) {
	if got := Arguments(strings.Repeat("open(", 1000)); got != nil {
		t.Errorf("%d arguments", len(got))
	}
	if got := Arguments("a, [" + strings.Repeat("1, ", 100000) + "])"); len(got) != 2 {
		t.Errorf("%d arguments of a call that is cut off", len(got))
	}
}
