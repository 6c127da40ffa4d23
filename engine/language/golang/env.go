package golang

import "strings"

// runtimeGoEnv are the Go variables that a running program reads; all other GO* ones are the build's.
const runtimeGoEnv = " GOMAXPROCS GOMEMLIMIT GOGC GODEBUG GOTRACEBACK GORACE GOCOVERDIR "

// buildEnv are other variables that only a build reads.
const buildEnv = " CC CXX AR LD PKG_CONFIG_PATH PATH DEBIAN_FRONTEND "

// isBuildEnv says whether only the build reads a variable.
func isBuildEnv(name string) bool {
	if strings.Contains(runtimeGoEnv, " "+name+" ") {
		return false
	}
	return strings.HasPrefix(name, "GO") && name == strings.ToUpper(name) && isGoVariable(name) ||
		strings.HasPrefix(name, "CGO_") || strings.Contains(buildEnv, " "+name+" ")
}

// isGoVariable knows the go command's variables, so that GOOGLE_CLOUD_PROJECT is not taken for one.
func isGoVariable(name string) bool {
	const known = " GO111MODULE GOARCH GOAMD64 GOARM GOARM64 GOAUTH GOBIN GOCACHE GOCACHEPROG GOENV GOEXE GOEXPERIMENT GOFLAGS " +
		"GOHOSTARCH GOHOSTOS GOINSECURE GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPRIVATE GOPROXY GOROOT GOSUMDB " +
		"GOTELEMETRY GOTMPDIR GOTOOLCHAIN GOTOOLDIR GOVCS GOVERSION GOWORK GOLANG_VERSION "
	return strings.Contains(known, " "+name+" ")
}
