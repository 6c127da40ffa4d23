package project

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/dotenv"
	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"lightship/engine/foreign"
)

// composeName finds the names of compose files, those of variants too, such as docker-compose.prod.yml.
var composeName = regexp.MustCompile(`^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$`)

// composeSet is one way to call compose in a folder: the files that are merged, relative to Root with slashes. Only
// what differs from base is listed of a variant.
type composeSet struct {
	dir   string
	files []string
	// base are the files of the set that compose takes by itself, when this is a variant of it.
	base []string
}

// composeSets groups compose files by folder, as compose does it: the first default name and its override belong
// together; another file is a variant that is merged over them.
func composeSets(files []string) []composeSet {
	byDir := map[string][]string{}
	for _, f := range files {
		byDir[path.Dir(f)] = append(byDir[path.Dir(f)], path.Base(f))
	}
	var out []composeSet
	for _, dir := range SortedKeys(byDir) {
		names := byDir[dir]
		take := func(candidates []string) []string {
			for _, name := range candidates {
				if slices.Contains(names, name) {
					return []string{path.Join(dir, name)}
				}
			}
			return nil
		}
		base := take(cli.DefaultFileNames)
		if base != nil {
			base = append(base, take(cli.DefaultOverrideFileNames)...)
			out = append(out, composeSet{dir: dir, files: base})
		}
		slices.Sort(names)
		for _, name := range names {
			if slices.Contains(cli.DefaultFileNames, name) || slices.Contains(cli.DefaultOverrideFileNames, name) && base != nil {
				continue
			}
			file := path.Join(dir, name)
			out = append(out, composeSet{dir: dir, files: append(slices.Clone(base), file), base: base})
		}
	}
	return out
}

// declared are the builds and the starts that files declare.
type declared struct {
	builds []Build
	starts []Start
}

// readCompose reads what compose files declare.
func (d *declarations) readCompose(ctx context.Context, set composeSet) declared {
	out, err := d.loadCompose(ctx, set.dir, set.files)
	own := set.files[len(set.files)-1:]
	if set.base == nil {
		own = set.files[:1]
	}
	if err != nil && set.base != nil {
		// Not every file beside the default one is meant to be merged over it.
		out, err = d.loadCompose(ctx, set.dir, own)
	}
	if err != nil {
		d.files.Note(own[0], 0, err)
	}
	for i := range out.builds {
		out.builds[i].ID = own[0] + "#" + out.builds[i].Name
		if out.builds[i].Declared.File == "" {
			out.builds[i].Declared.File = own[0]
		}
	}
	for i := range out.starts {
		if s := &out.starts[i]; s.Build != "" {
			s.Build = own[0] + "#" + s.Build
		}
		if out.starts[i].At.File == "" {
			out.starts[i].At.File = own[0]
		}
	}
	if set.base != nil {
		plain, _ := d.loadCompose(ctx, set.dir, set.base)
		out.builds = slices.DeleteFunc(out.builds, func(b Build) bool {
			return slices.ContainsFunc(plain.builds, func(o Build) bool { return o.sameAs(&b) })
		})
		out.starts = slices.DeleteFunc(out.starts, func(s Start) bool { return slices.ContainsFunc(plain.starts, s.sameAs) })
	}
	return out
}

// loadCompose loads files as compose does, in ever less strict ways until one works; the first error is returned with
// what could be had.
func (d *declarations) loadCompose(ctx context.Context, dir string, files []string) (declared, error) {
	details := types.ConfigDetails{WorkingDir: filepath.Join(d.files.dir, filepath.FromSlash(dir)), Environment: d.environment(dir)}
	places := composePlaces{}
	root, err := filepath.EvalSymlinks(d.files.dir)
	if err != nil {
		return declared{}, Reason(err)
	}
	door := composeDoor{root: root, env: details.Environment, seen: map[string]bool{}}
	var closed error
	for _, f := range files {
		text, ok := d.files.ReadUpTo(f, maxDeclaration)
		if !ok {
			return declared{}, errors.New("it can't be read")
		}
		if err := checkComposeText(text); err != nil {
			return declared{}, err
		}
		closed = cmp.Or(closed, door.check(details.WorkingDir, text))
		details.ConfigFiles = append(details.ConfigFiles, types.ConfigFile{
			Filename: filepath.Join(d.files.dir, filepath.FromSlash(f)), Content: text,
		})
		places.read(f, text, details.Environment)
	}
	first := closed
	for _, alone := range []bool{false, true} {
		for _, literal := range []bool{false, true} {
			if closed != nil && !alone {
				continue
			}
			var later required
			p, err := loadComposeOnce(ctx, details, alone, literal, &later)
			if err == nil {
				return d.composeServices(p, dir, places), cmp.Or(first, later.ofBuilds(p))
			}
			if first == nil {
				first = errors.New(strings.ReplaceAll(err.Error(), d.files.dir+string(filepath.Separator), ""))
			}
		}
	}
	return declared{}, first
}

// loadComposeOnce loads without checks that have nothing to do with builds: a missing env_file or network is no matter
// here. alone leaves other files out, literal leaves variables as they are written.
func loadComposeOnce(ctx context.Context, details types.ConfigDetails, alone, literal bool, later *required) (p *types.Project, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it is no compose file")
		}
	}()
	return loader.LoadWithContext(ctx, details, func(o *loader.Options) {
		o.SetProjectName("lightship", true)
		o.SkipConsistencyCheck, o.SkipNormalization, o.SkipResolveEnvironment, o.SkipResolveLabels = true, true, true, true
		o.SkipInclude, o.SkipExtends = alone, alone
		o.SkipInterpolation = literal
		o.Interpolate.Substitute = later.substitute
		o.ResolvePaths = true
		o.Profiles = []string{"*"}
	})
}

// environment are the variables that compose files may name: the user's own, and those of a .env file beside them.
func (d *declarations) environment(dir string) types.Mapping {
	env := types.NewMapping(os.Environ())
	file := path.Join(dir, ".env")
	if !d.files.Has(file) {
		return env
	}
	text, ok := d.files.ReadUpTo(file, maxDeclaration)
	if !ok || foreign.Variables(string(text)) != nil {
		return env
	}
	more, err := dotenv.ParseWithLookup(bytes.NewReader(text), env.Resolve)
	if err != nil {
		d.files.Note(file, 0, err)
		return env
	}
	for name, value := range more {
		if _, given := env[name]; !given {
			env[name] = value
		}
	}
	return env
}

// composeServices are the services in the order of their names: the builds of those that are built, the starts of all.
func (d *declarations) composeServices(p *types.Project, dir string, places composePlaces) declared {
	var out declared
	for _, name := range p.ServiceNames() {
		service := p.Services[name]
		start := d.composeStart(service, places)
		if service.Build != nil {
			build := d.composeBuild(service, dir, places)
			out.builds = append(out.builds, build)
			start = start.of(build)
			start.Build = name
		}
		if !inDevcontainer(start.At.File) {
			out.starts = append(out.starts, start)
		}
	}
	return out
}

// inDevcontainer says whether a file is of an editor's own container, which is no way that the image is shipped to be started.
func inDevcontainer(file string) bool {
	return slices.Contains(strings.Split(file, "/"), ".devcontainer")
}

// composeBuild is how a service is built.
func (d *declarations) composeBuild(service types.ServiceConfig, dir string, places composePlaces) Build {
	b := service.Build
	build := Build{
		By: Compose, Name: service.Name, Target: b.Target, Inline: b.DockerfileInline, Platforms: b.Platforms,
		Profiles: service.Profiles,
	}
	if at, found := places[service.Name]["build"]; found {
		build.Declared = Evidence{File: at.file, Line: at.line}
	}
	build.Declared.Says = "declares the build of the service " + service.Name
	if service.Image != "" {
		build.Images = append(build.Images, service.Image)
	}
	build.Images = append(build.Images, b.Tags...)
	d.place(&build, dir, b.Context, b.Dockerfile, dir)
	for key, value := range b.Args {
		if value == nil {
			if v, set := os.LookupEnv(key); set {
				value = &v
			}
		}
		if value != nil {
			build.arg(key, *value)
		}
	}
	for key, value := range b.AdditionalContexts {
		build.named(key, d.namedContext(value, dir))
	}
	return build
}
