package foreign

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"

	"lightship/engine/foreign/foreigntest"
)

func TestOnlyRegularFilesOfABoundedSizeAreRead(t *testing.T) {
	dir := t.TempDir()
	fifo, file := filepath.Join(dir, "fifo"), filepath.Join(dir, "file")
	if err := errors.Join(syscall.Mkfifo(fifo, 0o600), os.WriteFile(file, []byte("12345"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{fifo: ErrNotRegular, dir: ErrNotRegular, "/dev/zero": ErrNotRegular, file: ErrLarge} {
		if _, err := ReadFile(path, 4); !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if text, err := ReadFile(file, 5); err != nil || string(text) != "12345" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestWhatNestsTooDeeplyIsRefusedBeforeAParserSeesIt(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 300_000/len(s)) }
	hcl := func(text []byte) error { return HCL(text, "x") }
	shell := func(text []byte) error { return Shell(string(text)) }
	variables := func(text []byte) error { return Variables(string(text)) }
	for name, c := range map[string]struct {
		check func([]byte) error
		text  string
	}{
		"brackets in JSON": {JSON, many("[")}, "objects in JSON": {JSON, many(`{"a":`)}, "behind a comment": {JSON, "// \"\n" + many("[")},
		"behind a string": {JSON, `["\"]]]]",` + many("[")}, "arrays in TOML": {TOML, "a = " + many("[")}, "behind lines in TOML": {TOML, "b = '''\n'\n'''\na = " + many("[")},
		"brackets in HCL": {hcl, "a = " + many("[")}, "templates in HCL": {hcl, "a = " + many(`"${`)}, "blocks in HCL": {hcl, many("a {\n")},
		"signs in HCL": {hcl, "a = " + many("!")}, "choices in HCL": {hcl, "a = " + many("b ? c : ")},
		"substitutions in a shell": {shell, many("$(")}, "words of a shell": {shell, many("if ")}, "backquotes": {shell, many("`")}, "lists of a shell": {shell, many("a&&")},
		"braces of a shell": {shell, many("{ ")}, "variables": {variables, many("${A:-")}, "variables in one line": {variables, many("${A}")},
		"sequences in YAML": {YAML, strings.Repeat("[", 5000) + strings.Repeat("]", 5000)}, "lines of YAML": {YAML, strings.Repeat("- ", 5000) + "a"},
	} {
		if err := c.check([]byte(c.text)); !errors.Is(err, ErrDeep) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatPeopleWriteIsNotRefused(t *testing.T) {
	var pkg, bake, script, toml strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&pkg, "{\"a%d\": [\"[1,2)\", \"{\"]},\n", i)
		fmt.Fprintf(&toml, "[[package]]\nname = \"a[\"\ndependencies = [\n 'b\\',\n]\n")
	}
	for i := range 5000 {
		fmt.Fprintf(&bake, "target \"t%d\" {\n  args = { A = \"${upper(B)}-%d\", C = D ? \"x\" : \"y\" }\n tags = [for t in T : \"${R}/${t}\"]\n}\n", i, i)
	}
	for i := range 100_000 {
		fmt.Fprintf(&script, "echo %d > \"$OUT\"\n", i)
	}
	text := strings.ReplaceAll(bake.String(), `D ? "x" : "y"`, "D")
	for name, err := range map[string]error{
		"JSON": JSON([]byte(pkg.String())), "TOML": TOML([]byte(toml.String())), "HCL": HCL([]byte(text), "x"), "shell": Shell(script.String()),
		"variables": Variables(strings.Repeat("image: ${A:-${B:-x}}:${C}\n", 10_000)), "YAML": YAML([]byte("a: &x [1, 2]\nb: [*x, *x]\n")),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// parsed are HCL or JSON texts as the library reads them.
func parsed(t *testing.T, text string) *hcl.File {
	t.Helper()
	parse := hclparse.NewParser().ParseHCL
	if strings.HasPrefix(text, "{") {
		parse = hclparse.NewParser().ParseJSON
	}
	f, diags := parse([]byte(text), "x")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return f
}

func TestValuesThatWouldTakeAllTimeOrMemoryAreNotWorkedOut(t *testing.T) {
	var doubling, inJSON strings.Builder
	doubling.WriteString("variable \"a0\" { default = \"xxxxxxxx\" }\n")
	inJSON.WriteString(`{"variable": {"a0": {"default": "xxxxxxxx"}`)
	for i := range 40 {
		fmt.Fprintf(&doubling, "variable \"a%d\" { default = \"${a%d}${a%d}\" }\n", i+1, i, i)
		fmt.Fprintf(&inJSON, `, "a%d": {"default": "${a%d}${a%d}"}`, i+1, i, i)
	}
	inJSON.WriteString("}}")
	for name, text := range map[string]string{
		"bcrypt": "variable \"x\" { default = bcrypt(\"x\", 28) }\n", "bcrypt in JSON": `{"target": {"a": {"tags": ["${bcrypt(\"x\", 28)}"]}}}`,
		"bcrypt in a function": "function \"f\" {\n params = [x]\n result = bcrypt(x, 28)\n}\n", "doubling": doubling.String(), "doubling in JSON": inJSON.String(),
		"products": "variable \"x\" { default = setproduct(range(1000), range(1000), range(1000)) }\n",
		"loops":    "a = [for i in range(1000) : [for j in range(1000) : [for k in range(1000) : k]]]\n",
		"widths":   "a = format(\"%999999999d\", 1)\n", "replacing": "a = replace(join(\"\", range(1000)), \"0\", join(\"\", range(1000)))\nb = replace(a, \"1\", a)\n",
	} {
		foreigntest.Watch(t, name, func() {
			if err := HCLCost(parsed(t, text)); !errors.Is(err, ErrCostly) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	var bake strings.Builder
	bake.WriteString("variable \"TAG\" { default = \"latest\" }\nvariable \"REG\" { default = \"ghcr.io/x\" }\nfunction \"tag\" {\n params = [n]\n result = [\"${REG}/${n}:${replace(TAG, \"/\", \"-\")}\"]\n}\n")
	for i := range 2000 {
		fmt.Fprintf(&bake, "target \"t%d\" {\n args = { A = \"${upper(TAG)}-%d\" }\n tags = tag(format(\"%%s-%%02d\", \"n\", %d))\n platforms = flatten([for a in [\"x\"] : [for b in [\"y\"] : \"${a}/${b}\"]])\n}\n", i, i, i)
	}
	if err := HCLCost(parsed(t, bake.String()), parsed(t, `{"target": {"a": {"tags": ["${REG}/a:${TAG}"]}}}`)); err != nil {
		t.Errorf("an ordinary file: %v", err)
	}
}

func TestTextsOfMoreLinesThanCanBeJoinedAreNotParsed(t *testing.T) {
	lines := strings.Repeat("b\\n", 30_000)
	inJSON := `{"target": {"a": {"args": {"A": "` + lines + `", "B": "` + lines + `"}}}}`
	for name, check := range map[string]func() error{
		"a heredoc":       func() error { return HCL([]byte("a = <<E\n"+strings.Repeat("b\n", 100_000)+"E\n"), "x") },
		"an indented one": func() error { return HCL([]byte("a = <<-E\n"+strings.Repeat("  b\n", 100_000)+"E\n"), "x") },
		"many": func() error {
			return HCL([]byte(strings.Repeat("a = <<E\n"+strings.Repeat("b\n", 10_000)+"E\n", 5)), "x")
		},
		"one without an end": func() error { return HCL([]byte("a = <<E\n"+strings.Repeat("b\n", 100_000)), "x") },
		"texts in JSON":      func() error { return HCLCost(parsed(t, inJSON)) },
	} {
		foreigntest.Watch(t, name, func() {
			if err := check(); !errors.Is(err, ErrCostly) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	if err := HCL([]byte("a = <<E\n"+strings.Repeat("RUN echo a line that somebody wrote\n", 2000)+"E\n"), "x"); err != nil {
		t.Errorf("2,000 lines: %v", err)
	}
}

func TestAFileThatIsNamedMayBeAPipeButHasAnEnd(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := writer.WriteString("A=1\n"); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	if text, err := ReadNamed(fmt.Sprintf("/dev/fd/%d", reader.Fd()), 10); err != nil || string(text) != "A=1\n" {
		t.Errorf("%q: %v", text, err)
	}
	if _, err := ReadNamed("/dev/zero", 1000); !errors.Is(err, ErrLarge) {
		t.Errorf("of a file without an end: %v", err)
	}
}
