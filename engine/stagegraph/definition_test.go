//go:build !race

package stagegraph_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lightship/engine/dockerfile"
	"lightship/engine/stagegraph"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/opencontainers/go-digest"
)

// resolved is what becomes of one target: the stages that have steps, and what each of them uses. Both sides leave
// out what BuildKit doesn't keep: a stage without steps is what it stands on.
type resolved struct{ Stages, Edges []string }

type set map[string]bool

func (s set) sorted() []string {
	out := []string{}
	for k := range s {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// familiar returns a reference as people write it.
func familiar(ref string) string {
	named, err := reference.ParseNormalizedNamed(ref)
	if err != nil {
		return ref
	}
	return reference.FamiliarString(reference.TagNameOnly(named))
}

// bare returns an address without its scheme, user, version and subfolder, as both sides know it.
func bare(address string) string {
	if _, rest, found := strings.Cut(address, "://"); found {
		address = rest
	}
	address = strings.TrimPrefix(address, "git@")
	if i := strings.IndexAny(address, "#?"); i >= 0 {
		address = address[:i]
	}
	return strings.Replace(address, ":", "/", 1)
}

// operations is BuildKit's graph of a target.
type operations struct {
	ops   map[string]*pb.Op
	names map[string]string
	// only is the stage of steps that name none.
	only string
	// contexts are the names of the named contexts by their bare addresses.
	contexts map[string]string
	out      struct{ stages, edges set }
}

var stepName = regexp.MustCompile(`^\[(?:(\S+) )? *\d+/\d+\] `)

func resolvedByBuildKit(t *testing.T, made *llb.Definition, f *dockerfile.File, given dockerfile.Options) resolved {
	t.Helper()
	o := &operations{ops: map[string]*pb.Op{}, names: map[string]string{}, only: only(f), contexts: map[string]string{}}
	o.out.stages, o.out.edges = set{}, set{}
	for name, source := range given.Contexts {
		o.contexts[bare(source)] = name
	}
	for _, raw := range made.Def {
		op := new(pb.Op)
		if err := op.UnmarshalVT(raw); err != nil {
			t.Fatal(err)
		}
		id := digest.FromBytes(raw)
		o.ops[string(id)], o.names[string(id)] = op, made.Metadata[id].Description["llb.customname"]
	}
	for id := range o.ops {
		o.walk(id)
	}
	return resolved{Stages: o.out.stages.sorted(), Edges: o.out.edges.sorted()}
}

// owner returns what an operation belongs to: a stage, an image, a context, a download; "" for what is made up.
func (o *operations) owner(id string) string {
	op, name := o.ops[id], o.names[id]
	if source := op.GetSource().GetIdentifier(); source != "" {
		return o.source(source, name)
	}
	if m := stepName.FindStringSubmatch(name); m != nil {
		if m[1] == "" {
			return "stage " + o.only
		}
		return "stage " + m[1]
	}
	return ""
}

func (o *operations) source(identifier, name string) string {
	if rest, found := strings.CutPrefix(name, "[context "); found {
		context, _, _ := strings.Cut(rest, "] ")
		return "context " + context
	}
	if ref, found := strings.CutPrefix(identifier, "docker-image://"); found {
		return "image " + familiar(ref)
	}
	address := bare(identifier)
	if context, found := o.contexts[address]; found {
		return "context " + context
	}
	if address == bare(mainContext) {
		return ""
	}
	return "download " + address
}

// walk adds what one operation of a stage uses.
func (o *operations) walk(id string) {
	op, to := o.ops[id], o.owner(id)
	if !strings.HasPrefix(to, "stage ") {
		return
	}
	o.out.stages[to] = true
	input := func(i int64) string {
		if i < 0 || int(i) >= len(op.Inputs) {
			return ""
		}
		return op.Inputs[i].Digest
	}
	switch {
	case op.GetExec() != nil:
		for _, m := range op.GetExec().Mounts {
			if m.Dest == "/" {
				o.stands(input(m.Input), to)
			} else {
				o.edge("mount", input(m.Input), to, path.Join("/", m.Selector), m.Dest)
			}
		}
	case op.GetMerge() != nil:
		o.stands(input(0), to)
	case op.GetFile() != nil:
		for _, a := range op.GetFile().Actions {
			o.stands(input(a.Input), to)
			if c := a.GetCopy(); c != nil {
				o.edge("copy", input(a.SecondaryInput), to, copied(c), c.Dest)
			}
		}
	}
}

// copied returns the path of a copy as it is written in COPY; --parents splits it.
func copied(c *pb.FileActionCopy) string {
	if len(c.IncludePatterns) == 1 {
		return path.Join(c.Src, c.IncludePatterns[0])
	}
	return path.Clean(c.Src)
}

func (o *operations) stands(on, to string) {
	if on == "" {
		return
	}
	if from := o.owner(on); from != "" && from != to {
		o.out.edges[fmt.Sprintf("%s is the base of %s", from, to)] = true
	}
}

func (o *operations) edge(kind, source, to, what, into string) {
	if source == "" {
		return
	}
	switch from := o.owner(source); {
	case from == "":
	case strings.HasPrefix(from, "download "):
		o.out.edges[fmt.Sprintf("%s into %s", from, to)] = true
	default:
		o.out.edges[edgeText(kind, from, to, what, into)] = true
	}
}

func edgeText(kind, from, to, what, into string) string {
	slashes := strings.NewReplacer(`\`, "/")
	what, into = slashes.Replace(what), slashes.Replace(into)
	return fmt.Sprintf("%s %s of %s into %s at %s", kind, path.Join("/", what), from, to, path.Base(path.Clean(into)))
}

// resolvedByUs says the same of our graph.
func resolvedByUs(t *testing.T, g *stagegraph.Graph) resolved {
	t.Helper()
	stages, edges := set{}, set{}
	for _, n := range g.Nodes {
		if n.Kind != stagegraph.Stage || !n.Reached || n.Steps == 0 {
			continue
		}
		to := ownerOf(g, n.ID)
		stages[to] = true
		for _, d := range n.Downloads {
			edges[fmt.Sprintf("download %s into %s", bare(d.URL), to)] = true
		}
		for _, e := range g.Edges {
			if e.To != n.ID {
				continue
			}
			from := ownerOf(g, e.From)
			switch {
			case from == "":
			case e.Kind == stagegraph.From:
				edges[fmt.Sprintf("%s is the base of %s", from, to)] = true
			default:
				for _, p := range e.Paths {
					edges[edgeText(string(e.Kind), from, to, p, e.Into)] = true
				}
			}
		}
	}
	return resolved{Stages: stages.sorted(), Edges: edges.sorted()}
}

// ownerOf returns a node as BuildKit keeps it: a stage without steps is what it stands on.
func ownerOf(g *stagegraph.Graph, id string) string {
	n, _ := g.Node(id)
	switch {
	case n.Kind == stagegraph.ExternalImage:
		return "image " + familiar(n.Name)
	case n.Kind == stagegraph.BuildContext:
		return "context " + n.Name
	case n.Steps > 0:
		return "stage " + strings.Replace(n.Name, "stage ", "stage-", 1)
	}
	for _, e := range g.Edges {
		if e.To == id && e.Kind == stagegraph.From {
			return ownerOf(g, e.From)
		}
	}
	return ""
}
