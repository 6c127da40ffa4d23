package main

import (
	"sync"

	"github.com/google/uuid"
)

// entry is one line in the guest book.
type entry struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Text string    `json:"text"`
}

// book keeps the entries in memory.
type book struct {
	mu      sync.Mutex
	entries []entry
}

func newBook() *book {
	welcome := uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://example.com/welcome"))
	return &book{entries: []entry{{ID: welcome, Name: "Keeper", Text: "Welcome aboard."}}}
}

func (b *book) all() []entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]entry(nil), b.entries...)
}

func (b *book) add(name, text string) entry {
	e := entry{ID: uuid.New(), Name: name, Text: text}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, e)
	return e
}
