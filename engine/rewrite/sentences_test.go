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

func TestWhatToDoFitsWhatTheImageStarts(t *testing.T) {
	for name, want := range map[string]string{
		"go/refuse-go-run-of-a-folder":                             `RUN go build -o /usr/local/bin/shop ./cmd/shop, and CMD ["/usr/local/bin/shop", "--listen", ":8080"]`,
		"go/refuse-go-run-beside-a-program":                        `RUN go build -o /usr/local/bin/app ., and CMD ["/usr/local/bin/app"]`,
		"rust/refuse-cargo-run":                                    `RUN cargo build --release, and CMD ["./target/release/shop", "--port", "80"]`,
		"java/refuse-spring-boot-run":                              `RUN ./mvnw package, and CMD ["java", "-jar", "target/shop-1.0.0.jar"]`,
		"go/refuse-init-program-that-nothing-installs":             "install tini in a RUN",
		"go/refuse-entry-script-that-calls-what-is-not-known":      "install the package of vaultwarden-login",
		"go/refuse-entry-script-with-a-tool-in-its-output":         "install the package of fetch-token",
		"go/refuse-entry-script-that-a-service-gives-another-word": "install the package of shop-debug",
	} {
		t.Run(name, func(t *testing.T) {
			archive, err := txtar.ParseFile("testdata/whole/" + name + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			c := ruleCase{name: name, archive: archive}
			for _, f := range c.propose(t, c.file("Dockerfile")).Findings {
				if strings.HasSuffix(f.Rule, "-split") {
					if !strings.Contains(f.Next, want) {
						t.Errorf("%s: %q", f.Refused, f.Next)
					}
					return
				}
			}
			t.Error("no split is spoken of")
		})
	}
}
