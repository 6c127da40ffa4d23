package rewrite

import (
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// measure works out what a finding's change saves, and says whether the analysed image tells it. Two sources are known: a
// layer that goes away, and another image under the final stage.
func (p *Proposal) measure(id string, f *Finding) (measured bool) {
	if f.Drops.First > 0 {
		if bytes, ok := p.layerOf(f.Drops); ok {
			f.SavesBytes = bytes
			return true
		}
	}
	if f.Swap.From == "" {
		return false
	}
	p.swaps[id] = swap{f.Swap.From, f.Swap.To}
	if bytes, ok := p.measuredSplit(f.Swap.To); ok && f.Swap.To != "" && f.Swap.To == p.SplitBase {
		f.SavesBytes = bytes
		return true
	}
	f.SavesBytes = p.saves(f.Swap.From, f.Swap.To)
	return false
}

// measuredSplit is what a split saves on disk: all that the analysed image holds, less the program and the base it will
// stand on.
func (p *Proposal) measuredSplit(base string) (bytes int64, ok bool) {
	if p.in.Image == nil || p.in.Image.Program == nil || p.in.BaseBytes == nil || !slices.Contains(compiled(), p.in.Program.Language) {
		return 0, false
	}
	under := p.in.BaseBytes(base)
	if under < 0 {
		return 0, false
	}
	return max(p.in.Image.OnDisk-p.in.Image.Program.Size-under, 0), true
}

// compiled are the languages whose programs are one file that the final stage copies.
func compiled() []string { return []string{"go", "rust", "c"} }

// layerOf returns the bytes on disk of the layer that an instruction of the Dockerfile made, found by the command that the
// image's history repeats.
func (p *Proposal) layerOf(at dockerfile.Lines) (bytes int64, ok bool) {
	if p.in.Image == nil {
		return 0, false
	}
	for _, s := range p.model.Stages {
		for _, ins := range s.Instructions {
			if ins.Lines != at {
				continue
			}
			mark := historyMark(ins)
			for _, l := range p.in.Image.Layers {
				if mark != "" && !l.Base && strings.Contains(strings.Join(strings.Fields(l.CreatedBy), " "), mark) {
					return l.OnDisk, true
				}
			}
		}
	}
	return 0, false
}

// historyMark is what BuildKit writes into an image's history for an instruction, with blanks made one; empty for one that
// makes no layer.
func historyMark(ins dockerfile.Instruction) string {
	words := func(list ...string) string { return strings.Join(strings.Fields(strings.Join(list, " ")), " ") }
	switch c := ins.Expanded().(type) {
	case *instructions.RunCommand:
		return words(c.CmdLine...)
	case *instructions.CopyCommand:
		return words(append(append([]string{"COPY"}, c.SourcePaths...), c.DestPath)...)
	}
	return ""
}

// saves is the bytes on disk that one base has more than another, 0 when not known or none.
func (p *Proposal) saves(from, to string) int64 {
	if p.in.BaseBytes == nil || to == "" {
		return 0
	}
	a, b := p.in.BaseBytes(from), p.in.BaseBytes(to)
	if a < 0 || b < 0 || a == 0 {
		return 0
	}
	return max(a-b, 0)
}

// ChangesFor returns the changes as they are with a base chosen: the title names it, the saving is for it.
func (p *Proposal) ChangesFor(base bases.Base) []Change {
	out := slices.Clone(p.Changes)
	for i, c := range out {
		if c.ID != FinalBase || base.Ref == "" {
			continue
		}
		out[i].Title = "Final base: " + base.Ref
		if reasons := bases.Judge(p.Program(p.defaults()), base).Reasons; len(reasons) > 0 {
			out[i].Why = reasons[0]
		}
		out[i].SavesBytes, out[i].Estimate = p.saves(p.swaps[c.ID].from, base.Ref), true
	}
	return out
}
