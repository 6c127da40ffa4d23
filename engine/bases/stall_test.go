package bases

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// speaker is a registry that answers by what it says in its own time; nil never answers.
type speaker func(ctx context.Context, body io.Writer)

func (s speaker) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if s == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	read, write := io.Pipe()
	go func() {
		s(ctx, write)
		_ = write.CloseWithError(ctx.Err())
	}()
	context.AfterFunc(ctx, func() { _ = write.CloseWithError(ctx.Err()) })
	return &http.Response{StatusCode: http.StatusOK, Body: read, Request: req}, nil
}

// answered is what comes of a request to a registry, where slowness is borne as long as it always is, and how long that took. It is
// called in a bubble, where no time really passes.
func answered(t *testing.T, s speaker) (string, time.Duration, error) {
	t.Helper()
	// The registry has time to see that nobody listens any more.
	defer time.Sleep(time.Minute)
	start := time.Now()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://registry.example/v2/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := (&impatient{next: s, within: silentFor}).RoundTrip(req)
	if err != nil {
		return "", time.Since(start), err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), time.Since(start), err
}

func TestARegistryThatHangsOrDripsIsGivenUp(t *testing.T) {
	for name, speaks := range map[string]speaker{
		"no answer": nil,
		"no body":   func(ctx context.Context, _ io.Writer) { <-ctx.Done() },
		"a byte now and then": func(ctx context.Context, body io.Writer) {
			for ctx.Err() == nil {
				_, _ = io.WriteString(body, "x")
				time.Sleep(time.Second)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if _, took, err := answered(t, speaks); !errors.Is(err, errSilent) || took > 2*silentFor {
					t.Errorf("%v after %s", err, took)
				}
			})
		})
	}
}

func TestASlowAnswerIsReadToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		part := strings.Repeat("x", slowest*10)
		text, took, err := answered(t, func(_ context.Context, body io.Writer) {
			for range 10 {
				_, _ = io.WriteString(body, part)
				time.Sleep(8 * time.Second)
			}
		})
		if err != nil || len(text) != 10*len(part) || took < 2*silentFor {
			t.Errorf("%d bytes in %s, %v", len(text), took, err)
		}
	})
}
