package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lightship/engine/project"
	"lightship/engine/secret"
)

// source says which Dockerfile is meant and what is given to it; the commands share it.
type source struct {
	dockerfile, service, bake string
	context                   string
	target, platform          string
	buildArgs, contexts       []string
	// secrets are those of what is read and given.
	secrets *secret.Masker
}

func (s *source) flags(cmd *cobra.Command) {
	s.secrets = &secret.Masker{}
	f := cmd.Flags()
	f.StringVarP(&s.dockerfile, "dockerfile", "f", "", "the Dockerfile, a path in DIR (default: DIR's first)")
	f.StringVar(&s.service, "service", "", "the compose service to build: its Dockerfile, context, target and arguments")
	f.StringVar(&s.bake, "bake-target", "", "the bake target to build: its Dockerfile, context, target and arguments")
	f.StringVar(&s.context, "context", "", "the build context, a folder as seen from DIR (default: what compose or bake files say, else DIR)")
	f.StringVar(&s.target, "target", "", "the stage to build (default: the last)")
	f.StringVar(&s.platform, "platform", "", "the platform to build for, such as linux/amd64 (default: this computer's)")
	f.StringArrayVar(&s.contexts, "build-context", nil,
		"a named context, `NAME=SOURCE`: a folder, a git or http address, or docker-image:// and a reference")
	f.StringArrayVar(&s.buildArgs, "build-arg", nil, "a build argument, `KEY=VALUE`; KEY alone takes the environment's value")
}

// dockerfilePath is --dockerfile as an absolute path, "" when it is not given.
func (s *source) dockerfilePath(dir string) (string, error) {
	if err := s.conflicts(); err != nil || s.dockerfile == "" {
		return "", err
	}
	at := s.dockerfile
	if !filepath.IsAbs(at) {
		at = filepath.Join(dir, at)
	}
	at, err := filepath.Abs(at)
	if err != nil {
		return "", unexpected("find "+s.dockerfile, err)
	}
	info, err := os.Stat(at)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &failure{code: 3, err: fmt.Errorf(
			"there is no %s in %s\n  --dockerfile takes a path as it is seen from there; lightshipctl project lists the Dockerfiles", s.dockerfile, dir)}
	case err != nil:
		return "", unusable(err)
	case info.IsDir():
		return "", &failure{code: 3, err: fmt.Errorf("--dockerfile %s is a folder; name the Dockerfile in it", s.dockerfile)}
	}
	return at, nil
}

// toOpen is what to open for a folder: the folder, or the Dockerfile itself when the folder has none of a usual name.
func (s *source) toOpen(ctx context.Context, dir string) (at string, err error) {
	file, err := s.dockerfilePath(dir)
	if err != nil || file == "" {
		return dir, err
	}
	if _, _, err := project.Find(ctx, dir); errors.Is(err, project.ErrNoDockerfile) {
		return file, nil
	}
	return dir, nil
}

// dockerfileIn is --dockerfile relative to an open project, "" when it is not given.
func (s *source) dockerfileIn(p *project.Project, dir string) (string, error) {
	file, err := s.dockerfilePath(dir)
	if err != nil || file == "" {
		return "", err
	}
	rel, err := filepath.Rel(p.Root, file)
	if err != nil {
		return "", &failure{code: 3, err: err}
	}
	return filepath.ToSlash(rel), nil
}

// asFound says that the folder is built as it is found: no flag chooses a Dockerfile, a context or a target in it.
func (s *source) asFound() bool {
	return s.dockerfile == "" && s.service == "" && s.bake == "" && s.context == "" && s.target == ""
}

// args are the build arguments by name.
func (s *source) args() (map[string]string, error) {
	args := map[string]string{}
	for _, pair := range s.buildArgs {
		key, value, ok := strings.Cut(pair, "=")
		if key == "" {
			return nil, fmt.Errorf("--build-arg %q has no name; write --build-arg KEY=VALUE", pair)
		}
		if !ok {
			if value, ok = os.LookupEnv(key); !ok {
				continue
			}
		}
		args[key] = value
	}
	s.secrets.AddNamed(args)
	return args, nil
}

// noteOthers says which of several Dockerfiles was taken, when no flag and no usual name chose it. more is what else can
// be done than to choose one.
func (s *source) noteOthers(w io.Writer, p *project.Project, name, dir, more string) {
	if n := len(p.Dockerfiles); n > 1 && s.asFound() && !isUsual(name) && isFolder(dir) {
		fmt.Fprintf(w, "%s is the first of %d Dockerfiles here; choose another with --dockerfile%s.\n", name, n, more)
	}
}

// isUsual says whether builders look for a Dockerfile of this name by themselves.
func isUsual(name string) bool { return name == "Dockerfile" || name == "Containerfile" }

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// named are the named contexts of the flags by name.
func (s *source) named() (map[string]string, error) {
	named := map[string]string{}
	for _, pair := range s.contexts {
		name, from, _ := strings.Cut(pair, "=")
		if name == "" || from == "" {
			return nil, fmt.Errorf("--build-context %q is not complete; write --build-context NAME=SOURCE", pair)
		}
		named[name] = from
	}
	return named, nil
}

// mounted are the named contexts with folders as absolute paths.
func (s *source) mounted() (map[string]string, error) {
	named, err := s.named()
	if err != nil {
		return nil, err
	}
	for name, from := range named {
		if !strings.Contains(from, "://") {
			if named[name], err = filepath.Abs(from); err != nil {
				return nil, err
			}
		}
	}
	return named, nil
}

// conflicts says which flags can't be given together.
func (s *source) conflicts() error {
	var given []string
	for name, value := range map[string]string{"--dockerfile": s.dockerfile, "--service": s.service, "--bake-target": s.bake} {
		if value != "" {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		slices.Sort(given)
		return fmt.Errorf("%s can't be given together: each says which Dockerfile is meant", strings.Join(given, " and "))
	}
	return nil
}
