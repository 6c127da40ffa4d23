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

func newGraph() *cobra.Command {
	var from source
	format := "text"
	cmd := &cobra.Command{
		Use:   "graph DIR",
		Short: "Print the stage graph of a project's Dockerfile",
		Example: `  lightshipctl graph .
  lightshipctl graph . --target test --format png > stages.png
  lightshipctl graph shop --dockerfile docker/api.Dockerfile --format svg > stages.svg`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			graph, err := from.graph(cmd, args[0])
			if err != nil {
				return err
			}
			return writeGraph(cmd.OutOrStdout(), graph, format)
		},
	}
	from.flags(cmd)
	cmd.Flags().StringVar(&format, "format", format, "text, json, dot, svg or png")
	complete(cmd, "format", "text", "json", "dot", "svg", "png")
	return cmd
}

func complete(cmd *cobra.Command, flag string, values ...string) {
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
}

func (s *source) graph(cmd *cobra.Command, dir string) (*stagegraph.Graph, error) {
	args, err := s.args()
	if err != nil {
		return nil, err
	}
	path, err := s.path(dir)
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
	file, err := dockerfile.Parse(text, dockerfile.Options{Name: name, BuildArgs: args, Platform: s.platform})
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	graph, err := stagegraph.New(file, s.target)
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	return graph, nil
}

func writeGraph(w io.Writer, g *stagegraph.Graph, format string) error {
	switch format {
	case "text":
		return g.WriteText(w)
	case "json":
		return g.WriteJSON(w)
	case "dot":
		return g.WriteDOT(w)
	case "svg":
		return g.WriteSVG(w, stagegraph.Place(g), stagegraph.Picture{})
	case "png":
		return g.WritePNG(w, stagegraph.Place(g), stagegraph.Picture{})
	}
	return fmt.Errorf("--format %q is not known; use text, json, dot, svg or png", format)
}
