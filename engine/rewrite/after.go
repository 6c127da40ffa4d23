package rewrite

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lightship/engine/bases"
	"lightship/engine/dockerfile"
)

// After returns the Dockerfile with the changes that are on; a change whose needs are off counts as off. With none on
// it is the source, byte for byte. The base is what final-base puts under the final stage. It fails with
// ErrBaseRefused when the program can't run there.
func (p *Proposal) After(on map[string]bool, base bases.Base) ([]byte, error) {
	on = p.effective(on)
	if !slices.ContainsFunc(p.Changes, func(c Change) bool { return on[c.ID] }) {
		return bytes.Clone(p.in.File.Source), nil
	}
	r := &renderer{p: p, on: on, base: base}
	switch {
	case on[FinalBase] && base.Ref == "":
		return nil, fmt.Errorf("%w: no final base is chosen", ErrBaseRefused)
	case on[FinalBase]:
		if v := bases.Judge(p.Program(on), base); v.Level == bases.DoesNotFit {
			return nil, fmt.Errorf("%w: %s: %s", ErrBaseRefused, base.Ref, v.Reasons[0])
		}
	case on[GoSplit]:
		r.base = bases.Describe(p.SplitBase)
	default:
		r.base = bases.Describe(p.final.stage.Base)
	}
	r.builds()
	switch {
	case on[GoSplit]:
		r.split()
	default:
		r.finalInPlace()
	}
	text, err := dockerfile.Apply(p.in.File.Source, r.edits)
	if err != nil {
		return nil, fmt.Errorf("rewrite the Dockerfile: %w", err)
	}
	return text, nil
}

// effective leaves on only the changes that are proposed and whose needs are on.
func (p *Proposal) effective(on map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, c := range p.Changes {
		out[c.ID] = on[c.ID]
	}
	for range p.Changes {
		for _, c := range p.Changes {
			for _, need := range c.Needs {
				out[c.ID] = out[c.ID] && out[need]
			}
		}
	}
	return out
}

// renderer collects the edits of a plan.
type renderer struct {
	p    *Proposal
	on   map[string]bool
	base bases.Base
	// dest is where the final stage has the program, keepDir whether it has the working directory.
	dest    string
	keepDir bool
	edits   []dockerfile.Edit
}

func (r *renderer) replace(at dockerfile.Lines, text string) {
	r.edits = append(r.edits, dockerfile.Edit{Lines: at, Text: text})
}

func (r *renderer) insert(before int, text string) {
	r.replace(dockerfile.Lines{First: before, Last: before - 1}, text)
}

// builds edits the stage that builds: the module download and the RUNs of the go command.
func (r *renderer) builds() {
	g, d := r.p.build, r.p.download
	if r.on[GoModDownload] {
		r.insert(d.before, d.text(r.on[GoCacheMounts]))
	}
	for _, i := range g.runs() {
		ins, s := g.stage.Instructions[i], g.scripts[i]
		if r.on[GoModDownload] && i == d.redundant {
			r.replace(ins.Lines, "")
			continue
		}
		e := runEdit{static: r.on[GoStatic] && s.editable, trim: r.on[GoTrimSymbols] && s.editable}
		if r.on[GoCacheMounts] {
			e.caches = g.cachesFor(i)
		}
		text := g.edited(i, e)
		if r.on[GoStatic] && !s.editable && slices.ContainsFunc(g.gos[i], func(c goCommand) bool { return c.builds() && needsStatic(c) }) {
			text = "ENV CGO_ENABLED=0\n" + text
		}
		if text != s.text {
			r.replace(ins.Lines, text)
		}
	}
}

// split edits the single stage into two.
func (r *renderer) split() {
	s, st, g := r.p.split, r.p.start, r.p.build
	r.keepDir, r.dest = s.keepDir, s.dest
	if st.shell && !(r.on[ExecForm] && st.simple) {
		r.keepDir, r.dest = true, s.program
	}
	if !strings.Contains(st.argv[0], "/") && r.dest == s.program {
		// A bare name is found through PATH, which every base has /usr/local/bin in.
		r.dest = "/usr/local/bin/" + st.argv[0]
	}
	from := g.stage.Instructions[0]
	r.replace(from.Lines, r.namedFrom(from))
	startMoved := false
	var tail []string
	for _, m := range s.moved {
		r.replace(m.lines, "")
		switch ins := g.stage.Instructions[m.index]; ins.Keyword {
		case "CMD", "ENTRYPOINT":
			startMoved = true
		default:
			tail = append(tail, m.text)
		}
	}
	r.insert(s.at, strings.Join(append(r.header(from), tail...), "\n")+"\n")
	r.startOfSplit(startMoved)
}

// namedFrom names the builder stage.
func (r *renderer) namedFrom(from dockerfile.Instruction) string {
	s := r.p.split
	text := strings.ReplaceAll(from.Text, "\r\n", "\n")
	if r.p.build.stage.Name == s.builder {
		return text
	}
	if r.p.build.stage.Name != "" {
		fields := strings.Fields(text)
		return strings.Join(fields[:len(fields)-1], " ") + " " + s.builder
	}
	return strings.TrimRight(text, " \t") + " AS " + s.builder
}

// header is the final stage's lines up to what stays where it is.
func (r *renderer) header(from dockerfile.Instruction) []string {
	s, g := r.p.split, r.p.build
	ref := r.base.Ref
	if ref == r.p.BuildBase {
		ref = writtenBase(from)
	}
	line := "FROM " + ref
	if s.final != "" {
		line += " AS " + s.final
	}
	out := []string{"", line}
	if r.keepDir {
		out = append(out, "WORKDIR "+g.dirs[g.lastRun])
	}
	out = append(out, "COPY --from="+s.builder+" "+s.program+" "+r.dest)
	for _, p := range s.runtime {
		out = append(out, "COPY --from="+s.builder+" "+p+" "+p)
	}
	out = append(out, r.supplies()...)
	return append(out, s.carried...)
}

// supplies copies from the builder what the program needs and the base lacks.
func (r *renderer) supplies() []string {
	program, s := r.p.in.Program, r.p.split
	builder := bases.Describe(r.p.BuildBase)
	var out []string
	if program.NeedsCA && !r.base.CACertificates && builder.CACertificates {
		const bundle = "/etc/ssl/certs/ca-certificates.crt"
		out = append(out, "COPY --from="+s.builder+" "+bundle+" "+bundle)
	}
	if program.NeedsZones && !r.base.Zones && bases.IsGoToolchain(r.p.BuildBase) {
		const zones = "/usr/local/go/lib/time/zoneinfo.zip"
		out = append(out, "COPY --from="+s.builder+" "+zones+" "+zones, "ENV ZONEINFO="+zones)
	}
	return out
}

// writtenBase is the image of a FROM as written, with its ARGs.
func writtenBase(from dockerfile.Instruction) string {
	for _, f := range strings.Fields(from.Text)[1:] {
		if !strings.HasPrefix(f, "--") {
			return f
		}
	}
	return ""
}
