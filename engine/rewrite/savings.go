package rewrite

import (
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
	"lightship/engine/rewrite/model"
	"lightship/engine/rewrite/rule"
)

// measure works out what a finding's change saves, and says whether the analysed image tells it: a layer that goes away, files
// that go out of a layer, another image under the final stage.
func (p *Proposal) measure(id string, f *Finding) (measured bool) {
	if f.File != nil {
		f.SavesContext = p.notSent(f.File).saved
	}
	if bytes := p.hidden(f.Hides) + p.left(f.Leaves); bytes > 0 {
		f.SavesBytes = bytes
		return true
	}
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

// layerOf returns the bytes on disk of the layer that an instruction of the Dockerfile made.
func (p *Proposal) layerOf(at dockerfile.Lines) (bytes int64, ok bool) {
	i := p.layerAt(at)
	if i < 0 {
		return 0, false
	}
	return p.in.Image.Layers[i].OnDisk, true
}

// layerAt returns the index of the layer that an instruction of the Dockerfile made, found by the command that the image's
// history repeats; -1 when there is none or no image was analysed.
func (p *Proposal) layerAt(at dockerfile.Lines) int {
	if p.in.Image == nil || at.First == 0 {
		return -1
	}
	for _, s := range p.model.Stages {
		for _, ins := range s.Instructions {
			if ins.Lines != at {
				continue
			}
			mark := model.HistoryMark(ins)
			for i, l := range p.in.Image.Layers {
				if mark != "" && !l.Base && strings.Contains(model.Plain(l.CreatedBy), mark) {
					return i
				}
			}
		}
	}
	return -1
}

// hidden are the bytes of the files that one layer has and another hides.
func (p *Proposal) hidden(h rule.Hides) int64 {
	by, made := p.layerAt(h.By), p.layerAt(h.Made)
	if by < 0 || made < 0 {
		return 0
	}
	sum := int64(0)
	for _, f := range p.in.Image.Written.Hidden() {
		if f.By == by && f.Made == made && f.Deleted {
			sum += f.OnDisk
		}
	}
	return sum
}

// left are the bytes of files and folders in the layer of an instruction.
func (p *Proposal) left(l rule.Leaves) int64 {
	layer := p.layerAt(l.At)
	if layer < 0 {
		return 0
	}
	sum := int64(0)
	for _, at := range l.Paths {
		sum += p.in.Image.Written.Bytes(layer, at)
	}
	return sum
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
