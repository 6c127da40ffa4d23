package bases

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/pelletier/go-toml/v2"

	"lightship/engine/foreign"
)

// routes are the registries of a buildkitd.toml by host: where to ask for an image, and how.
type routes map[string]route

// route is one [registry."host"] table of a buildkitd.toml.
type route struct {
	Mirrors  []string `toml:"mirrors"`
	HTTP     bool     `toml:"http"`
	Insecure bool     `toml:"insecure"`
	CA       []string `toml:"ca"`
}

// endpoint is one place to ask for an image.
type endpoint struct {
	host string
	// prefix is the path below the host that a mirror keeps its copies in; empty for most.
	prefix string
	route  route
}

// readRoutes reads the registry tables of a buildkitd.toml; a file that is not there has none.
func readRoutes(path string) (routes, error) {
	if path == "" {
		return routes{}, nil
	}
	text, err := foreign.ReadFile(path, maxSettings)
	if errors.Is(err, fs.ErrNotExist) {
		return routes{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read registry settings: %w", err)
	}
	var file struct {
		Registry routes `toml:"registry"`
	}
	if err := toml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("read registry settings %s: %w", path, err)
	}
	return file.Registry, nil
}

// endpoints returns where to ask for a reference: its registry's mirrors in order, then the registry itself.
func (r routes) endpoints(ref name.Reference) []endpoint {
	host := ref.Context().RegistryStr()
	var out []endpoint
	for _, m := range r.of(host).Mirrors {
		scheme, rest, ok := strings.Cut(m, "://")
		if !ok {
			scheme, rest = "", m
		}
		mirror, prefix, _ := strings.Cut(rest, "/")
		e := endpoint{host: mirror, prefix: prefix, route: r.of(mirror)}
		e.route.HTTP = e.route.HTTP || scheme == "http"
		out = append(out, e)
	}
	return append(out, endpoint{host: host, route: r.of(host)})
}

// of returns a host's route; Docker Hub has three names.
func (r routes) of(host string) route {
	if found, ok := r[host]; ok {
		return found
	}
	if host == name.DefaultRegistry {
		return r["docker.io"]
	}
	return route{}
}

// reference is the image's reference at this endpoint.
func (e endpoint) reference(ref name.Reference) (name.Reference, error) {
	repo := ref.Context().RepositoryStr()
	if e.prefix != "" {
		repo = e.prefix + "/" + repo
	}
	sep := ":"
	if _, ok := ref.(name.Digest); ok {
		sep = "@"
	}
	var options []name.Option
	if e.route.HTTP {
		options = append(options, name.Insecure)
	}
	at, err := name.ParseReference(e.host+"/"+repo+sep+ref.Identifier(), options...)
	if err != nil {
		return nil, fmt.Errorf("read mirror %q: %w", e.host, err)
	}
	return at, nil
}

// transport returns the HTTP transport to this endpoint: the environment's proxy, the route's certificates.
func (e endpoint) transport() (*http.Transport, error) {
	t, ok := remote.DefaultTransport.(*http.Transport)
	if !ok {
		return nil, fmt.Errorf("reach %s: no HTTP transport", e.host)
	}
	t = t.Clone()
	if !e.route.Insecure && len(e.route.CA) == 0 {
		return t, nil
	}
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: e.route.Insecure} //nolint:gosec // the user's own setting for this registry
	if len(e.route.CA) == 0 {
		return t, nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, path := range e.route.CA {
		pem, err := foreign.ReadFile(path, maxSettings)
		if err != nil {
			return nil, fmt.Errorf("read the certificate of %s: %w", e.host, err)
		}
		pool.AppendCertsFromPEM(pem)
	}
	t.TLSClientConfig.RootCAs = pool
	return t, nil
}
