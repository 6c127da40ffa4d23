package stagegraph

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lightship/engine/dockerfile"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// ErrCircular is returned when a stage needs itself.
var ErrCircular = errors.New("the stages need each other in a circle")

// ErrNoSuchStage is returned when COPY --from gives the number of a stage that doesn't exist.
var ErrNoSuchStage = errors.New("no stage has this number")

// ErrLaterStage is returned when the target needs a stage that stands below the instruction that uses it.
var ErrLaterStage = errors.New("the stage needs to be defined before the one that uses it")

// ErrVariableFrom is returned when COPY --from holds a variable.
var ErrVariableFrom = errors.New("variable expansion is not supported for --from: " +
	"define a stage with FROM and an ARG from above the first FROM, and copy from that stage")

// New makes the graph of a Dockerfile's stages for a target, "" for the last stage. It resolves names as BuildKit
// does and fails where BuildKit would: with dockerfile.ErrNoTarget, or with a *dockerfile.SyntaxError that wraps
// ErrCircular, ErrNoSuchStage, ErrLaterStage or ErrVariableFrom, or that File.Problem gave for a reached stage.
func New(f *dockerfile.File, target string) (*Graph, error) {
	index, err := f.Target(target)
	if err != nil {
		return nil, err
	}
	b := newBuilder(f)
	for i := range f.Stages {
		b.addStage(i)
	}
	for i := range f.Stages {
		if err := b.connect(i); err != nil {
			return nil, err
		}
	}
	b.graph.Target = stageID(index)
	if err := b.checkCircles(); err != nil {
		return nil, err
	}
	b.markReached()
	if err := b.checkReached(); err != nil {
		return nil, err
	}
	return b.graph, nil
}

func stageID(index int) string { return fmt.Sprintf("stage:%d", index) }

// builder makes one graph.
type builder struct {
	file   *dockerfile.File
	graph  *Graph
	byName map[string]int
	// numbered are the IDs that COPY --from=N counts through: the stages, then every source without a stage in the
	// order of use, because BuildKit appends those to its list.
	numbered []string
	nodes    map[string]int
	lex      *shell.Lex
}

func newBuilder(f *dockerfile.File) *builder {
	b := &builder{
		file: f, graph: &Graph{Edges: []Edge{}}, byName: map[string]int{}, nodes: map[string]int{},
		lex: shell.NewLex(f.Escape),
	}
	for i, s := range f.Stages {
		if s.Name != "" {
			b.byName[s.Name] = i
		}
		b.numbered = append(b.numbered, stageID(i))
	}
	return b
}

func (b *builder) addNode(n Node) {
	if _, found := b.nodes[n.ID]; found {
		return
	}
	b.nodes[n.ID] = len(b.graph.Nodes)
	b.graph.Nodes = append(b.graph.Nodes, n)
}

func (b *builder) addEdge(e Edge) { b.graph.Edges = append(b.graph.Edges, e) }

func (b *builder) addStage(i int) {
	s := &b.file.Stages[i]
	name := s.Name
	if name == "" {
		name = fmt.Sprintf("stage %d", i)
	}
	b.addNode(Node{
		ID: stageID(i), Kind: Stage, Name: name, Base: s.Base, Platform: s.Platform, Stage: i,
		Steps: countSteps(s), Lines: s.Lines,
	})
}

func countSteps(s *dockerfile.Stage) int {
	steps := 0
	for _, in := range slices.Concat(s.Triggers, s.Instructions) {
		switch in.Keyword {
		case "RUN", "COPY", "ADD", "WORKDIR":
			steps++
		}
	}
	return steps
}

// image adds the node of an external image, unless the name is scratch, and returns its ID, "" for scratch.
func (b *builder) image(ref, platform string, at dockerfile.Lines) string {
	if ref == dockerfile.Scratch {
		return ""
	}
	id := "image:" + ref
	b.addNode(Node{ID: id, Kind: ExternalImage, Name: ref, Platform: platform, Stage: -1, Lines: at})
	return id
}

// connect adds the edges that end at a stage, and the images they start from.
func (b *builder) connect(i int) error {
	s := &b.file.Stages[i]
	to := stageID(i)
	at := s.Instructions[0].Lines
	if s.Parent >= 0 {
		b.addEdge(Edge{From: stageID(s.Parent), To: to, Kind: From, Lines: at})
	} else if from := b.image(s.Base, s.Platform, at); from != "" {
		b.addEdge(Edge{From: from, To: to, Kind: From, Lines: at})
	}
	for _, in := range slices.Concat(s.Triggers, s.Instructions[1:]) {
		if err := b.use(in, to); err != nil {
			return &dockerfile.SyntaxError{File: b.file.Name, Line: in.Lines.First, Source: b.file.Line(in.Lines.First), Err: err}
		}
	}
	return nil
}

// use adds the edges of one instruction.
func (b *builder) use(in dockerfile.Instruction, to string) error {
	switch c := in.Expanded().(type) {
	case *instructions.CopyCommand:
		if c.From == "" {
			return nil
		}
		if plain, _, err := b.lex.ProcessWord(c.From, shell.EnvsFromSlice(nil)); err != nil || plain != c.From {
			return fmt.Errorf("--from=%s: %w", c.From, ErrVariableFrom)
		}
		from, err := b.source(c.From, true, in.Lines)
		if err != nil || from == "" {
			return err
		}
		b.addEdge(Edge{From: from, To: to, Kind: Copy, Paths: c.SourcePaths, Lines: in.Lines})
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			if err := b.mount(m, in.Lines, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// mount adds the edge of one mount. Even one without a source takes a number that COPY --from=N could name.
func (b *builder) mount(m *instructions.Mount, at dockerfile.Lines, to string) error {
	name := m.From
	if name == "" {
		name = dockerfile.Scratch
	}
	from, err := b.source(name, false, at)
	if err != nil || from == "" {
		return err
	}
	source := m.Source
	if source == "" {
		source = "/"
	}
	b.addEdge(Edge{From: from, To: to, Kind: Mount, Paths: []string{source}, Lines: at})
	return nil
}

// source returns the ID of what a --from names: a stage in any case, a number where that is allowed, or an image.
func (b *builder) source(name string, numbers bool, at dockerfile.Lines) (string, error) {
	if n, err := strconv.Atoi(name); err == nil && numbers {
		if n < 0 || n >= len(b.numbered) {
			return "", fmt.Errorf("--from=%s, but the stages are 0 to %d: %w", name, len(b.file.Stages)-1, ErrNoSuchStage)
		}
		return b.numbered[n], nil
	}
	if i, found := b.byName[strings.ToLower(name)]; found {
		return stageID(i), nil
	}
	id := b.image(name, "", at)
	b.numbered = append(b.numbered, id)
	return id, nil
}
