package proof

// hideIn takes the secrets that were given out of a run: programs print them, and answer with them.
func (h hider) hideIn(r *Run) {
	if len(h.secrets) == 0 || r == nil {
		return
	}
	for _, text := range []*string{&r.Stdout.Head, &r.Stdout.Tail, &r.Stderr.Head, &r.Stderr.Tail} {
		*text = h.hide(*text)
	}
	for i := range r.Answers {
		a := &r.Answers[i]
		a.Body, a.Error, a.Probe.Path = h.hide(a.Body), h.hide(a.Error), h.hide(a.Probe.Path)
		for name, value := range a.Header {
			a.Header[name] = h.hide(value)
		}
	}
	for i := range r.Trace.Files {
		f := &r.Trace.Files[i]
		f.Path, f.As = h.hide(f.Path), h.hide(f.As)
	}
	for i := range r.Names {
		r.Names[i].Name = h.hide(r.Names[i].Name)
	}
}
