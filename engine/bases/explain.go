package bases

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"lightship/engine/image"
)

// explain puts what to do next before the cause of a failed look-up.
func explain(err error, host, ref string) error {
	if says := whatToDo(err, host, ref); says != "" {
		return fmt.Errorf("%s (%w)", says, err)
	}
	return fmt.Errorf("look up %s at %s: %w", ref, host, err)
}

// whatToDo is a sentence for the failures that people meet; empty for others.
func whatToDo(err error, host, ref string) string {
	var answer *transport.Error
	var refused *net.OpError
	switch {
	case errors.Is(err, errSilent):
		return host + " does not answer in time: try again, or name a mirror in buildkitd.toml"
	case errors.Is(err, ErrNoPlatform), errors.Is(err, ErrTooManyLayers), errors.Is(err, image.ErrBrokenLayer):
		return ""
	case isUntrusted(err):
		return fmt.Sprintf("the certificate of %s is not trusted: name its CA under [registry.%q] in buildkitd.toml", host, host)
	case errors.As(err, &answer):
		return whatToAnswer(answer, host, ref)
	case errors.Is(err, remote.ErrSchema1):
		return ref + " is published as schema 1, which nothing has pulled since 2024: push it again with a current tool"
	case errors.Is(err, context.DeadlineExceeded):
		return host + " does not answer in time: try again, or name a mirror in buildkitd.toml"
	case errors.As(err, &refused) && refused.Op == "dial":
		return host + " can't be reached: look at the network, the proxy and the mirrors in buildkitd.toml"
	}
	return ""
}

// whatToAnswer is a sentence for a registry's refusal.
func whatToAnswer(answer *transport.Error, host, ref string) string {
	switch answer.StatusCode {
	case http.StatusUnauthorized:
		return fmt.Sprintf("%s wants a login for %s: docker login %s", host, ref, host)
	case http.StatusForbidden:
		return fmt.Sprintf("%s refuses %s: ask for the right to pull it", host, ref)
	case http.StatusNotFound:
		return fmt.Sprintf("%s is not at %s: look at its name and tag", ref, host)
	case http.StatusTooManyRequests:
		return host + " takes no more requests for now: log in, or try again later"
	}
	if answer.StatusCode >= http.StatusInternalServerError {
		return host + " has a fault of its own: try again later"
	}
	return ""
}

// isUntrusted says whether a TLS certificate was refused.
func isUntrusted(err error) bool {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid) ||
		strings.Contains(err.Error(), "x509: certificate")
}
