package main

import (
	"bytes"
	"context"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// interrupted runs watch with signals that come in the given times, and says whether the context was cancelled and with what
// code, -1 for none, the program was ended after how long.
func interrupted(t *testing.T, ended time.Duration, signals ...time.Duration) (canceled bool, code int, after time.Duration, says string) {
	t.Helper()
	code = -1
	synctest.Test(t, func(*testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		sent, end, done := make(chan os.Signal, 2), make(chan struct{}), make(chan struct{})
		var said bytes.Buffer
		start := time.Now()
		i := interruption{signals: sent, cancel: cancel, says: &said, within: endWithin, exit: func(c int) { code, after = c, time.Since(start) }}
		go func() { i.watch(end); close(done) }()
		for _, at := range signals {
			time.AfterFunc(at, func() { sent <- os.Interrupt })
		}
		time.AfterFunc(ended, func() { close(end) })
		<-done
		canceled, says = ctx.Err() != nil, said.String()
		time.Sleep(time.Minute)
	})
	return canceled, code, after, says
}

func TestTheFirstSignalCancelsAndTheSecondEndsAtOnce(t *testing.T) {
	if canceled, code, _, says := interrupted(t, 2*time.Second, time.Second); !canceled || code != -1 || says != "lightshipctl: interrupted\n" {
		t.Errorf("one signal: canceled %v, ended with %d, said %q", canceled, code, says)
	}
	if _, code, after, _ := interrupted(t, 30*time.Second, time.Second, 2*time.Second); code != 130 || after != 2*time.Second {
		t.Errorf("two signals: ended with %d after %s", code, after)
	}
	if canceled, code, _, says := interrupted(t, time.Second, time.Minute); canceled || code != -1 || says != "" {
		t.Errorf("no signal: canceled %v, ended with %d, said %q", canceled, code, says)
	}
}

func TestACommandThatDoesNotListenIsEndedAfterASignal(t *testing.T) {
	if _, code, after, _ := interrupted(t, time.Minute, time.Second); code != 130 || after != time.Second+endWithin {
		t.Errorf("it was ended with %d after %s", code, after)
	}
}
