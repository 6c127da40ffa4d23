package recipe

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/pelletier/go-toml/v2"
)

// ErrUnknown is returned for a reference or name that no recipe has.
var ErrUnknown = errors.New("no recipe for this image")

// Set is all recipes, read and checked.
type Set struct {
	images map[string]*Recipe
	trees  map[string]*Tree
	// texts are the files' contents, by the names of images and, after "tree ", of trees.
	texts map[string][]byte
	refs  map[string]string
}

// Load reads images/*.toml and trees/*.toml of folder. An error names the file and what is wrong in it.
func Load(folder fs.FS) (*Set, error) {
	s := &Set{
		images: map[string]*Recipe{}, trees: map[string]*Tree{},
		texts: map[string][]byte{}, refs: map[string]string{},
	}
	err := each(folder, "trees", func(title string, text []byte) error {
		t := &Tree{Name: title}
		s.trees[title], s.texts["tree "+title] = t, text
		return decode(text, t)
	})
	if err != nil {
		return nil, err
	}
	err = each(folder, "images", func(title string, text []byte) error {
		r := &Recipe{Name: title}
		s.images[title], s.texts[title] = r, text
		if err := decode(text, r); err != nil {
			return err
		}
		for _, v := range r.Variants {
			made := r.vary(v)
			if s.images[made.Name] != nil {
				return fmt.Errorf("there are two images called %s", made.Name)
			}
			s.images[made.Name], s.texts[made.Name] = made, text
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s, s.check()
}

// vary is the recipe of a variant of r.
func (r *Recipe) vary(v Variant) *Recipe {
	real := v.Real
	if real == (Weight{}) {
		real = r.Real
	}
	return &Recipe{
		Name: r.Name + "-" + v.Name, Refs: v.Refs, About: r.About, Real: real, From: r.Name,
		Config: v.Config.over(r.Config), Layers: v.Layers, Ready: r.Ready,
	}
}

func each(folder fs.FS, dir string, do func(title string, text []byte) error) error {
	files, err := fs.Glob(folder, dir+"/*.toml")
	if err != nil {
		return fmt.Errorf("list recipes in %s: %w", dir, err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			return fmt.Errorf("read recipe: %w", err)
		}
		if err := do(strings.TrimSuffix(path.Base(file), ".toml"), text); err != nil {
			return fmt.Errorf("recipe %s: %w", file, err)
		}
	}
	return nil
}

func decode(text []byte, into any) error {
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(into)
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) {
		return fmt.Errorf("unknown field: %s", strict.String())
	}
	return err
}

// Names are the recipes' names, sorted so that a recipe comes after the one that it stands on.
func (s *Set) Names() []string {
	names := make([]string, 0, len(s.images))
	for n := range s.images {
		names = append(names, n)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := s.depth(a) - s.depth(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

// depth is the number of recipes below name; more than there are recipes means a cycle.
func (s *Set) depth(title string) int {
	n := 0
	for r := s.images[title]; r != nil && r.From != "" && n <= len(s.images); r = s.images[r.From] {
		n++
	}
	return n
}

// Image is the recipe called title, or nil.
func (s *Set) Image(title string) *Recipe { return s.images[title] }

// Tree is the tree called title, or nil.
func (s *Set) Tree(title string) *Tree { return s.trees[title] }

// Refs are all references that images answer to, in full and sorted.
func (s *Set) Refs() []string { return slices.Sorted(maps.Keys(s.refs)) }

// Below are the names of the recipe called title and of those that it stands on.
func (s *Set) Below(title string) []string {
	var names []string
	for r := s.images[title]; r != nil; r = s.images[r.From] {
		names = append(names, r.Name)
	}
	return names
}

// Find is the recipe for a recipe's name or an image reference as people write it ("golang:1.22"). The error is
// ErrUnknown when there is none.
func (s *Set) Find(ref string) (*Recipe, error) {
	if r := s.images[ref]; r != nil {
		return r, nil
	}
	full, err := fullRef(ref)
	if err != nil {
		return nil, err
	}
	if title, ok := s.refs[full]; ok {
		return s.images[title], nil
	}
	return nil, fmt.Errorf("%s: %w", ref, ErrUnknown)
}

// fullRef is ref with registry, repository and tag in full, docker.io being written so.
func fullRef(ref string) (string, error) {
	tag, err := name.NewTag(ref)
	if err != nil {
		return "", fmt.Errorf("parse image reference %q: %w", ref, err)
	}
	host := tag.RegistryStr()
	if host == name.DefaultRegistry {
		host = "docker.io"
	}
	return host + "/" + tag.RepositoryStr() + ":" + tag.TagStr(), nil
}
