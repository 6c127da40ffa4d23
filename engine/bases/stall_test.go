package bases

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// answered is what comes of a request to a server that answers with handle, where slowness is borne for so long.
func answered(t *testing.T, within time.Duration, handle http.HandlerFunc) (string, error) {
	t.Helper()
	server := httptest.NewServer(handle)
	defer server.Close()
	defer server.CloseClientConnections()
	client := http.Client{Transport: &impatient{next: http.DefaultTransport, within: within}}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}

func TestARegistryThatHangsOrDripsIsGivenUp(t *testing.T) {
	for name, handle := range map[string]http.HandlerFunc{
		"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"no body": func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"a byte now and then": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		},
	} {
		start := time.Now()
		if _, err := answered(t, 300*time.Millisecond, handle); !errors.Is(err, errSilent) || time.Since(start) > 5*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(start))
		}
	}
}

func TestASlowAnswerIsReadToItsEnd(t *testing.T) {
	// It takes longer in all than slowness is borne, and each part of it an eighth of that: a busy computer may take its time too.
	const within = 2 * time.Second
	part := strings.Repeat("x", 2000)
	text, err := answered(t, within, func(w http.ResponseWriter, _ *http.Request) {
		for range 10 {
			_, _ = io.WriteString(w, part)
			w.(http.Flusher).Flush()
			time.Sleep(within / 8)
		}
	})
	if err != nil || len(text) != 10*len(part) {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}
