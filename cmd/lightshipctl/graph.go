package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lightship/engine/dockerfile"
	"lightship/engine/project"
	"lightship/engine/stagegraph"
)

// source says which Dockerfile is meant and what is given to it; optimize and graph share it.
type source struct {
	dockerfile string
	target     string
	platform   string
	buildArgs  []string
}

func (s *source) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&s.dockerfile, "dockerfile", "f", "", "the Dockerfile, a path in DIR (default: DIR's first)")
	f.StringVar(&s.target, "target", "", "the stage to build (default: the last)")
	f.StringVar(&s.platform, "platform", "", "the platform to build for, such as linux/amd64 (default: this computer's)")
	f.StringArrayVar(&s.buildArgs, "build-arg", nil, "a build argument, `KEY=VALUE`; KEY alone takes the environment's value")
}

// path is what to open for a folder.
func (s *source) path(dir string) (string, error) {
	if s.dockerfile == "" {
		return dir, nil
	}
	inside := s.dockerfile
	if !filepath.IsAbs(inside) {
		inside = filepath.Join(dir, inside)
	}
	if _, err := os.Stat(inside); err != nil {
		return "", &failure{code: 3, err: fmt.Errorf("--dockerfile %s is not in %s: %w", s.dockerfile, dir, err)}
	}
	return inside, nil
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
	return args, nil
}

// drawing says which graph to print, and how.
type drawing struct {
	source
	contexts []string
	format   string
	dark     bool
	scale    float64
}

func newGraph() *cobra.Command {
	d := drawing{format: "text"}
	cmd := &cobra.Command{
		Use:   "graph DIR",
		Short: "Print the stage graph of a project's Dockerfile",
		Long: `graph prints the stages of a Dockerfile and what they use: as a tree (text), as JSON, as Graphviz's DOT, or as a picture
(SVG, PNG). The tree begins at the target and has below each stage what it stands on and copies from; stages that the
target doesn't use come after it.`,
		Example: `  lightshipctl graph .
  lightshipctl graph . --target test --format png > stages.png
  lightshipctl graph . --build-arg GO=1.26 --build-context docs=../docs
  lightshipctl graph shop --dockerfile docker/api.Dockerfile --format svg > stages.svg`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			graph, err := d.graph(cmd, args[0])
			if err != nil {
				return err
			}
			return d.write(cmd.OutOrStdout(), graph)
		},
	}
	d.flags(cmd)
	f := cmd.Flags()
	f.StringArrayVar(&d.contexts, "build-context", nil,
		"a named context, `NAME=SOURCE`: a folder, a git or http address, or docker-image:// and a reference")
	f.StringVar(&d.format, "format", d.format, "text, json, dot, svg or png")
	f.BoolVar(&d.dark, "dark", false, "the picture in dark colours (svg, png)")
	f.Float64Var(&d.scale, "scale", 2, "the picture's pixels for each unit (png)")
	complete(cmd, "format", "text", "json", "dot", "svg", "png")
	return cmd
}

func complete(cmd *cobra.Command, flag string, values ...string) {
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
}

// named are the named contexts by name.
func (d *drawing) named() (map[string]string, error) {
	named := map[string]string{}
	for _, pair := range d.contexts {
		name, from, _ := strings.Cut(pair, "=")
		if name == "" || from == "" {
			return nil, fmt.Errorf("--build-context %q is not complete; write --build-context NAME=SOURCE", pair)
		}
		named[name] = from
	}
	return named, nil
}

// graph reads the Dockerfile and makes its graph.
func (d *drawing) graph(cmd *cobra.Command, dir string) (*stagegraph.Graph, error) {
	args, err := d.args()
	if err != nil {
		return nil, err
	}
	contexts, err := d.named()
	if err != nil {
		return nil, err
	}
	path, err := d.path(dir)
	if err != nil {
		return nil, err
	}
	p, name, err := project.Open(cmd.Context(), path)
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	file, err := dockerfile.Parse(text, dockerfile.Options{
		Name: name, BuildArgs: args, Platform: d.platform, Target: d.target, Contexts: contexts,
	})
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	graph, err := stagegraph.New(file, d.target)
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	return graph, nil
}

func (d *drawing) write(w io.Writer, g *stagegraph.Graph) error {
	picture := stagegraph.Picture{Dark: d.dark, Scale: d.scale}
	switch d.format {
	case "text":
		return g.WriteText(w)
	case "json":
		return g.WriteJSON(w)
	case "dot":
		return g.WriteDOT(w)
	case "svg":
		return g.WriteSVG(w, stagegraph.Place(g), picture)
	case "png":
		return g.WritePNG(w, stagegraph.Place(g), picture)
	}
	return fmt.Errorf("--format %q is not known; use text, json, dot, svg or png", d.format)
}
