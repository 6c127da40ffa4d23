package words

import (
	_ "embed"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

//go:embed glossary.json
var glossary []byte

// entry is the one term for something, what it is not called, and what may be said although a word of that is in it.
type entry struct {
	Term string   `json:"term"`
	Not  []string `json:"not"`
	But  []string `json:"but"`
}

func terms(t *testing.T) []entry {
	t.Helper()
	var all []entry
	if err := json.Unmarshal(glossary, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// wrong is the first word in a text that the glossary has another one for, and that one; empty for none.
func wrong(entries []entry, text string) (found, term string) {
	for _, e := range entries {
		rest := text
		for _, but := range e.But {
			rest = strings.ReplaceAll(rest, but, "")
		}
		for _, not := range e.Not {
			if word(not).MatchString(rest) {
				return not, e.Term
			}
		}
	}
	return "", ""
}

var patterns = map[string]*regexp.Regexp{}

// word finds a term as a whole word, in small letters or with a capital.
func word(term string) *regexp.Regexp {
	if patterns[term] == nil {
		first := strings.ToUpper(term[:1]) + term[:1]
		patterns[term] = regexp.MustCompile(`(^|[^\w/.-])[` + first + `]` + regexp.QuoteMeta(term[1:]) + `($|[^\w/-])`)
	}
	return patterns[term]
}

// sentence is what people read: words with spaces between them.
var sentence = regexp.MustCompile(`[A-Za-z']{2,} [A-Za-z']{2,}`)

// badNumber is a number that nobody would say so: one of something in the plural, and a line that no file has.
var badNumber = regexp.MustCompile(`(^|[^\d.,])1 (layers|changes|files|stages|lines|bases|steps|images|builds|packages|seconds|minutes|hours|days)\b|\bline 0\b|\bGET https?:`)

// literals calls a function for the texts of all sources of the window, the engine and the command line.
func literals(t *testing.T, each func(at, text string)) {
	t.Helper()
	for _, root := range []string{"../../gui", "../../engine", "../../cmd/lightship", "../../cmd/lightshipctl"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "test") {
				return nil
			}
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				lit, ok := n.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					_, imported := n.(*ast.ImportSpec)
					return !imported
				}
				if text, err := strconv.Unquote(lit.Value); err == nil {
					each(set.Position(lit.Pos()).String(), text)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEverythingHasOneName(t *testing.T) {
	entries := terms(t)
	said := 0
	literals(t, func(at, text string) {
		if !sentence.MatchString(text) {
			return
		}
		said++
		if found, term := wrong(entries, text); found != "" {
			t.Errorf("%s: %q: it is called %q, not %q (gui/words/glossary.json)", at, text, term, found)
		}
		if bad := badNumber.FindString(text); bad != "" {
			t.Errorf("%s: %q says %q", at, text, bad)
		}
	})
	if said < 2000 {
		t.Errorf("%d texts are not all", said)
	}
}

func TestTheGlossaryFindsWhatHasAnotherName(t *testing.T) {
	entries := terms(t)
	for text, want := range map[string]string{
		"A base image could not be fetched": "base image", "the directory is empty": "directory", "Cancelled by the user": "cancelled",
		"no such file or directory": "", "the base is large": "", "it is copied into the working directory": "",
	} {
		if got, _ := wrong(entries, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"1 layers", "it has 1 files more", "line 0 is wrong", "not there (GET https://example.com/v2)"} {
		if !badNumber.MatchString(text) {
			t.Errorf("%q passes", text)
		}
	}
	for _, text := range []string{"11 layers", "2.1 files", "line 10"} {
		if badNumber.MatchString(text) {
			t.Errorf("%q is taken for bad", text)
		}
	}
}
