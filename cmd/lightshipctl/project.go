package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lightship/engine/dockerfile"
	"lightship/engine/language"
	"lightship/engine/project"
)

// newProjectInfo prints what is found in a project.
func newProjectInfo() *cobra.Command {
	var from source
	format := "text"
	measure := true
	cmd := &cobra.Command{
		Use:   "project [DIR]",
		Short: "Print what is found in a project: Dockerfiles, builds, languages, needs at run time, build context",
		Long: `project prints the Dockerfiles of a folder, what compose and bake files declare of them, how compose files and Kubernetes
manifests start their images, what the sources in the build
context say of the program and what it needs when it runs, each with the place that says so, and what the build context
weighs after ignoring.

` + exitCodes(),
		Example: `  lightshipctl project .
  lightshipctl project shop --service api
  lightshipctl project shop --dockerfile docker/api.Dockerfile --context . --format json`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			about, err := from.about(cmd, folder(args), measure)
			if err != nil {
				return err
			}
			switch format {
			case "text":
				return from.print(cmd.OutOrStdout(), about.writeText)
			case "json":
				return from.print(cmd.OutOrStdout(), func(w io.Writer) error {
					encoder := json.NewEncoder(w)
					encoder.SetIndent("", "  ")
					encoder.SetEscapeHTML(false)
					return encoder.Encode(about)
				})
			}
			return fmt.Errorf("--format %q is not known; use text or json", format)
		},
	}
	from.flags(cmd)
	cmd.Flags().StringVar(&format, "format", format, "text or json")
	cmd.Flags().BoolVar(&measure, "measure", measure, "measure the build context")
	complete(cmd, "format", "text", "json")
	return cmd
}

// about is what is known of a project.
type about struct {
	Root    string          `json:"root,omitempty"`
	Context string          `json:"context,omitempty"`
	Build   project.Build   `json:"build"`
	Builds  []project.Build `json:"builds,omitempty"`
	Starts  []project.Start `json:"starts,omitempty"`
	// Sources are what is known of the program, by the language's name.
	Sources map[string]project.Sources `json:"sources,omitempty"`
	Unread  []project.Evidence         `json:"unread,omitempty"`
	Size    *project.ContextSize       `json:"size,omitempty"`

	// languages are Sources in the order they are shown.
	languages []project.Sources
}

func (s *source) about(cmd *cobra.Command, dir string, measure bool) (*about, error) {
	c, err := s.find(cmd.Context(), dir)
	if err != nil {
		return nil, err
	}
	p, err := language.All().Read(cmd.Context(), c.project, c.build.Context)
	if err != nil {
		return nil, unusable(err)
	}
	_, _, err = c.parse(s.platform)
	switch {
	case errors.Is(err, dockerfile.ErrNoTarget), errors.Is(err, dockerfile.ErrNoPlatform):
		return nil, unusable(err)
	case err != nil:
		// The rest is of use, so what is wrong with the file stands beside its name.
		c.build.Problem, _, _ = strings.Cut(err.Error(), "\n")
	}
	p.Builds = withBuild(p.Builds, c.build)
	for _, b := range p.Builds {
		s.secrets.AddNamed(b.Args)
		s.secrets.Learn(b.Inline)
	}
	a := &about{
		Root: p.Root, Context: c.build.Context, Build: c.build, Builds: p.Builds, Starts: p.Starts,
		Sources: map[string]project.Sources{}, Unread: p.Unread, languages: p.Sources,
	}
	for _, s := range p.Sources {
		a.Sources[s.Language()] = s
	}
	if !measure {
		return a, nil
	}
	size, err := project.MeasureContext(cmd.Context(), p.Dir, p.InContext(c.name), nil)
	if err != nil {
		return nil, unusable(err)
	}
	a.Size = &size
	return a, nil
}

// withBuild puts the chosen build in its place, or first where the list has not got it: a Dockerfile with a name of its own.
func withBuild(list []project.Build, chosen project.Build) []project.Build {
	for i := range list {
		if list[i].ID == chosen.ID {
			list = slices.Clone(list)
			list[i].Problem = chosen.Problem
			return list
		}
	}
	return append([]project.Build{chosen}, list...)
}
