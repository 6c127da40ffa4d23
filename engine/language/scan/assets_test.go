package scan

import (
	"slices"
	"testing"
)

func TestLiteralsOfALine(t *testing.T) {
	for line, want := range map[string][]string{
		`const DIR: &'static str = "album"; // it's`:       {"album"},
		`fn dir<'a>(x: &'a str) -> &'a str { "fixtures" }`: {"fixtures"},
		`open('a.txt', "b")`:                               {"a.txt", "b"},
		`say("it's here", 'x')`:                            {"it's here", "x"},
		`// don't`:                                         nil,
		`it's "here"`:                                      {"here"},
		`"never closed`:                                    nil,
	} {
		if got := Literals(line); !slices.Equal(got, want) {
			t.Errorf("%s: %q", line, got)
		}
	}
}

func TestWhatIsOfTheRepositoryIsCarriedWhereItIsNamed(t *testing.T) {
	a := NewAssets([]string{"spec/openapi.yaml", "fixtures/a.json", "README.md", "test/x.txt", ".github/ci.yml", "main.go"}, func(name string) bool { return name == "main.go" })
	for literal, want := range map[string][]string{
		"spec/openapi.yaml": {"spec/openapi.yaml"}, "./fixtures": {"fixtures"}, "README.md": {"README.md"}, "test": nil, "spec": nil, ".github/ci.yml": nil, "/app/spec/openapi.yaml": {"spec/openapi.yaml"},
	} {
		if got := a.Match(literal); !slices.Equal(got, want) {
			t.Errorf("%s: %q", literal, got)
		}
	}
	if len(a.Paths()) != 0 {
		t.Errorf("%q", a.Paths())
	}
}
