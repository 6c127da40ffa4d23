package build

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// silentBuildKit is the address of something that takes connections and never says a word.
func silentBuildKit(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return "unix://" + path
}

func TestABuildKitThatDoesNotAnswerIsSaidOnce(t *testing.T) {
	e := NewEngine(Settings{CacheDir: t.TempDir(), Host: silentBuildKit(t)})
	e.patience = 50 * time.Millisecond
	first := e.Start(context.Background())
	if !errors.Is(first, ErrNoAnswer) {
		t.Fatalf("the error is %v", first)
	}
	// Within a tenth of its patience nobody waits once more; what is told is the very error of the one who did.
	e.patience = time.Hour
	if err := e.Start(context.Background()); err != first {
		t.Errorf("who asks at once is told %v", err)
	}
}

func TestABuildThatHearsNothingFromBuildKitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		start := time.Now()
		err := keepAsking(context.Background(), func(ctx context.Context) error {
			if asked++; asked < 4 {
				time.Sleep(9 * time.Second) // a busy one is slow
				return errors.New("refused")
			}
			<-ctx.Done()
			return ctx.Err()
		})
		if !errors.Is(err, ErrNoAnswer) || asked != 4 || time.Since(start) != 3*14*time.Second+15*time.Second {
			t.Errorf("after %s and %d questions: %v", time.Since(start), asked, err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := keepAsking(ctx, func(context.Context) error { return nil }); err != nil {
			t.Errorf("one that answers until the build is done: %v", err)
		}
	})
}
