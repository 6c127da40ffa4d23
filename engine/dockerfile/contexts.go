package dockerfile

import (
	"fmt"
	"strings"

	"github.com/containerd/platforms"
	"github.com/distribution/reference"
)

// NamedContext is a named context that stands in place of an image or a stage of the same name.
type NamedContext struct {
	// Name is the context's name as BuildKit looks it up: "docs", "alpine:3.20", never with ":latest". That of a context
	// for one platform ends in "::" and the platform.
	Name string
	// Source is what was given for it: "./docs", "https://github.com/o/r.git", "docker-image://alpine:edge".
	Source string
}

// image returns the reference of the image that the context is, "" when it is none.
func (c *NamedContext) image() string {
	ref, _ := strings.CutPrefix(c.Source, "docker-image://")
	if ref == c.Source {
		return ""
	}
	return ref
}

// contexts are the named contexts by BuildKit's form of their names, those for one platform with "::" and the
// platform behind the name.
type contexts struct {
	byName   map[string]string
	platform string
}

func newContexts(o Options) (contexts, error) {
	c := contexts{byName: make(map[string]string, len(o.Contexts)), platform: o.Platform}
	for given, source := range o.Contexts {
		name, platform, forOne := strings.Cut(given, "::")
		key, err := contextName(name)
		if err != nil {
			return contexts{}, fmt.Errorf("build context %q: %w; a context is named as an image is, in lower case", given, err)
		}
		if source == "" {
			return contexts{}, fmt.Errorf("build context %q has no source; give a folder, an address, or docker-image:// and a reference", given)
		}
		if forOne {
			on, err := platforms.Parse(platform)
			if err != nil {
				return contexts{}, fmt.Errorf("build context %q: %q %w", given, platform, ErrNoPlatform)
			}
			key += "::" + platforms.FormatAll(platforms.Normalize(on))
		}
		c.byName[key] = source
	}
	return c, nil
}

// contextName returns a name in the form that BuildKit looks it up.
func contextName(name string) (string, error) {
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(reference.FamiliarString(named), ":latest"), nil
}

// find returns the context of a name for a platform, "" for the target's.
func (c contexts) find(name, platform string) (NamedContext, bool) {
	if len(c.byName) == 0 || strings.EqualFold(name, Scratch) || strings.EqualFold(name, "context") {
		return NamedContext{}, false
	}
	key, err := contextName(name)
	if err != nil {
		return NamedContext{}, false
	}
	if platform == "" {
		platform = c.platform
	}
	on := platforms.DefaultSpec()
	if platform != "" {
		if on, err = platforms.Parse(platform); err != nil {
			return NamedContext{}, false
		}
	}
	forOne := key + "::" + platforms.FormatAll(platforms.Normalize(on))
	if source, found := c.byName[forOne]; found {
		return NamedContext{Name: forOne, Source: source}, true
	}
	source, found := c.byName[key]
	return NamedContext{Name: key, Source: source}, found
}

// NamedContext returns the named context that stands in place of an image, for a platform, "" for the target's, and
// whether there is one. The one that stands in place of a stage is Stage.Context.
func (f *File) NamedContext(image, platform string) (NamedContext, bool) {
	named, err := reference.ParseNormalizedNamed(image)
	if err != nil {
		return NamedContext{}, false
	}
	if image == Scratch {
		return NamedContext{}, false
	}
	return f.contexts.find(reference.TagNameOnly(named).String(), platform)
}
