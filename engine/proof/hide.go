package proof

import "lightship/engine/secret"

// secrets are those of the settings: what they know, and the variables' values that are secret.
func (s Settings) secrets() *secret.Masker {
	m := s.Secrets
	if m == nil {
		m = &secret.Masker{}
	}
	for _, v := range s.Env {
		if v.Secret {
			m.Add(v.Value)
		}
	}
	return m
}

// hideIn takes secrets out of a run: programs print them, and answer with them.
func hideIn(r *Run, h *secret.Masker) {
	for _, text := range []*string{&r.Stdout.Head, &r.Stdout.Tail, &r.Stderr.Head, &r.Stderr.Tail} {
		*text = h.Mask(*text)
	}
	for i := range r.Answers {
		a := &r.Answers[i]
		a.Body, a.Error, a.Probe.Path = h.Mask(a.Body), h.Mask(a.Error), h.Mask(a.Probe.Path)
		for name, value := range a.Header {
			a.Header[name] = h.Mask(value)
		}
	}
	for i := range r.Written {
		w := &r.Written[i]
		w.Path, w.As, w.Body = h.Mask(w.Path), h.Mask(w.As), h.Mask(w.Body)
	}
	for i := range r.Trace.Files {
		f := &r.Trace.Files[i]
		f.Path, f.As = h.Mask(f.Path), h.Mask(f.As)
	}
	for i := range r.Names {
		r.Names[i].Name = h.Mask(r.Names[i].Name)
	}
}
