package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

func TestALongWaitIsSaidAndAShortOneIsNot(t *testing.T) {
	for took, want := range map[time.Duration]string{
		time.Second:      "",
		4 * time.Second:  "waiting for the registry ...\n",
		20 * time.Second: "waiting for the registry ...\nwaiting for the registry ...\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			done := sayWaiting(&out, func() string { return "the registry" })
			time.Sleep(took)
			done()
			if out.String() != want {
				t.Errorf("after %s: %q", took, out.String())
			}
		})
	}
}
