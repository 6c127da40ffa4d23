package model

import "sync"

// maxRemembered is how many values that belong to one text are kept. A plan of thirty changes has about as many texts as it has
// steps; all are forgotten when there are more.
const maxRemembered = 4096

// Memory keeps what was worked out for one project, so that it is worked out once: what its files say, whichever text of its
// Dockerfile asks, and what was made of each text, whichever plan leads to it. The zero value is ready; a nil one keeps nothing. It is
// safe for concurrent use, and holds for as long as the project's files are taken to be as they were read.
type Memory struct {
	mu    sync.Mutex
	files map[any]*remembered
	texts map[any]*remembered
}

// remembered is a value that is worked out by whoever asks first; others who ask meanwhile wait for it.
type remembered struct {
	once  sync.Once
	value any
}

// OfFiles returns what find says of a project's files, asked once for each key. The key tells what is asked and of what; keys of
// different types never meet.
func OfFiles[T any](m *Memory, key any, find func() T) T {
	if m == nil {
		return find()
	}
	return recall(m, &m.files, key, find)
}

// OfText returns what work makes of a text, asked once for each key, which holds all that the value follows from.
func OfText[T any](m *Memory, key any, work func() T) T {
	if m == nil {
		return work()
	}
	m.mu.Lock()
	if len(m.texts) >= maxRemembered {
		m.texts = nil
	}
	m.mu.Unlock()
	return recall(m, &m.texts, key, work)
}

func recall[T any](m *Memory, in *map[any]*remembered, key any, work func() T) T {
	m.mu.Lock()
	if *in == nil {
		*in = map[any]*remembered{}
	}
	r := (*in)[key]
	if r == nil {
		r = &remembered{}
		(*in)[key] = r
	}
	m.mu.Unlock()
	r.once.Do(func() { r.value = work() })
	return r.value.(T)
}
