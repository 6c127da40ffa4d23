// Package bridge hands the session's snapshots to the goroutine that draws. It is the one place that knows how to get
// there: nothing else in the product calls fyne.Do.
package bridge

import (
	"sync"

	"fyne.io/fyne/v2"

	"lightship/engine/session"
)

// Source publishes snapshots; a session is one. Subscribe calls the function with each new snapshot from a goroutine
// of its own until stop is called.
type Source interface {
	Subscribe(func(*session.Snapshot)) (stop func())
}

// Dispatch runs f on the goroutine that draws, later.
type Dispatch func(f func())

// Window dispatches to the goroutine of Fyne's windows.
func Window(f func()) { fyne.Do(f) }

// Bridge passes on the latest snapshot. However fast they come, at most one call to dispatch is under way, and a snapshot
// that was overtaken before it could be shown is left out.
type Bridge struct {
	dispatch Dispatch
	show     func(*session.Snapshot)

	mu      sync.Mutex
	latest  *session.Snapshot
	pending bool
	closed  bool
}

// New makes a bridge that calls show, through dispatch, with the latest snapshot.
func New(dispatch Dispatch, show func(*session.Snapshot)) *Bridge {
	return &Bridge{dispatch: dispatch, show: show}
}

// Attach subscribes the bridge to a source. After stop no snapshot is shown any more; stop must be called on the goroutine
// that draws.
func (b *Bridge) Attach(source Source) (stop func()) {
	unsubscribe := source.Subscribe(b.Publish)
	return func() {
		unsubscribe()
		b.mu.Lock()
		b.closed = true
		b.mu.Unlock()
	}
}

// Publish takes a snapshot from any goroutine; it never waits for the drawing one.
func (b *Bridge) Publish(s *session.Snapshot) {
	b.mu.Lock()
	b.latest = s
	ask := !b.pending && !b.closed
	b.pending = b.pending || ask
	b.mu.Unlock()
	if ask {
		b.dispatch(b.deliver)
	}
}

// deliver shows the latest snapshot; it runs on the goroutine that draws.
func (b *Bridge) deliver() {
	b.mu.Lock()
	s, closed := b.latest, b.closed
	b.latest, b.pending = nil, false
	b.mu.Unlock()
	if s != nil && !closed {
		b.show(s)
	}
}
