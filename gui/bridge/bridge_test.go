package bridge_test

import (
	"sync"
	"testing"

	"lightship/engine/session"
	"lightship/gui/bridge"
)

// queue is a drawing goroutine that runs when the test says so.
type queue struct {
	mu    sync.Mutex
	calls []func()
}

func (q *queue) dispatch(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls = append(q.calls, f)
}

func (q *queue) run() int {
	q.mu.Lock()
	calls := q.calls
	q.calls = nil
	q.mu.Unlock()
	for _, f := range calls {
		f()
	}
	return len(calls)
}

// source is a publisher whose subscriber can be called directly.
type source struct{ publish func(*session.Snapshot) }

func (s *source) Subscribe(f func(*session.Snapshot)) func() {
	s.publish = f
	return func() {}
}

func TestOnlyTheLatestSnapshotIsShown(t *testing.T) {
	q, shown := &queue{}, []int{}
	b := bridge.New(q.dispatch, func(s *session.Snapshot) { shown = append(shown, s.Number) })
	for i := 1; i <= 1000; i++ {
		b.Publish(&session.Snapshot{Number: i})
	}
	if n := q.run(); n != 1 {
		t.Fatalf("dispatched %d times, want 1", n)
	}
	b.Publish(&session.Snapshot{Number: 1001})
	q.run()
	if len(shown) != 2 || shown[0] != 1000 || shown[1] != 1001 {
		t.Fatalf("shown %v, want [1000 1001]", shown)
	}
}

func TestASnapshotPublishedWhileOneIsShownIsNotLost(t *testing.T) {
	q, shown := &queue{}, []int{}
	var b *bridge.Bridge
	b = bridge.New(q.dispatch, func(s *session.Snapshot) {
		shown = append(shown, s.Number)
		if s.Number == 1 {
			b.Publish(&session.Snapshot{Number: 2})
		}
	})
	b.Publish(&session.Snapshot{Number: 1})
	q.run()
	q.run()
	if len(shown) != 2 || shown[1] != 2 {
		t.Fatalf("shown %v, want [1 2]", shown)
	}
}

func TestNothingIsShownAfterStop(t *testing.T) {
	q, src, shown := &queue{}, &source{}, 0
	b := bridge.New(q.dispatch, func(*session.Snapshot) { shown++ })
	stop := b.Attach(src)
	src.publish(&session.Snapshot{Number: 1})
	stop()
	q.run()
	src.publish(&session.Snapshot{Number: 2})
	if n := q.run(); n != 0 || shown != 0 {
		t.Fatalf("after stop: dispatched %d, shown %d", n, shown)
	}
}

func TestManyPublishersEndWithTheirLastSnapshot(t *testing.T) {
	q := &queue{}
	var last *session.Snapshot
	b := bridge.New(q.dispatch, func(s *session.Snapshot) { last = s })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 200 {
				b.Publish(&session.Snapshot{Number: i})
			}
		})
	}
	wg.Wait()
	final := &session.Snapshot{Number: 9999}
	b.Publish(final)
	q.run()
	if last != final {
		t.Fatalf("last shown is %+v", last)
	}
}
