package bases

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// perHost is how many requests one registry gets at a time.
	perHost = 8
	// longestWait is the longest Retry-After that is waited for; a registry that wants more is given up for now.
	longestWait = 10 * time.Second
	// politeTries is how often a request is made that the registry puts off.
	politeTries = 3
)

// hosts are the registries that are talked to, each with its connections and its pace.
type hosts struct {
	mu    sync.Mutex
	known map[string]*host
}

func newHosts() *hosts { return &hosts{known: map[string]*host{}} }

// transport returns the way to an endpoint, the same for all questions to it.
func (h *hosts) transport(e endpoint) (http.RoundTripper, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := fmt.Sprintf("%s %+v", e.host, e.route)
	if known, ok := h.known[key]; ok {
		return known, nil
	}
	t, err := e.transport()
	if err != nil {
		return nil, err
	}
	t.MaxIdleConnsPerHost = perHost
	made := &host{next: &impatient{next: t, within: silentFor}, slots: make(chan struct{}, perHost)}
	h.known[key] = made
	return made, nil
}

// host sends requests to one registry: a few at a time, and none while it asked to wait.
type host struct {
	next  http.RoundTripper
	slots chan struct{}

	mu    sync.Mutex
	until time.Time
}

// RoundTrip waits for the registry's pace, sends the request, and repeats it when the answer is to try again soon.
func (h *host) RoundTrip(req *http.Request) (*http.Response, error) {
	select {
	case h.slots <- struct{}{}:
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	defer func() { <-h.slots }()
	for try := 1; ; try++ {
		if err := h.wait(req.Context()); err != nil {
			return nil, err
		}
		answer, err := h.next.RoundTrip(req)
		if err != nil || answer.StatusCode != http.StatusTooManyRequests {
			return answer, err
		}
		pause, said := retryAfter(answer.Header.Get("Retry-After"), time.Now())
		if !said || pause > longestWait || try == politeTries || req.Body != nil {
			return answer, nil
		}
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
		_ = answer.Body.Close()
		h.pause(pause)
	}
}

// pause lets every request to this registry wait.
func (h *host) pause(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if until := time.Now().Add(d); until.After(h.until) {
		h.until = until
	}
}

func (h *host) wait(ctx context.Context) error {
	h.mu.Lock()
	pause := time.Until(h.until)
	h.mu.Unlock()
	if pause <= 0 {
		return nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// retryAfter reads the header of that name, seconds or a date (RFC 9110, section 10.2.3); false when it says nothing.
func retryAfter(header string, now time.Time) (time.Duration, bool) {
	if seconds, err := strconv.Atoi(header); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second, true
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, at.Sub(now)), true
	}
	return 0, false
}
