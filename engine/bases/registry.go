package bases

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/sirupsen/logrus"

	"lightship/engine/image"
)

// ErrNoPlatform is wrapped when an image is not published for the platform that was asked for.
var ErrNoPlatform = errors.New("the image is not published for this platform")

// Settings says how a Registry works.
type Settings struct {
	// CacheDir is Lightship's cache folder; facts are kept in its folder "facts". Empty keeps none.
	CacheDir string
	// BuildkitdConfig is the path of a buildkitd.toml with mirrors and plain-http registries; empty for none.
	BuildkitdConfig string
	// Log gets one line for each lookup that failed; nil for none.
	Log logrus.FieldLogger
	// Timeout bounds one lookup; 0 means 20 seconds.
	Timeout time.Duration
	// ExactBelow is the most compressed bytes of an image whose layers are read to know its size on disk; larger ones
	// are estimated. 0 means 64 MiB, a negative value reads none.
	ExactBelow int64
	// Keychain gives credentials; nil means Docker's.
	Keychain authn.Keychain
}

// Registry looks up facts about base images where they are published. Its methods may be called from many goroutines.
type Registry struct {
	settings Settings
	cache    cache
}

// NewRegistry returns a Registry. Nothing is read and nothing is contacted before Facts is called.
func NewRegistry(s Settings) *Registry {
	if s.Timeout == 0 {
		s.Timeout = 20 * time.Second
	}
	if s.ExactBelow == 0 {
		s.ExactBelow = 64 << 20
	}
	if s.Keychain == nil {
		s.Keychain = authn.DefaultKeychain
	}
	return &Registry{settings: s, cache: newCache(s.CacheDir)}
}

// Facts returns what the registry says about a base on a platform ("linux/amd64"). A tag seen less than a day ago comes
// from the cache. When the registry can't be reached it returns the cached facts, else the catalogue's dated snapshot,
// with Problem set and no error. An error means that the reference or the platform can't be read, or ctx was done.
func (r *Registry) Facts(ctx context.Context, ref, platform string) (Facts, error) {
	if ref == Scratch {
		return load().facts(ref), nil
	}
	p, err := v1.ParsePlatform(platform)
	if err != nil {
		return Facts{}, fmt.Errorf("read platform %q: %w", platform, err)
	}
	parsed, err := name.ParseReference(ref)
	if err != nil {
		return Facts{}, fmt.Errorf("read base reference %q: %w", ref, err)
	}
	routes, routeErr := readRoutes(r.settings.BuildkitdConfig)
	key := r.cache.key(parsed.Name(), p.String(), routes.endpoints(parsed))
	if f, ok := r.cache.fresh(key, time.Now()); ok {
		return f, nil
	}
	f, err := Facts{}, routeErr
	if err == nil {
		f, err = r.live(ctx, parsed, *p, routes)
	}
	if err == nil {
		r.warnIf(r.cache.keep(key, f), "keep facts of "+ref)
		return f, nil
	}
	if ctx.Err() != nil {
		return Facts{}, fmt.Errorf("look up %s: %w", ref, ctx.Err())
	}
	r.warnIf(err, "look up "+ref)
	return r.fallback(ref, key, err), nil
}

// fallback returns the best that is known without the registry.
func (r *Registry) fallback(ref, key string, cause error) Facts {
	f, ok := r.cache.any(key)
	if !ok {
		f = load().facts(ref)
	}
	f.Problem = cause.Error()
	return f
}

func (r *Registry) warnIf(err error, doing string) {
	if err != nil && r.settings.Log != nil {
		r.settings.Log.WithError(err).Warn("could not " + doing)
	}
}

// live asks each endpoint of the reference in turn: mirrors first, as BuildKit does.
func (r *Registry) live(ctx context.Context, ref name.Reference, p v1.Platform, routes routes) (Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, r.settings.Timeout)
	defer cancel()
	var first error
	for _, e := range routes.endpoints(ref) {
		f, err := r.ask(ctx, e, ref, p)
		if err == nil {
			return f, nil
		}
		if first == nil {
			first = err
		}
	}
	return Facts{}, first
}

func (r *Registry) ask(ctx context.Context, e endpoint, ref name.Reference, p v1.Platform) (Facts, error) {
	at, err := e.reference(ref)
	if err != nil {
		return Facts{}, err
	}
	transport, err := e.transport()
	if err != nil {
		return Facts{}, err
	}
	defer transport.CloseIdleConnections()
	desc, err := remote.Get(at, remote.WithContext(ctx), remote.WithAuthFromKeychain(r.settings.Keychain),
		remote.WithTransport(transport), remote.WithPlatform(p),
		remote.WithRetryBackoff(remote.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Steps: 2}))
	if err != nil {
		return Facts{}, fmt.Errorf("get %s: %w", at, err)
	}
	img, err := platformImage(desc, p)
	if err != nil {
		return Facts{}, fmt.Errorf("get %s: %w", at, err)
	}
	return r.read(ctx, ref.String(), img)
}

// platformImage returns the image of a platform. In an index, attestation manifests are for the platform
// unknown/unknown and so never match.
func platformImage(desc *remote.Descriptor, p v1.Platform) (v1.Image, error) {
	if !desc.MediaType.IsIndex() {
		return desc.Image()
	}
	index, err := desc.ImageIndex()
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	for _, m := range manifest.Manifests {
		if m.Platform != nil && m.Platform.Satisfies(p) {
			return index.Image(m.Digest)
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrNoPlatform, p.String())
}

// read turns a manifest and its config into facts.
func (r *Registry) read(ctx context.Context, ref string, img v1.Image) (Facts, error) {
	digest, err := img.Digest()
	if err != nil {
		return Facts{}, fmt.Errorf("read digest: %w", err)
	}
	manifest, err := img.Manifest()
	if err != nil {
		return Facts{}, fmt.Errorf("read manifest: %w", err)
	}
	config, err := img.ConfigFile()
	if err != nil {
		return Facts{}, fmt.Errorf("read config: %w", err)
	}
	f := Facts{
		Digest: digest, Download: downloadBytes(manifest), Layers: len(manifest.Layers),
		DiffIDs: config.RootFS.DiffIDs,
		StandIn: config.Config.Labels[image.StandInLabel],
		Source:  SourceRegistry, At: time.Now().UTC().Truncate(time.Second),
	}
	f.OnDisk, f.OnDiskEstimated = r.onDisk(ctx, ref, img, digest, f.Download)
	return f, nil
}

// downloadBytes adds up the blobs of an image, each digest counted once.
func downloadBytes(m *v1.Manifest) int64 {
	seen := map[v1.Hash]bool{}
	var sum int64
	for _, d := range append([]v1.Descriptor{m.Config}, m.Layers...) {
		if !seen[d.Digest] {
			seen[d.Digest] = true
			sum += d.Size
		}
	}
	return sum
}
