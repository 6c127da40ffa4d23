package words

import (
	"strings"
	"testing"
	"time"
)

func TestHowLongAgoSomethingWasIsSaidInWords(t *testing.T) {
	if err := Load(); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	for passed, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "a minute ago", 59 * time.Minute: "59 minutes ago",
		time.Hour: "an hour ago", 23 * time.Hour: "23 hours ago", 24 * time.Hour: "yesterday", 73 * time.Hour: "3 days ago",
	} {
		if got := Ago(now.Add(-passed), now); got != want {
			t.Errorf("%v: %q, want %q", passed, got, want)
		}
	}
	if got := Ago(now.Add(-90*24*time.Hour), now); got == "" || got == "90 days ago" {
		t.Errorf("a day long ago: %q", got)
	}
}

func TestAnImageIsNamedWithoutAllOfItsDigest(t *testing.T) {
	full := "before: [1/2] FROM docker.io/library/golang:1.22@sha256:" + strings.Repeat("0123456789abcdef", 4)
	if got, want := ShortRefs(full), "before: [1/2] FROM golang:1.22@0123456"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, same := range []string{"RUN echo a@sha256:0123", "COPY docker.io-mirror/ /", "RUN curl https://docker.io/library/x"} {
		if got := ShortRefs(same); got != same {
			t.Errorf("%q became %q", same, got)
		}
	}
}
