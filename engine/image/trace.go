package image

import (
	"path"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/commandline"
)

// Start is how a container is started.
type Start struct {
	// Args are the entrypoint and the command.
	Args []string
	// Env are NAME=VALUE; WorkDir is where it starts, "/" when empty.
	Env     []string
	WorkDir string
	// HealthCheck is the command of the health check as in an image's config, empty for none.
	HealthCheck []string
	// Ports are the exposed ports, such as "80/tcp"; Volumes the folders that are mounted over.
	Ports   []string
	Volumes []string
	// Entrypoint and Path are the base's own: what it starts with, and where it looks for programs.
	Entrypoint []string
	Path       string
	// NodeABI is the module version of the Node.js that is there, 0 when it is not known.
	NodeABI int
}

// startOf is how a container of an image with this config is started.
func startOf(c v1.Config) Start {
	s := Start{Args: slices.Concat(c.Entrypoint, c.Cmd), Env: c.Env, WorkDir: c.WorkingDir}
	if c.Healthcheck != nil {
		s.HealthCheck = c.Healthcheck.Test
	}
	for port := range c.ExposedPorts {
		s.Ports = append(s.Ports, port)
	}
	for volume := range c.Volumes {
		s.Volumes = append(s.Volumes, volume)
	}
	slices.Sort(s.Ports)
	slices.Sort(s.Volumes)
	return s
}

// ObstacleKind is what stands in the way of a start.
type ObstacleKind string

// The kinds of obstacles. Those for which Fatal is true end the start.
const (
	NoProgram     ObstacleKind = "no program"
	NotExecutable ObstacleKind = "not executable"
	WrongMachine  ObstacleKind = "wrong machine"
	NoInterpreter ObstacleKind = "no interpreter"
	NoLoader      ObstacleKind = "no loader"
	NoLibrary     ObstacleKind = "no library"
	NoVersion     ObstacleKind = "no version"
	WrongRuntime  ObstacleKind = "wrong runtime"
	NoCommand     ObstacleKind = "no command"
	Compatibility ObstacleKind = "compatibility layer"
	NotFollowed   ObstacleKind = "not followed"
)

// Obstacle is one thing that stands in the way of a start.
type Obstacle struct {
	Kind ObstacleKind
	// In is the path of the file that wants something, Wants what it wants and that is not there.
	In, Wants string
	// There is what is there in its place, such as the versions of a library; empty for nothing.
	There string
}

// Fatal says whether the program ends because of it.
func (o Obstacle) Fatal() bool {
	return o.Kind != NoCommand && o.Kind != Compatibility && o.Kind != NotFollowed
}

// Trace is what following a start found.
type Trace struct {
	// Program is the path of the file that runs in the end, its links followed; empty when there is none.
	Program string
	// Loader is the path of its dynamic loader, empty for a static program.
	Loader string
	// Libraries are the paths of the libraries that are loaded, in the order of loading.
	Libraries []string
	// AddOns is how many native modules were looked at.
	AddOns    int
	Obstacles []Obstacle
}

// Trace follows the start of a container in f: from the name through PATH, links, scripts and wrappers to the program, to
// its loader and all libraries it needs, as the kernel and the loader do. own are the files of f that the program brings:
// of an interpreter's program, the native modules among them are looked at too.
func (f *FileSystem) Trace(s Start, own *FileSystem) Trace {
	t := tracer{files: f, start: s, own: own}
	if len(s.Args) == 0 {
		t.stop(NoProgram, "", "a command to start", "")
		return t.trace
	}
	t.run(s.Args, 0)
	return t.trace
}

// tracer follows one start.
type tracer struct {
	files *FileSystem
	own   *FileSystem
	start Start
	trace Trace
}

func (t *tracer) stop(kind ObstacleKind, in, wants, there string) {
	o := Obstacle{Kind: kind, In: in, Wants: wants, There: there}
	if !slices.Contains(t.trace.Obstacles, o) {
		t.trace.Obstacles = append(t.trace.Obstacles, o)
	}
}

// maxScripts is how many scripts may start each other.
const maxScripts = 6

// run follows the start of one command line.
func (t *tracer) run(args []string, depth int) {
	args = t.entrypoint(args)
	n := t.lookUp(args[0])
	switch {
	case n == nil:
		t.stop(NoProgram, "", args[0], "")
		return
	case n.mode&executableBits == 0:
		t.stop(NotExecutable, n.path(), "permission to be executed", "")
		return
	case depth > maxScripts:
		t.stop(NotFollowed, n.path(), "fewer scripts that start each other", "")
		return
	}
	if at, _ := commandline.Wrapped(args); at > 0 {
		t.binary(n, nil)
		t.run(args[at:], depth+1)
		return
	}
	if line, ok := interpreterLine(n.content.text); ok {
		t.script(n, line, args, depth)
		return
	}
	if n.content.object == nil {
		t.stop(NotExecutable, n.path(), "a format that the kernel knows", "")
		return
	}
	t.trace.Program = n.path()
	t.binary(n, args)
	t.followArguments(n, args, depth)
}

// entrypoint lets the base's own entrypoint stand for an interpreter that PATH does not lead to: "node server.js" on an
// image whose entrypoint is /nodejs/bin/node. A path is not looked for elsewhere: /bin/sh is not /busybox/sh.
func (t *tracer) entrypoint(args []string) []string {
	own := t.start.Entrypoint
	if len(own) == 0 || strings.Contains(args[0], "/") || t.lookUp(args[0]) != nil || path.Base(own[0]) != path.Base(args[0]) {
		return args
	}
	return append([]string{own[0]}, args[1:]...)
}

// lookUp finds a program as execvp does; nil when it is not there.
func (t *tracer) lookUp(name string) *node {
	if strings.Contains(name, "/") {
		return t.files.file(in(t.start.WorkDir, name))
	}
	var found *node
	for _, list := range []string{searchPath(t.start.Env), t.start.Path} {
		for folder := range strings.SplitSeq(list, ":") {
			n := t.files.file(path.Join(in(t.start.WorkDir, folder), name))
			if n != nil && n.mode&executableBits != 0 {
				return n
			}
			if found == nil {
				found = n
			}
		}
	}
	return found
}

// binary checks an ELF program: its machine, its loader, its libraries.
func (t *tracer) binary(n *node, args []string) {
	o := n.content.object
	if o == nil {
		return
	}
	if o.Interpreter == "" {
		return
	}
	loader := t.files.file(o.Interpreter)
	if loader == nil || loader.content.object == nil {
		t.stop(NoLoader, n.path(), o.Interpreter, t.otherLoader())
		return
	}
	if loader.content.object.Machine != o.Machine {
		t.stop(WrongMachine, n.path(), "a loader for "+o.Machine, loader.content.object.Machine)
		return
	}
	musl := isMuslName(path.Base(loader.path()))
	if musl && o.GLIBC != "" {
		t.stop(Compatibility, n.path(), "glibc", "musl behind "+o.Interpreter)
	}
	l := t.load(n, musl)
	if args == nil {
		return
	}
	t.trace.Loader, t.trace.Libraries = o.Interpreter, nil
	for _, library := range l.order[1:] {
		t.trace.Libraries = append(t.trace.Libraries, library.path())
	}
	t.addOns(n, l)
}

// otherLoader is the loader that is there in the place of a missing one, with its libc; empty for none.
func (t *tracer) otherLoader() string {
	name, _, loader := t.files.libc()
	if name == "" {
		return ""
	}
	return name + " (" + loader + ")"
}
