package bases

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// errSilent is a registry that took the request and then sends nothing, or a byte now and then.
var errSilent = errors.New("the registry sends nothing any more")

const (
	// silentFor is how long a registry may send less than slowest bytes a second.
	silentFor = 30 * time.Second
	slowest   = 1 << 10
)

// impatient sends requests and ends those whose answer does not come, or comes too slowly to ever end.
type impatient struct {
	next http.RoundTripper
	// within is how long slowness is borne.
	within time.Duration
}

// RoundTrip sends the request and watches over its answer until that is closed.
func (i *impatient) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	w := &watched{cancel: cancel, within: i.within, host: req.URL.Host, least: -1}
	w.timer = time.AfterFunc(i.within, w.look)
	answer, err := i.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		w.end()
		return nil, w.why(ctx, err)
	}
	w.mu.Lock()
	w.least = int64(slowest * i.within.Seconds())
	w.mu.Unlock()
	w.ctx, w.body = ctx, answer.Body
	answer.Body = w
	return answer, nil
}

// watched is an answer's body that is looked after.
type watched struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	body   io.ReadCloser
	within time.Duration
	host   string
	timer  *time.Timer

	mu sync.Mutex
	// reading says that somebody waits for bytes, which is when a registry can be slow; got are those since the last look,
	// and least how many there have to be in that time, -1 before the answer began.
	reading bool
	got     int64
	least   int64
	ended   bool
}

// look ends the request when too little has come since the last look.
func (w *watched) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if w.least < 0 || w.reading && w.got < w.least {
		w.cancel(fmt.Errorf("%w: %s, %d bytes in %s", errSilent, w.host, w.got, w.within))
		return
	}
	w.got = 0
	w.timer.Reset(w.within)
}

// Read reads on; a request that was ended says so.
func (w *watched) Read(p []byte) (int, error) {
	w.mu.Lock()
	w.reading = true
	w.mu.Unlock()
	n, err := w.body.Read(p)
	w.mu.Lock()
	w.reading, w.got = false, w.got+int64(n)
	w.mu.Unlock()
	if err != nil && !errors.Is(err, io.EOF) {
		err = w.why(w.ctx, err)
	}
	return n, err
}

// Close ends the answer.
func (w *watched) Close() error {
	err := w.body.Close()
	w.end()
	return err
}

// end ends the looking.
func (w *watched) end() {
	w.mu.Lock()
	w.ended = true
	w.mu.Unlock()
	w.timer.Stop()
	w.cancel(context.Canceled)
}

// why is the reason that the request was ended for, else err.
func (w *watched) why(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errSilent) {
		return cause
	}
	return err
}
