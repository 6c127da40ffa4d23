package model

import (
	"maps"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// defaultPath is what BuildKit sets where an image sets no PATH.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// UnknownUser is the user of a stage whose image is not known, such as one of a private registry: it may be root or not. It is made to
// stand in a sentence and is no user of any image.
const UnknownUser = "a user that is not known"

// imageConfig is the working directory, user and environment that an image starts with, as far as the catalogue of bases tells.
// Without HOME in the environment it is not known where the user's home is.
func imageConfig(ref string) (dir, user string, env dockerfile.Environment) {
	values := map[string]string{"PATH": defaultPath}
	c := bases.Describe(ref).Config
	if !c.Known {
		return "/", UnknownUser, dockerfile.NewEnvironment(values)
	}
	if c.Home != "" {
		values["HOME"] = c.Home
	}
	maps.Copy(values, c.Env)
	dir = c.Dir
	if dir == "" {
		dir = "/"
	}
	return dir, c.User, dockerfile.NewEnvironment(values)
}
