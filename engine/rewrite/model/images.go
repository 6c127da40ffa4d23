package model

import (
	"maps"
	"path"
	"strings"
)

// defaultPath is what BuildKit sets where an image sets no PATH.
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// officialImage is what an image of the Docker library sets in its config, from the Dockerfiles it is made by.
type officialImage struct {
	dir, user string
	env       map[string]string
}

// officialImages are those whose config matters to a build, by the last element of their name.
func officialImages() map[string]officialImage {
	goImage := officialImage{dir: "/go", env: map[string]string{
		"GOPATH": "/go", "PATH": "/go/bin:/usr/local/go/bin:" + defaultPath,
	}}
	return map[string]officialImage{
		"golang": goImage,
		"go":     goImage,
		"rust": {env: map[string]string{
			"CARGO_HOME": "/usr/local/cargo", "RUSTUP_HOME": "/usr/local/rustup", "PATH": "/usr/local/cargo/bin:" + defaultPath,
		}},
		"maven":    {env: map[string]string{"MAVEN_HOME": "/usr/share/maven", "MAVEN_CONFIG": "/root/.m2"}},
		"gradle":   {dir: "/home/gradle", env: map[string]string{"GRADLE_HOME": "/opt/gradle"}},
		"composer": {dir: "/app", env: map[string]string{"COMPOSER_HOME": "/tmp", "COMPOSER_ALLOW_SUPERUSER": "1"}},
		"ruby":     {env: map[string]string{"GEM_HOME": "/usr/local/bundle", "PATH": "/usr/local/bundle/bin:" + defaultPath}},
	}
}

// imageConfig is the working directory, user and environment that an image starts with, as far as its name tells.
func imageConfig(ref string) (dir, user string, env map[string]string) {
	name, _, _ := strings.Cut(ref, "@")
	if i := strings.LastIndex(name, ":"); i > strings.LastIndex(name, "/") {
		name = name[:i]
	}
	env = map[string]string{"HOME": "/root", "PATH": defaultPath}
	image := officialImages()[path.Base(name)]
	maps.Copy(env, image.env)
	dir, user = image.dir, image.user
	if dir == "" {
		dir = "/"
	}
	if user == "" {
		user = "root"
	}
	return dir, user, env
}
