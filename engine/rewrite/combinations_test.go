package rewrite

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"lightship/engine/dockerfile"
)

// pairs is how many pairs of features are tried in each language: go test ./engine/rewrite -run Combination -pairs 4000 tries nearly all.
var pairs = flag.Int("pairs", 20, "how many pairs of features the combinations have in each language")

// combinations are what Dockerfiles do beside building and starting a program, in each language.
type combinations struct {
	Languages []madeLanguage
	Features  []feature
}

// madeLanguage is a small project with what builds it.
type madeLanguage struct {
	Name, Base, Build string
	// Words start the program.
	Words []string
	Files map[string]string
}

// feature is what stands before and after the build, how the program is started (its own words where it says nothing), and further files.
type feature struct {
	Name, Before, After, Start string
	Files                      map[string]string
	// Final is what must be found in a final stage that is made anew.
	Final string
}

// outdoes says whether two features set what an image has once: the last of them holds.
func (f feature) outdoes(other feature) bool {
	both := func(keyword string) bool {
		return strings.Contains(f.After, keyword) && strings.Contains(other.After, keyword)
	}
	return f.Start != "" && other.Start != "" || both("HEALTHCHECK") || both("USER")
}

func readCombinations(t *testing.T) combinations {
	t.Helper()
	text, err := os.ReadFile("testdata/combinations.json")
	if err != nil {
		t.Fatal(err)
	}
	var out combinations
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// with is a language's project with features.
func (l madeLanguage) with(features ...feature) ruleCase {
	quoted, _ := json.Marshal(l.Words)
	words := strings.TrimSuffix(strings.TrimPrefix(string(quoted), "["), "]")
	before, after, start := "", "", "CMD @WORDS@\n"
	files := map[string]string{}
	for name, text := range l.Files {
		files[name] = text
	}
	for _, f := range features {
		before, after = before+f.Before, after+f.After
		if f.Start != "" {
			start = f.Start
		}
		for name, text := range f.Files {
			files[name] = text
		}
	}
	start = strings.NewReplacer("@WORDS@", "["+words+"]", "@WORDS,@", words+"]", "@LINE@", strings.Join(l.Words, " ")).Replace(start)
	files["Dockerfile"] = "FROM " + l.Base + "\n" + before + l.Build + after + start
	archive := &txtar.Archive{}
	for name, text := range files {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
	return ruleCase{archive: archive}
}

func TestACombinationOfFeaturesIsRewrittenWithAllOfThemOrNot(t *testing.T) {
	all := readCombinations(t)
	random := rand.New(rand.NewPCG(3, 4))
	for i, l := range all.Languages {
		for j, f := range all.Features {
			if testing.Short() && j%len(all.Languages) != i {
				continue
			}
			t.Run(l.Name+"/"+f.Name, func(t *testing.T) { l.holds(t, f) })
		}
		for range *pairs {
			a, b := all.Features[random.IntN(len(all.Features))], all.Features[random.IntN(len(all.Features))]
			if a.Name == b.Name || a.outdoes(b) || testing.Short() {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s and %s", l.Name, a.Name, b.Name), func(t *testing.T) { l.holds(t, a, b) })
		}
	}
}

// holds checks what must hold of a language's project with features: it is rewritten into a text that parses and is settled, and a
// final stage that is made anew has what the features ask for.
func (l madeLanguage) holds(t *testing.T, features ...feature) {
	c := l.with(features...)
	source := c.file("Dockerfile")
	s := sampleText{source: source, propose: c.proposeBeside, base: recommended}
	p := s.propose(t, source, nil)
	after, err := p.After(p.defaults(), s.base(p))
	if errors.Is(err, ErrBaseRefused) {
		return
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	if _, err := dockerfile.Parse(after, dockerfile.Options{Platform: "linux/amd64"}); err != nil {
		t.Fatalf("%v\n%s", err, after)
	}
	s.isSettled(t, after, p.IgnoreFile(p.defaults()))
	stages := strings.Split(string(after), "\nFROM ")
	if len(stages) < 2 {
		return
	}
	for _, f := range features {
		if !regexp.MustCompile("(?s)" + f.Final).MatchString(stages[len(stages)-1]) {
			t.Errorf("%s is not in the final stage (%s):\n%s\nbecomes\n%s", f.Name, f.Final, source, after)
		}
	}
}
