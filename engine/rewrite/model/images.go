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

// start is what a stage starts with: the working directory, the user and the environment of its image, as far as the catalogue of
// bases tells. Without HOME in the environment it is not known where the user's home is.
type start struct {
	dir, user string
	env       dockerfile.Environment
	// homeSet says that the image sets HOME by ENV, or may: it is not known.
	homeSet bool
}

// given is what a stage's start follows from: its image, and the variables that its FROM sees.
type given struct {
	ref string
	env dockerfile.Environment
}

// startOf is what a stage on an image starts with, worked out once for each image.
func (m *Model) startOf(stage *dockerfile.Stage) start {
	key := given{ref: stage.Base}
	if len(stage.Instructions) > 0 {
		key.env = stage.Instructions[0].Env
	}
	s, known := m.starts[key]
	if !known {
		s = startOf(key.ref)
		s.env = seeing(s.env, key.env)
		m.starts[key] = s
	}
	return s
}

// seeing is an environment with what a FROM sees. Its PATH starts from BuildKit's default, not from the image's, so that the one that is
// known stays.
func seeing(env, from dockerfile.Environment) dockerfile.Environment {
	_, path := env.Get("PATH")
	return env.WithAll(from, func(name string) bool { return !path || name != "PATH" })
}

func startOf(ref string) start {
	values := map[string]string{"PATH": defaultPath}
	c := bases.Describe(ref).Config
	if !c.Known {
		return start{"/", UnknownUser, dockerfile.NewEnvironment(values), true}
	}
	if c.Home != "" {
		values["HOME"] = c.Home
	}
	maps.Copy(values, c.Env)
	dir := c.Dir
	if dir == "" {
		dir = "/"
	}
	return start{dir, c.User, dockerfile.NewEnvironment(values), c.Env["HOME"] != ""}
}
