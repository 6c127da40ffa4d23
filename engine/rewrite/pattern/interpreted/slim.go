package interpreted

import (
	"path"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/pattern"
)

// SlimVariants are the images of a runtime without what only builds need: of the same version and suite, under another tag.
type SlimVariants struct {
	// Repo is the last part of the repository's name: "python".
	Repo string
	// SuiteLast says that the tags end with the suite: 3.13-slim-bookworm, and not 22-bookworm-slim.
	SuiteLast bool
}

// Of is the slim variant of an image; the image itself when there is none, or when it is not known to be there: in a private
// registry.
func (v SlimVariants) Of(ref string) string {
	if name := v.Name(bases.WithoutDigest(ref)); bases.Official(ref) && name != bases.WithoutDigest(ref) {
		return name
	}
	return ref
}

// Is says whether an image has no slim variant that is another one: it is slim already.
func (v SlimVariants) Is(ref string) bool {
	ref = bases.WithoutDigest(ref)
	return v.Name(ref) == ref
}

// Name is the name that the slim variant of an image has where there is one; ref may have variables in it.
func (v SlimVariants) Name(ref string) string {
	name, tag, tagged := ref, "", false
	if i := strings.LastIndex(ref, ":"); i > strings.LastIndex(ref, "/") {
		name, tag, tagged = ref[:i], ref[i+1:], true
	}
	switch {
	case strings.Contains(ref, "@") || path.Base(name) != v.Repo:
		return ref
	case !tagged || tag == "latest":
		return name + ":slim"
	case strings.Contains(tag, "slim") || strings.Contains(tag, "alpine"):
		return ref
	}
	if v.SuiteLast {
		for _, suite := range []string{"bullseye", "bookworm", "trixie"} {
			if version, ok := strings.CutSuffix(tag, suite); ok {
				return name + ":" + version + "slim-" + suite
			}
		}
	}
	return ref + "-slim"
}

// Written is how the final stage's base is written when the builder's FROM has variables in it: see pattern.Split. builder is the
// image that the builder stands on, base that of the final stage, which is the same or its slim variant.
func (v SlimVariants) Written(stage *model.Stage, builder, base string) map[string]string {
	written := pattern.WrittenBase(stage.Instructions[0])
	switch {
	case written == stage.Base || strings.Contains(stage.Base, "@"):
		return nil
	case base != builder:
		written = v.written(written, builder, base)
	}
	return map[string]string{base: written}
}

// written is how the slim variant of an image is written whose name is written with variables in it: ${BASE} may be all of it.
func (v SlimVariants) written(name, builder, base string) string {
	if strings.HasPrefix(name, "$") && v.Name(name) == name && base == bases.WithoutDigest(builder)+"-slim" {
		return name + "-slim"
	}
	return v.Name(name)
}
