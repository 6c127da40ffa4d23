package session

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"lightship/engine/compare"
	"lightship/engine/stagegraph"
)

// The formats that ExportGraph writes.
const (
	FormatSVG = "svg"
	FormatPNG = "png"
	FormatDOT = "dot"
)

// The sides that ExportGraph draws.
const (
	SideBefore = "before"
	SideAfter  = "after"
)

// ErrNoSuchFormat is returned for a format that graphs are not written in.
var ErrNoSuchFormat = errors.New("graphs are written as svg, png or dot")

// ErrNothingToDraw is returned when the chosen side has no stages.
var ErrNothingToDraw = errors.New("there is no stage graph")

// ExportGraph writes the stage graph of a side, SideBefore or SideAfter, to path; a relative path is one in the project.
// The format is FormatSVG, FormatPNG or FormatDOT, empty for what the path's ending says. A file that is there is kept
// as a backup.
func (s *Session) ExportGraph(path, format, side string) {
	s.planned("Export", func() {
		n := s.state.snapshot
		format, err := graphFormat(path, format)
		v := n.Before
		if side == SideAfter {
			v = n.After
		}
		if err == nil && (v == nil || v.Graph == nil) {
			err = fmt.Errorf("%s: %w", side, ErrNothingToDraw)
		}
		if err != nil {
			s.state.snapshot.Problem = explain(err)
			s.publish()
			return
		}
		if !filepath.IsAbs(path) {
			path = filepath.Join(n.Project.Root, path)
		}
		s.make(func() ([]output, error) {
			data, err := drawGraph(v, format)
			return []output{{path: path, data: data}}, err
		})
	})
}

func graphFormat(path, format string) (string, error) {
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	}
	switch format {
	case "gv":
		return FormatDOT, nil
	case FormatSVG, FormatPNG, FormatDOT:
		return format, nil
	}
	return "", fmt.Errorf("write the graph to %s: %w", path, ErrNoSuchFormat)
}

// drawGraph writes a view's graph with what is known of its nodes and edges.
func drawGraph(v *View, format string) ([]byte, error) {
	var out bytes.Buffer
	picture := stagegraph.Picture{Notes: map[string]string{}, Amounts: map[int]string{}}
	for id, note := range v.Notes {
		if text := note.words(); text != "" {
			picture.Notes[id] = text
		}
	}
	for i, bytes := range v.Amounts {
		if bytes >= 0 {
			picture.Amounts[i] = compare.FormatBytes(bytes)
		}
	}
	if format == FormatDOT {
		err := v.Graph.WriteDOT(&out)
		return out.Bytes(), err
	}
	layout := v.Layout
	if layout == nil {
		layout = stagegraph.Place(v.Graph)
	}
	write := v.Graph.WriteSVG
	if format == FormatPNG {
		write = v.Graph.WritePNG
	}
	err := write(&out, layout, picture)
	return out.Bytes(), err
}

// words are the note's figures, empty when none is known.
func (n NodeNote) words() string {
	var parts []string
	if n.OnDisk >= 0 {
		parts = append(parts, compare.FormatBytes(n.OnDisk))
	}
	if n.Download >= 0 {
		parts = append(parts, compare.FormatBytes(n.Download)+" download")
	}
	if n.Seconds > 0 && len(parts) < 2 {
		parts = append(parts, compare.FormatDuration(time.Duration(n.Seconds*float64(time.Second))))
	}
	return strings.Join(parts, " · ")
}
