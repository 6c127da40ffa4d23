# Lightship. `make help` lists what can be made.

SHELL := /bin/bash
GO    ?= go
BIN   := bin
SAMPLE := testdata/projects/go-web
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -X main.version=$(VERSION)
# The window is built for X11, which XWayland serves too; override with TAGS=wayland where that is wanted.
TAGS ?= x11
# Where the tests leave screenshots and logs.
ARTEFACTS ?= $(CURDIR)/artefacts
# Set to "installed" where the OS packages are there by other means.
PACKAGES ?=

# What makes a network of their own for RUN steps.
CNI := ptp loopback host-local firewall
TOOLS := buildkitd buildctl rootlesskit dockerfile-frontend runc $(CNI:%=lightship-cni-%)
lightship-cni-ptp        := github.com/containernetworking/plugins/plugins/main/ptp
lightship-cni-loopback   := github.com/containernetworking/plugins/plugins/main/loopback
lightship-cni-host-local := github.com/containernetworking/plugins/plugins/ipam/host-local
lightship-cni-firewall   := github.com/containernetworking/plugins/plugins/meta/firewall
buildkitd           := github.com/moby/buildkit/cmd/buildkitd
buildctl            := github.com/moby/buildkit/cmd/buildctl
dockerfile-frontend := github.com/moby/buildkit/frontend/dockerfile/cmd/dockerfile-frontend
rootlesskit         := github.com/rootless-containers/rootlesskit/v2/cmd/rootlesskit
runc                := github.com/opencontainers/runc
BUILDKIT_VERSION = -ldflags '-s -w -X github.com/moby/buildkit/version.Version=$(shell $(GO) list -m -f '{{.Version}}' github.com/moby/buildkit)'
WINDOWLESS := $(BIN)/lightshipctl $(BIN)/testbed $(BIN)/probe

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
FORCE:

.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: built-beside ## build all and open Lightship on the Go sample (without a display: the same job with lightshipctl)
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		$(BIN)/testbed run --when-needed -- $(BIN)/lightship $(SAMPLE); \
	else \
		echo "No display: doing the same job with lightshipctl."; \
		$(BIN)/testbed run --when-needed -- $(BIN)/lightshipctl optimize $(SAMPLE) --prove --out out/go-web; \
	fi

# The stand-ins of the base images are made, where they are needed, while the rest is built: one waits for downloads, the other for
# the compiler. What does not come about here is made, or said, when the images are served.
.PHONY: built-beside
built-beside: packages-build $(BIN)/testbed $(BIN)/dockerfile-frontend
	@$(BIN)/testbed run --when-needed -- true & \
		$(MAKE) --no-print-directory build; built=$$?; wait; exit $$built

.PHONY: build
build: packages-build tools $(BIN)/lightship $(WINDOWLESS) ## build the app, the command line and the embedded BuildKit into bin/

.PHONY: packages-build packages-test
packages-build packages-test: packages-%:
ifneq ($(PACKAGES),installed)
	@scripts/packages $*
endif

.PHONY: tools
tools: $(TOOLS:%=$(BIN)/%)

# The tools are pinned in go.mod, so they are built again only when that changes.
$(BIN)/%: go.mod
	@mkdir -p $(BIN)
	@echo "building $*"
	@CGO_ENABLED=0 $(GO) build -trimpath $(BUILDKIT_VERSION) -o $@ $($*)
	@touch $@

# runc is C in part, and without seccomp it refuses what BuildKit asks for.
$(BIN)/runc: go.mod | packages-build
	@mkdir -p $(BIN)
	@echo "building runc"
	@CGO_ENABLED=1 $(GO) build -trimpath -tags 'seccomp netgo osusergo' -ldflags '-s -w -extldflags "-static"' -o $@ $(runc)
	@touch $@

$(BIN)/lightship: FORCE | packages-build
	@mkdir -p $(BIN)
	@[ -x $@ ] || echo "building lightship (the first time takes some minutes: the window toolkit is C)"
	@$(GO) build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o $@ ./cmd/lightship

# The probe goes into containers.
$(BIN)/probe: LDFLAGS := -s -w

$(WINDOWLESS): $(BIN)/%: FORCE
	@mkdir -p $(BIN)
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/$*

.PHONY: check
check: packages-build lint unit ## unit tests, golden tests and lint

.PHONY: lint
lint: packages-build
	@found=$$($(GO) tool gofumpt -l $$(git ls-files '*.go' | grep -v /testdata/)); \
		if [ -n "$$found" ]; then echo "not formatted (go tool gofumpt -w):"; echo "$$found"; exit 1; fi
	@$(GO) vet -tags '$(TAGS) e2e' ./...
	@$(GO) tool staticcheck -tags '$(TAGS),e2e' ./...

# All that needs no window system is tested as it ships: without cgo.
.PHONY: unit
unit:
	CGO_ENABLED=0 $(GO) test $$(CGO_ENABLED=0 $(GO) list -e ./... | grep -v /cmd/lightship$$)

# The race detector looks at how goroutines share memory, for which a part of the tests over all cases will do (-short).
.PHONY: race
race: packages-build
	nice $(GO) test -race -short -timeout 30m -tags $(TAGS) ./engine/... ./gui/... ./cmd/testbed/... ./cmd/lightshipctl

# The fuzz tests, as package:name:inputs; FUZZ multiplies the inputs. They are counted, not timed: where the time ends while an
# input runs, Go's fuzzer may report "context deadline exceeded" as a fault.
FUZZ ?= 1
FUZZERS := engine/language:FuzzSources:1500 engine/language:FuzzBake:1000 engine/language:FuzzCompose:800 engine/language:FuzzNode:800 \
	engine/language:FuzzPOM:800 engine/language:FuzzGradle:800 engine/language:FuzzTOML:800 engine/language:FuzzRequirements:800 \
	engine/language:FuzzCMake:800 engine/language:FuzzManifests:800 engine/rewrite/model:FuzzShell:15000 engine/image:FuzzTar:5000 \
	engine/image:FuzzOSRelease:3000 engine/dockerfile:FuzzParse:15000 engine/dockerfile:FuzzApply:15000 \
	engine/stagegraph:FuzzGraph:8000 engine/rewrite:FuzzAfter:3000 engine/printable:FuzzText:20000

.PHONY: fuzz
fuzz: ## feed every reader of others' texts, the edits, the graph and the rules what nobody wrote (FUZZ=20: 20 times as much)
	@set -e; for fuzzer in $(FUZZERS); do IFS=: read -r package name inputs <<< "$$fuzzer"; \
		CGO_ENABLED=0 $(GO) test "./$$package" -run '^$$' -fuzz "^$$name\$$" -fuzztime "$$((inputs * $(FUZZ)))x" -fuzzminimizetime 100x; done

.PHONY: e2e-all e2e-windows e2e-builds
e2e-all e2e-windows e2e-builds: e2e-%: build packages-test
	@mkdir -p $(ARTEFACTS)
	LIGHTSHIP_BIN=$(CURDIR)/$(BIN) LIGHTSHIP_ARTEFACTS=$(ARTEFACTS) GO=$(GO) TAGS=$(TAGS) \
		$(BIN)/testbed run --when-needed --all -- scripts/e2e $* -count=1

.PHONY: e2e
e2e: e2e-all

# The race detector fills the time in which builds wait for downloads and single steps.
.PHONY: test
test: check fuzz e2e-windows ## everything: unit, golden, lint, race, fuzz, end to end with a real BuildKit, and the window
	@$(MAKE) --no-print-directory --jobs=2 race e2e-builds

.PHONY: bench
bench: build packages-test ## measure speed; prints, never fails
	@mkdir -p $(ARTEFACTS)
	LIGHTSHIP_BIN=$(CURDIR)/$(BIN) LIGHTSHIP_ARTEFACTS=$(ARTEFACTS) \
		$(BIN)/testbed run --when-needed --all -- $(GO) test -p 1 -timeout 90m -run '^$$' -bench . -tags '$(TAGS) e2e' ./...

.PHONY: screenshots
screenshots: build packages-test ## make the pictures of README and docs anew, from the real window
	LIGHTSHIP_BIN=$(CURDIR)/$(BIN) LIGHTSHIP_ARTEFACTS=$(ARTEFACTS) LIGHTSHIP_SCREENSHOTS=$(CURDIR)/docs/pictures \
		$(BIN)/testbed run --when-needed --all -- $(GO) test -count=1 -tags '$(TAGS) e2e' -run TestTheMainJobInTheWindow ./cmd/lightship

# Look at the pictures one by one; nothing judges them.
.PHONY: walk
walk: build packages-test ## walk over all pages and sheets, light and dark, in four sizes, and leave pictures in artefacts/walk
	LIGHTSHIP_BIN=$(CURDIR)/$(BIN) LIGHTSHIP_WALK=$(ARTEFACTS)/walk \
		$(BIN)/testbed run --when-needed -- $(GO) test -count=1 -tags '$(TAGS) e2e' -run '^TestWalk$$' -v ./cmd/lightship

.PHONY: testbed
testbed: $(BIN)/testbed $(BIN)/dockerfile-frontend ## serve stand-in base images until interrupted, building them as they are asked for
	$(BIN)/testbed serve

.PHONY: clean
clean: ## remove what was built here (the caches in the user's cache folder stay)
	rm -rf $(BIN) out $(ARTEFACTS)
