package model

import (
	"slices"
	"sync"
)

// memo keeps what was worked out of a stage or a file. Neither ever changes, so each is worked out once; many goroutines may ask.
type memo struct {
	mu     sync.Mutex
	values map[any]func() any
}

// Remember returns what read makes of a stage. Read is called once for a stage and a key, whose type belongs to the caller's package.
func (s *Stage) Remember(key any, read func() any) any { return s.memo.remember(key, read) }

// Remember returns what read makes of a file, as a stage's does.
func (m *Model) Remember(key any, read func() any) any { return m.memo.remember(key, read) }

func (m *memo) remember(key any, read func() any) any {
	m.mu.Lock()
	value, found := m.values[key]
	if !found {
		value = sync.OnceValue(read)
		if m.values == nil {
			m.values = map[any]func() any{}
		}
		m.values[key] = value
	}
	m.mu.Unlock()
	return value()
}

// Model is the model that a stage belongs to.
func (s *Stage) Model() *Model { return s.model }

// Without is a stage in which the RUNs at some indexes do nothing; the indexes of the others stay.
func (s *Stage) Without(steps []int) *Stage {
	if len(steps) == 0 {
		return s
	}
	inner, outer := *s.Stage, *s
	inner.Instructions = slices.Clone(s.Instructions)
	for _, i := range steps {
		inner.Instructions[i].Keyword, inner.Instructions[i].Command = "", nil
	}
	outer.Stage, outer.LastRun, outer.memo = &inner, -1, &memo{}
	return &outer
}
