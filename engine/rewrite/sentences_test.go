package rewrite

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestNoSentenceIsSaidOfADockerfileThatItIsNotTrueOf(t *testing.T) {
	for _, test := range []struct{ name, archive, never string }{
		{"a module that RUN makes", `
-- Dockerfile --
FROM golang:1.22
WORKDIR /app
COPY main.go .
RUN go mod init example.com/shop && go install
CMD ["shop"]
-- main.go --
package main

func main() {}
`, "no RUN builds a Go program"},
		{"a module that an earlier RUN makes", `
-- Dockerfile --
FROM golang:1.22
WORKDIR /app
COPY . .
RUN go mod init shop
RUN go mod tidy && go build -o /usr/local/bin/shop .
CMD ["shop"]
-- main.go --
package main

func main() {}
`, "no RUN builds a Go program"},
		{"javac by hand", `
-- Dockerfile --
FROM eclipse-temurin:21-jdk
WORKDIR /app
COPY . .
RUN mkdir out && javac -d out src/Shop.java
CMD ["java", "-cp", "out", "Shop"]
-- src/Shop.java --
public class Shop { public static void main(String[] args) {} }
`, "was found to be built here"},
		{"apk before an apk that keeps no cache", `
-- Dockerfile --
FROM alpine:3.22
RUN apk update
RUN apk add curl
RUN apk add --no-cache jq
CMD ["curl", "--version"]
`, "lives on what an earlier RUN left"},
		{"apk with its index alone", `
-- Dockerfile --
FROM alpine:3.22
RUN apk update && apk add curl
CMD ["curl", "--version"]
`, "What apk downloads is kept"},
		{"apk with its cache", `
-- Dockerfile --
FROM alpine:3.22
RUN apk add curl
CMD ["curl", "--version"]
`, "What apk downloads is kept"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := ruleCase{name: test.name, archive: txtar.Parse([]byte(strings.TrimPrefix(test.archive, "\n")))}
			findings := c.propose(t, c.file("Dockerfile")).Findings
			if len(findings) == 0 {
				t.Fatal("nothing is said")
			}
			for _, f := range findings {
				if said := strings.Join([]string{f.Why, f.Refused, f.Next}, " "); strings.Contains(said, test.never) {
					t.Errorf("%s: %s", f.Rule, said)
				}
			}
		})
	}
}
