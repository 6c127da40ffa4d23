package proof

import (
	"testing"
	"time"
)

func TestWhatPassesIsMasked(t *testing.T) {
	at := time.Date(2026, 11, 28, 3, 30, 4, 0, time.UTC)
	m := masker{from: at, to: at.Add(3 * time.Second)}
	for text, want := range map[string]string{
		`{"time":"2026-11-28T03:30:05.123Z","n":7}`:                                             `{"time":"<time +00:00Z>","n":7}`,
		"2026-11-28T04:30:05+01:00 up":                                                          "<time +01:00+01:00> up",
		"2026/11/28 09:00:04 listening on 8080":                                                 "<time +05:30> listening on 8080",
		`127.0.0.1 - - [28/Nov/2026:03:30:05 +0000] "GET / HTTP/1.1"`:                           `127.0.0.1 - - [<time +00:00+0000>] "GET / HTTP/1.1"`,
		"Sat, 28 Nov 2026 03:30:06 GMT":                                                         "<time +00:00GMT>",
		"built 2024-01-01T00:00:00Z":                                                            "built 2024-01-01T00:00:00Z",
		"started in 12.5 ms, then 1.2s":                                                         "started in <time> ms, then <time> s",
		"id 6ba7b810-9dad-11d1-80b4-00c04fd430c8 at 0xc000123456":                               "id <id> at <address>",
		"from 127.0.0.1:54321 to 127.0.0.1:8080":                                                "from 127.0.0.1:<port> to 127.0.0.1:8080",
		"epoch 1795836604 and 1795836604.25":                                                    "epoch <time> and <time>",
		"bash: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)\nready":           "ready",
		"/bin/sh: line 3: warning: setlocale: LC_CTYPE: cannot change locale (x): No such file": "",
		"app: warning: setlocale: asked for one":                                                "app: warning: setlocale: asked for one",
		`File "/opt/python/lib/python3.13/site-packages/flask/app.py", line 3`:                  `File "<packages>/flask/app.py", line 3`,
		`File "/usr/local/lib/python3.13/ssl.py", line 3`:                                       `File "<python 3.13>/ssl.py", line 3`,
		"	/src/cmd/main.go:17 +0x1d, then shop/main.go:18":                                      "	main.go:17 +0x1d, then main.go:18",
		"version 3.11.4, 20 items, pid: 17":                                                     "version 3.11.4, 20 items, pid <n>",
	} {
		if got := m.mask(text); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
}

func TestOnlyWhatDiffersByItselfIsLeftOut(t *testing.T) {
	for _, c := range []struct {
		first, second, third string
		same                 bool
	}{
		{"token 17 for alice", "token 42 for alice", "token 99 for alice", true},
		{"token 17 for alice", "token 42 for alice", "token 99 for bob", false},
		{"token 17 for alice", "token 42 for alice", "token 99 for alice too", false},
		{"a", "a", "b", false},
		{"one two three", "four five six", "seven", true},
		{"", "", "", true},
		{"", "", "something", false},
	} {
		if same, where := alikeBut([3]string{c.first, c.second, c.third}); same != c.same || same != (where == "") {
			t.Errorf("%+v: same %v, %q", c, same, where)
		}
	}
}
