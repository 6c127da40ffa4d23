package main

import (
	"fmt"
	"io"
	"time"
)

const (
	// sayAfter is how long a command waits without a word, sayEvery how long until the next.
	sayAfter = 3 * time.Second
	sayEvery = 15 * time.Second
)

// sayWaiting writes what is waited for when that takes long, until the returned function is called.
func sayWaiting(w io.Writer, what func() string) (done func()) {
	ended, said := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(said)
		for pause := sayAfter; ; pause = sayEvery {
			select {
			case <-ended:
				return
			case <-time.After(pause):
				fmt.Fprintf(w, "waiting for %s ...\n", what())
			}
		}
	}()
	return func() { close(ended); <-said }
}
