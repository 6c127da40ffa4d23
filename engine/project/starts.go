package project

import (
	"cmp"
	"path"
	"reflect"
	"slices"
	"strings"
)

// StartedBy is what kind of file starts an image.
type StartedBy string

// An image is started by a compose service or by a container of a Kubernetes manifest.
const (
	StartedByCompose    StartedBy = "compose"
	StartedByKubernetes StartedBy = "kubernetes"
)

// Start is one more way that an image of the project is started, beside what its Dockerfile says.
type Start struct {
	By StartedBy `json:"by,omitempty"`
	// Name is the service's, or the workload's with the container's: "Deployment web/app".
	Name string `json:"name,omitempty"`
	// At is where the service or the container stands.
	At Evidence `json:"at"`
	// Build is the ID of the way to build the image, empty when only its name is known. Dockerfile is relative to the project's
	// Root; it is empty when it can't be told, and then every Dockerfile of the project may be meant. Target is the stage, empty
	// for the last. Inline is the Dockerfile's text where that stands in the compose file.
	Build      string `json:"build,omitempty"`
	Dockerfile string `json:"dockerfile,omitempty"`
	Context    string `json:"context,omitempty"`
	Target     string `json:"target,omitempty"`
	Inline     string `json:"inline,omitempty"`
	// Image is the image's name as written, empty when none is.
	Image string `json:"image,omitempty"`
	// Entrypoint and Command are what takes the place of the image's ENTRYPOINT and CMD; nil where those stay. A new entrypoint
	// takes the image's CMD with it.
	Entrypoint *Words `json:"entrypoint,omitempty"`
	Command    *Words `json:"command,omitempty"`
	// Checks are the health checks, probes and hooks that are run in the container.
	Checks []Check `json:"checks,omitempty"`
	// User and WorkingDir take the place of the image's; empty where those stay.
	User       string `json:"user,omitempty"`
	WorkingDir string `json:"working_dir,omitempty"`
	// Volumes are what is mounted, Ports the container's ports, Environment the names of the variables that are set.
	Volumes     []Volume `json:"volumes,omitempty"`
	Ports       []int    `json:"ports,omitempty"`
	Environment []string `json:"environment,omitempty"`
	// Rights are what it gives the container that only root can use there: devices, rights of the kernel, all of them.
	Rights []string `json:"rights,omitempty"`
	// Profiles are the compose profiles that the service belongs to.
	Profiles []string `json:"profiles,omitempty"`

	// alias is another name of the image, which a kustomization gives it.
	alias string
}

// Words are a command line that a file gives in the place of the image's.
type Words struct {
	// Argv are the program and its arguments; a shell reads none of them.
	Argv []string `json:"argv"`
	// File and Line are where they stand, 1-based.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Unclear is why the words can't be told, such as a variable that has no value here; empty when they can.
	Unclear string `json:"unclear,omitempty"`
}

// Check is a command that is run in the container again and again: a health check, a probe, a hook.
type Check struct {
	// Kind says what it is: "health check", "liveness probe", "hook".
	Kind string `json:"kind"`
	// Argv are its words; Shell says that there is one, which a shell reads.
	Argv  []string `json:"argv"`
	Shell bool     `json:"shell,omitempty"`
	// File and Line are where it stands, 1-based.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Unclear is why the words can't be told; empty when they can.
	Unclear string `json:"unclear,omitempty"`
}

// Volume is what a container has mounted at a path.
type Volume struct {
	// Bind is the folder or file of the project or the computer that is mounted, relative to Root with slashes where it is below
	// it; empty for volumes that the engine makes.
	Bind string `json:"bind,omitempty"`
	// Target is the path in the container.
	Target string `json:"target"`
}

// Replaces says whether the start puts other words in the place of the image's CMD or ENTRYPOINT.
func (s *Start) Replaces() bool { return s.Entrypoint != nil || s.Command != nil }

// sameAs says whether two starts do the same, wherever they stand.
func (s Start) sameAs(o Start) bool {
	s.At, o.At, s.Build, o.Build = Evidence{}, Evidence{}, "", ""
	return reflect.DeepEqual(s, o)
}

// matchStarts keeps the starts of images that the project builds, and says which build that is. A start of an image that is
// published by others is none of the project's.
func matchStarts(name string, dockerfiles []string, builds []Build, starts []Start) []Start {
	m := matcher{project: strings.ToLower(name), dockerfiles: dockerfiles, builds: builds}
	if len(dockerfiles) == 1 {
		m.own = onlyOwn(starts)
	}
	var out []Start
	for _, s := range starts {
		switch {
		case s.Build != "":
			out = append(out, s)
		case s.Image != "":
			found := m.ofImage(s, s.Image)
			if len(found) == 0 && s.alias != "" {
				found = m.ofImage(s, s.alias)
			}
			out = append(out, found...)
		}
	}
	slices.SortStableFunc(out, func(a, b Start) int {
		return cmp.Or(cmp.Compare(strings.Count(a.At.File, "/"), strings.Count(b.At.File, "/")), cmp.Compare(a.At.File, b.At.File),
			cmp.Compare(a.At.Line, b.At.Line))
	})
	return slices.CompactFunc(out, func(a, b Start) bool { return a.At == b.At && a.sameAs(b) })
}

// matcher finds the build that an image's name means.
type matcher struct {
	project     string
	dockerfiles []string
	builds      []Build
	// own is the image that is the project's though nothing gives it that name, empty for none.
	own string
}

// ofImage are a start's builds by the name of its image: those that give it that name, else one whose service or target has it.
func (m matcher) ofImage(s Start, image string) []Start {
	var out []Start
	for _, same := range []func(Build) bool{m.named(image), m.called(image)} {
		for _, b := range m.builds {
			if b.By != Found && same(b) {
				next := s.of(b)
				if !slices.ContainsFunc(out, next.sameAs) {
					out = append(out, next)
				}
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	if repoName(image) == m.project && m.project != "" || m.own != "" && s.By == StartedByKubernetes && withoutTag(image) == m.own {
		if len(m.dockerfiles) == 1 {
			s.Dockerfile = m.dockerfiles[0]
		}
		return []Start{s}
	}
	return nil
}

// named is whether a build gives its image that name, whatever the tag.
func (m matcher) named(image string) func(Build) bool {
	return func(b Build) bool {
		return slices.ContainsFunc(b.Images, func(own string) bool { return withoutTag(own) == withoutTag(image) })
	}
}

// called is whether an image is named after a service or a target that gives its image no name of its own: by compose with the
// project's name before it. A name without a registry or an owner may be one of Docker's own images.
func (m matcher) called(image string) func(Build) bool {
	last := repoName(image)
	return func(b Build) bool {
		if b.Name == "" || len(b.Images) > 0 {
			return false
		}
		name := strings.ToLower(b.Name)
		return last == m.project+"-"+name || last == m.project+"_"+name || last == name && strings.Contains(image, "/")
	}
}

// of is a start of what a build makes.
func (s Start) of(b Build) Start {
	s.Build, s.Dockerfile, s.Context, s.Target, s.Inline = b.ID, b.Dockerfile, b.Context, b.Target, b.Inline
	if strings.Contains(b.Dockerfile, "$") || strings.Contains(b.Context, "$") {
		s.Dockerfile, s.Context = "", ""
	}
	return s
}

// withoutTag is an image's name without tag and digest.
func withoutTag(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.LastIndex(image, ":"); i > strings.LastIndex(image, "/") {
		image = image[:i]
	}
	return strings.TrimPrefix(strings.TrimPrefix(image, "docker.io/"), "library/")
}

// repoName is the last element of an image's name, in lower case.
func repoName(image string) string { return strings.ToLower(path.Base(withoutTag(image))) }
