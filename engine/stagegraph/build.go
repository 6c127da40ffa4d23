package stagegraph

import (
	"errors"
	"fmt"
	"slices"

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
	if err := b.connectAll(); err != nil {
		return nil, err
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

// connectAll adds all edges. The triggers come last: BuildKit finds what they use only when it has seen all stages.
func (b *builder) connectAll() error {
	stages := b.file.Stages
	for i := range stages {
		b.connect(i)
		if err := b.useAll(i, stages[i].Instructions[1:]); err != nil {
			return err
		}
	}
	for i := range stages {
		if err := b.useAll(i, stages[i].Triggers); err != nil {
			return err
		}
	}
	return nil
}

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
	n := Node{
		ID: stageID(i), Kind: Stage, Name: name, Base: s.Base, Platform: s.Platform, Stage: i, Replaced: s.Replaced,
		Lines: s.Lines,
	}
	if !s.Replaced {
		for _, in := range slices.Concat(s.Triggers, s.Instructions) {
			n.Steps += step(in)
			n.Downloads = append(n.Downloads, downloads(in)...)
		}
	}
	b.addNode(n)
}

// step returns 1 for an instruction that makes something, 0 for others.
func step(in dockerfile.Instruction) int {
	switch in.Keyword {
	case "RUN", "COPY", "ADD", "WORKDIR":
		return 1
	}
	return 0
}

// downloads returns what an ADD fetches.
func downloads(in dockerfile.Instruction) []Download {
	add, isAdd := in.Expanded().(*instructions.AddCommand)
	if !isAdd {
		return nil
	}
	var out []Download
	for _, source := range add.SourcePaths {
		if _, kind := dockerfile.RemoteSource(source); kind != dockerfile.LocalSource {
			out = append(out, Download{URL: source, Kind: kind, Checksum: add.Checksum, Into: add.DestPath, Lines: in.Lines})
		}
	}
	return out
}

// image adds the node of an external image, or of the named context that stands in its place, unless the name is
// scratch, and returns its ID, "" for scratch.
func (b *builder) image(ref, platform string, at dockerfile.Lines) string {
	if ref == dockerfile.Scratch {
		return ""
	}
	if c, found := b.file.NamedContext(ref, platform); found {
		return b.context(c, at)
	}
	id := "image:" + ref
	b.addNode(Node{ID: id, Kind: ExternalImage, Name: ref, Platform: platform, Stage: -1, Lines: at})
	return id
}

// context adds the node of a named context and returns its ID.
func (b *builder) context(c dockerfile.NamedContext, at dockerfile.Lines) string {
	id := "context:" + c.Name
	b.addNode(Node{ID: id, Kind: BuildContext, Name: c.Name, Source: c.Source, Stage: -1, Lines: at})
	return id
}

// connect adds the edge from what a stage stands on.
func (b *builder) connect(i int) {
	s := &b.file.Stages[i]
	e := Edge{To: stageID(i), Kind: From, Lines: s.Instructions[0].Lines}
	switch {
	case s.Context != nil:
		e.From = b.context(*s.Context, e.Lines)
	case s.Parent >= 0:
		e.From = stageID(s.Parent)
	default:
		e.From = b.image(s.Base, s.Platform, e.Lines)
	}
	if e.From != "" {
		b.addEdge(e)
	}
}

// useAll adds the edges of a stage's instructions.
func (b *builder) useAll(i int, list []dockerfile.Instruction) error {
	if b.file.Stages[i].Replaced {
		return nil
	}
	for _, in := range list {
		if err := b.use(in, stageID(i)); err != nil {
			return &dockerfile.SyntaxError{File: b.file.Name, Line: in.Lines.First, Source: b.file.Line(in.Lines.First), Err: err}
		}
	}
	return nil
}
