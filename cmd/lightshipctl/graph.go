package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"lightship/engine/printable"
	"lightship/engine/stagegraph"
)

// drawing says which graph to print, and how.
type drawing struct {
	source
	format string
	dark   bool
	scale  float64
}

func newGraph() *cobra.Command {
	d := drawing{format: "text"}
	cmd := &cobra.Command{
		Use:   "graph [DIR]",
		Short: "Print the stage graph of a project's Dockerfile",
		Long: `graph prints the stages of a Dockerfile and what they use: as a tree (text), as JSON, as Graphviz's DOT, or as a picture
(SVG, PNG). The tree begins at the target and has below each stage what it stands on and copies from; stages that the
target doesn't use come after it.

` + exitCodes(),
		Example: `  lightshipctl graph .
  lightshipctl graph . --target test --format png > stages.png
  lightshipctl graph . --build-arg GO=1.26 --build-context docs=../docs
  lightshipctl graph shop --dockerfile docker/api.Dockerfile --format svg > stages.svg`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			graph, err := d.graph(cmd, folder(args))
			if err != nil {
				return err
			}
			if d.format == "png" {
				return d.write(cmd.OutOrStdout(), graph.Shown(func(text string) string { return printable.Line(d.secrets.MaskSure(text)) }))
			}
			return d.print(cmd.OutOrStdout(), func(w io.Writer) error { return d.write(w, graph) })
		},
	}
	d.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&d.format, "format", d.format, "text, json, dot, svg or png")
	f.BoolVar(&d.dark, "dark", false, "the picture in dark colours (svg, png)")
	f.Float64Var(&d.scale, "scale", 2, "the picture's pixels for each unit (png)")
	complete(cmd, "format", "text", "json", "dot", "svg", "png")
	return cmd
}

func complete(cmd *cobra.Command, flag string, values ...string) {
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)))
}

// graph reads the Dockerfile and makes its graph.
func (d *drawing) graph(cmd *cobra.Command, dir string) (*stagegraph.Graph, error) {
	c, err := d.find(cmd.Context(), dir)
	if err != nil {
		return nil, err
	}
	d.noteOthers(notes(cmd), c.project, c.name, dir, "")
	file, _, err := c.parse(d.platform)
	if err != nil {
		return nil, unusable(err)
	}
	graph, err := stagegraph.New(file, c.build.Target)
	if err != nil {
		return nil, unusable(err)
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
