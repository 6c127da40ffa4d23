package words

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// phrase is what people read: a capital and small letters, or words with a space between them.
var phrase = regexp.MustCompile(`^[A-Z][a-z]{2,}|[A-Za-z]{2,} [A-Za-z]{2,}`)

// drawing is SVG path data.
var drawing = regexp.MustCompile(`^[MmLlHhVvCcSsQqAaZz0-9 .,-]+$`)

// unsaid are functions whose texts nobody sees in the window: they go to the log, to errors of the window's own, or to the toolkit.
var unsaid = []string{
	"WithField", "WithError", "Info", "Warn", "Debug", "Errorf", "New", "NewStaticResource", "Sprintf", "Format", "Contains", "HasPrefix", "TrimPrefix",
	"TrimSuffix", "NewWindow", "panic", "Index", "EqualFold", "Replace", "NewReplacer", "Open", "Setenv",
}

// said are texts that are the same in every language: names, and examples of what to type.
var said = []string{
	"Ctrl+", "Lightship", "Esc", "Enter", "LeftShift", "RightShift", "Node.js", "Python", "Rust", "Java", "Ruby", "Perl",
	"BeforeTime", "AfterTime", "BeforeSteps", "AfterSteps",
	"file of variables", // what a field of the Proof sheet is known by inside
}

// file is a source file of the window.
type file struct {
	path string
	tree *ast.File
	set  *token.FileSet
}

func files(t *testing.T) []file {
	t.Helper()
	var all []file
	for _, dir := range []string{"..", "../pages", "../widgets", "."} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, file{path, tree, set})
		}
	}
	if len(all) < 100 {
		t.Fatalf("%d files are not all of the window", len(all))
	}
	return all
}

// called is the last part of a called function's name: "L" of lang.L.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// translated says whether a call's texts go through the translations.
func translated(c *ast.CallExpr) bool {
	f, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return called(c) == "counted" || called(c) == "Count"
	}
	of, ok := f.X.(*ast.Ident)
	return ok && (of.Name == "lang" || of.Name == "words")
}

func TestEveryTextGoesThroughTheTranslations(t *testing.T) {
	looked := 0
	for _, f := range files(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case *ast.CallExpr:
				return !translated(n) && !slices.Contains(unsaid, called(n))
			case *ast.KeyValueExpr:
				if _, key := n.Key.(*ast.BasicLit); key {
					n.Key = ast.NewIdent("_") // What stands before a colon names something.
				}
			case *ast.IndexExpr:
				return false // A key names something.
			case *ast.BasicLit:
				text, err := strconv.Unquote(n.Value)
				if n.Kind != token.STRING || err != nil {
					return true
				}
				looked++
				known := slices.ContainsFunc(said, func(s string) bool { return text == s || strings.HasSuffix(s, "+") && strings.Contains(text, s) })
				if phrase.MatchString(text) && !drawing.MatchString(text) && !known && !strings.Contains(text, "<svg") {
					t.Errorf("%s: %q bypasses the translations", f.set.Position(n.Pos()), text)
				}
			}
			return true
		})
	}
	if looked < 200 {
		t.Errorf("%d texts are not all", looked)
	}
}

// counts are the keys of phrases with a number, and where they are said.
func counts(t *testing.T) map[string]string {
	t.Helper()
	keys := map[string]string{}
	for _, f := range files(t) {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || len(c.Args) == 0 || !translated(c) {
				return true
			}
			if name := called(c); name != "N" && name != "Count" && name != "counted" {
				return true
			}
			if key, ok := c.Args[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(key.Value)
				if err != nil {
					t.Fatal(err)
				}
				keys[text] = f.set.Position(c.Pos()).String()
			}
			return true
		})
	}
	return keys
}

func TestEveryPhraseWithANumberHasItsPluralForms(t *testing.T) {
	data, err := translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var forms map[string]map[string]string
	if err := json.Unmarshal(data, &forms); err != nil {
		t.Fatal(err)
	}
	keys := counts(t)
	for key, at := range keys {
		if forms[key]["one"] == "" || forms[key]["other"] == "" {
			t.Errorf("%s: %q has no form for one, or for others", at, key)
		}
	}
	for key := range forms {
		if _, used := keys[key]; !used {
			t.Errorf("nobody says %q", key)
		}
	}
	if err := Load(); err != nil {
		t.Fatal(err)
	}
	if one, many := Count("{{.Count}} changes", 1), Count("{{.Count}} changes", 2); one != "1 change" || many != "2 changes" {
		t.Errorf("%q and %q", one, many)
	}
}
