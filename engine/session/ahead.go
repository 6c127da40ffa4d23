package session

import (
	"context"
	"reflect"

	"github.com/moby/buildkit/client"

	"lightship/engine/build"
)

// ahead is a before build that began before a rebuild asked for it. Until one does, what it has to show is held back.
type ahead struct {
	request build.Request
	cancel  context.CancelFunc
	// events are BuildKit's own, nil when nobody wants them.
	events chan *client.SolveStatus
	// wanted is closed when a rebuild takes the build over and shows its progress from then on.
	wanted chan struct{}
	show   func(build.Progress)
	// done is closed when the build has ended; result and err are set then.
	done   chan struct{}
	result *build.Result
	err    error
}

// BuildAhead has the before build of the next Open begin as soon as its Dockerfile is read, beside the reading of the
// sources and the plan. A Rebuild that asks for the same image takes it over; otherwise it is ended, and nothing of it is
// shown.
func (s *Session) BuildAhead() { s.post(func() { s.state.buildAhead = true }) }

// startAhead begins the before build of what was opened, if that was asked for.
func (s *Session) startAhead() {
	st := &s.state
	n := &st.snapshot
	if !st.buildAhead || n.Before == nil || n.Before.File == nil || st.choice.build.Problem != "" {
		return
	}
	st.buildAhead = false
	ctx, cancel := context.WithCancel(context.Background())
	a := &ahead{
		request: s.request("before", n.Before.Text), cancel: cancel, wanted: make(chan struct{}), done: make(chan struct{}),
	}
	st.ahead = a
	request := a.request
	if s.settings.Raw != nil {
		a.events = make(chan *client.SolveStatus)
		request.Raw = a.events
	}
	s.work(func() {
		defer cancel()
		defer close(a.done)
		a.result, a.err = s.settings.Engine.Build(ctx, request, func(p build.Progress) {
			// BuildKit goes on meanwhile: it does not wait for who reads its events.
			select {
			case <-a.wanted:
				a.show(p)
			case <-ctx.Done():
			}
		})
	})
}

// endAhead ends the build that nobody took over.
func (st *state) endAhead() {
	if st.ahead != nil {
		st.ahead.cancel()
		st.ahead = nil
	}
}

// takeAhead returns the build that began ahead when it is the one that is asked for, nil otherwise.
func (st *state) takeAhead(request build.Request) *ahead {
	a := st.ahead
	if a == nil || !reflect.DeepEqual(a.request, request) {
		st.endAhead()
		return nil
	}
	st.ahead = nil
	return a
}

// wait shows the progress from now on, hands BuildKit's own events to raw, when it is not nil, and waits for the build. When
// ctx is done first, the build is ended.
func (a *ahead) wait(ctx context.Context, raw chan<- *client.SolveStatus, show func(build.Progress)) (*build.Result, error) {
	stop := context.AfterFunc(ctx, a.cancel)
	defer stop()
	a.show = show
	close(a.wanted)
	if a.events != nil {
		for event := range a.events {
			raw <- event
		}
		close(raw)
	}
	<-a.done
	return a.result, a.err
}
