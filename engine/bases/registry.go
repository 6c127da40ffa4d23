package bases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/sirupsen/logrus"

	"lightship/engine/image"
	"lightship/engine/printable"
)

// Sentinels of what can be wrong with a published image. Facts tells them in Problem, Inside returns them.
var (
	// ErrNoPlatform is wrapped when an image is not published for the platform that was asked for.
	ErrNoPlatform = errors.New("the image is not published for this platform")
	// ErrTooManyLayers is wrapped when an image has more layers than a container can have.
	ErrTooManyLayers = errors.New("the image has more layers than a container engine can mount")
)

// maxLayers is more than any engine mounts (overlayfs of Docker and containerd: below 128 by default, 500 with the new
// mount interface).
const maxLayers = 500

// maxConfig is the most bytes of an image's config that are read.
const maxConfig = 8 << 20

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
	// LayerTimeout bounds reading the layers of one image; 0 means 10 minutes.
	LayerTimeout time.Duration
	// MaxUnfolded is how many bytes a layer may unfold to, whatever its compressed size; 0 means 1 GiB.
	MaxUnfolded int64
	// Keychain gives credentials; nil means Docker's.
	Keychain authn.Keychain
}

// Registry looks up facts about base images where they are published. Its methods may be called from many goroutines.
type Registry struct {
	settings Settings
	cache    cache
	hosts    *hosts
}

// NewRegistry returns a Registry. Nothing is read and nothing is contacted before Facts is called.
func NewRegistry(s Settings) *Registry {
	if s.Timeout == 0 {
		s.Timeout = 20 * time.Second
	}
	if s.LayerTimeout == 0 {
		s.LayerTimeout = 10 * time.Minute
	}
	if s.Keychain == nil {
		s.Keychain = authn.DefaultKeychain
	}
	return &Registry{settings: s, cache: newCache(s.CacheDir), hosts: newHosts()}
}

// Facts returns what the registry says about a base on a platform ("linux/amd64"), from its index, manifest and config.
// A tag seen less than a day ago comes from the cache. When the registry can't be reached it returns the cached facts,
// else the catalogue's dated snapshot, with Problem set and no error. An error means that the reference or the platform
// can't be read, or ctx was done.
func (r *Registry) Facts(ctx context.Context, ref, platform string) (Facts, error) {
	return r.look(ctx, ref, platform, true)
}

// Refresh is Facts without looking in the cache first: the registry is asked whatever is known.
func (r *Registry) Refresh(ctx context.Context, ref, platform string) (Facts, error) {
	return r.look(ctx, ref, platform, false)
}

func (r *Registry) look(ctx context.Context, ref, platform string, cached bool) (Facts, error) {
	if ref == Scratch {
		return load().facts(ref), nil
	}
	q, err := r.query(ref, platform)
	if err != nil {
		return Facts{}, err
	}
	if f, ok := r.cache.fresh(q.key, time.Now()); ok && cached {
		return r.known(f), nil
	}
	f, err := Facts{}, q.routeErr
	if err == nil {
		f, err = r.live(ctx, q)
	}
	if err == nil {
		r.warnIf(r.cache.keep(q.key, f), "keep facts of "+ref)
		return f, nil
	}
	if ctx.Err() != nil {
		return Facts{}, fmt.Errorf("look up %s: %w", ref, ctx.Err())
	}
	r.warnIf(err, "look up "+ref)
	return r.fallback(ref, q.key, err), nil
}

// query is one question to a registry.
type query struct {
	ref       name.Reference
	platform  v1.Platform
	endpoints []endpoint
	// routeErr is why the registry settings could not be read.
	routeErr error
	// key is the name of the answer in the cache.
	key string
}

func (r *Registry) query(ref, platform string) (query, error) {
	p, err := v1.ParsePlatform(platform)
	if err != nil {
		return query{}, fmt.Errorf("read platform %q: %w", platform, err)
	}
	parsed, err := name.ParseReference(ref)
	if err != nil {
		return query{}, fmt.Errorf("read base reference %q: %w", ref, err)
	}
	routes, routeErr := readRoutes(r.settings.BuildkitdConfig)
	q := query{ref: parsed, platform: *p, endpoints: routes.endpoints(parsed), routeErr: routeErr}
	q.key = r.cache.key(parsed.Name(), p.String(), q.endpoints)
	return q, nil
}

// fallback returns the best that is known without the registry.
func (r *Registry) fallback(ref, key string, cause error) Facts {
	f, ok := r.cache.any(key)
	if ok {
		f = r.known(f)
	} else {
		f = load().facts(ref)
	}
	f.Problem = printable.Text(cause.Error())
	return f
}

func (r *Registry) warnIf(err error, doing string) {
	if err != nil && r.settings.Log != nil {
		r.settings.Log.WithError(err).Warn("could not " + doing)
	}
}

// live asks each endpoint of the reference in turn: mirrors first, as BuildKit does.
func (r *Registry) live(ctx context.Context, q query) (Facts, error) {
	ctx, cancel := context.WithTimeout(ctx, r.settings.Timeout)
	defer cancel()
	var first error
	for _, e := range q.endpoints {
		img, at, err := r.open(ctx, e, q.ref, q.platform)
		var f Facts
		if err == nil {
			f, err = r.read(q.ref.String(), img)
		}
		if err == nil {
			f.Platforms, f.Pin = at.platforms, at.digest
			return f, nil
		}
		if first == nil {
			first = explain(err, e.host, q.ref.String())
		}
	}
	return Facts{}, first
}

// published is what a reference names: its digest, and the platforms that the image is published for.
type published struct {
	digest    v1.Hash
	platforms []string
}

// open returns the image of a platform at an endpoint, and what the reference names there.
func (r *Registry) open(ctx context.Context, e endpoint, ref name.Reference, p v1.Platform) (v1.Image, published, error) {
	at, err := e.reference(ref)
	if err != nil {
		return nil, published{}, err
	}
	transport, err := r.hosts.transport(e)
	if err != nil {
		return nil, published{}, err
	}
	desc, err := remote.Get(at, remote.WithContext(ctx), remote.WithAuthFromKeychain(r.settings.Keychain),
		remote.WithTransport(transport), remote.WithPlatform(p),
		remote.WithRetryBackoff(remote.Backoff{Duration: 200 * time.Millisecond, Factor: 2, Steps: 2}))
	if err != nil {
		return nil, published{}, err
	}
	img, platforms, err := platformImage(desc, p)
	return img, published{digest: desc.Digest, platforms: platforms}, err
}

// platformImage returns the image of a platform. In an index, attestation manifests are for the platform
// unknown/unknown and so never match.
func platformImage(desc *remote.Descriptor, p v1.Platform) (v1.Image, []string, error) {
	if !desc.MediaType.IsIndex() {
		img, err := desc.Image()
		return img, nil, err
	}
	index, err := desc.ImageIndex()
	if err != nil {
		return nil, nil, fmt.Errorf("read index: %w", err)
	}
	manifest, err := index.IndexManifest()
	if err != nil {
		return nil, nil, fmt.Errorf("read index: %w", err)
	}
	var platforms []string
	found := v1.Hash{}
	for _, m := range manifest.Manifests {
		if m.Platform == nil || m.Platform.OS == "unknown" {
			continue
		}
		platforms = append(platforms, m.Platform.String())
		if found == (v1.Hash{}) && m.Platform.Satisfies(p) {
			found = m.Digest
		}
	}
	slices.Sort(platforms)
	if platforms = slices.Compact(platforms); found == (v1.Hash{}) {
		return nil, nil, fmt.Errorf("%w: %s is not among %s", ErrNoPlatform, p.String(), strings.Join(platforms, ", "))
	}
	img, err := index.Image(found)
	return img, platforms, err
}

// read turns a manifest and its config into facts.
func (r *Registry) read(ref string, img v1.Image) (Facts, error) {
	digest, err := img.Digest()
	if err != nil {
		return Facts{}, fmt.Errorf("read digest: %w", err)
	}
	manifest, err := img.Manifest()
	if err != nil {
		return Facts{}, fmt.Errorf("read manifest: %w", err)
	}
	if n := len(manifest.Layers); n > maxLayers {
		return Facts{}, fmt.Errorf("%w: it has %d", ErrTooManyLayers, n)
	}
	if manifest.Config.Size > maxConfig {
		return Facts{}, fmt.Errorf("its config is said to be %d bytes, more than any image's", manifest.Config.Size)
	}
	config, err := img.ConfigFile()
	if err != nil {
		return Facts{}, fmt.Errorf("read config: %w", err)
	}
	f := Facts{
		Digest: digest, Download: downloadBytes(manifest), Layers: len(manifest.Layers), DiffIDs: config.RootFS.DiffIDs,
		Created: config.Created.Time, User: config.Config.User, Entrypoint: config.Config.Entrypoint,
		StandIn: printable.Line(config.Config.Labels[image.StandInLabel]),
		Source:  SourceRegistry, At: time.Now().UTC().Truncate(time.Second),
	}
	if f.User == "" {
		f.User = "root"
	}
	for _, l := range manifest.Layers {
		f.LayerDigests = append(f.LayerDigests, l.Digest)
	}
	for _, line := range config.Config.Env {
		if value, ok := strings.CutPrefix(line, "PATH="); ok {
			f.Path = value
		}
	}
	f.OnDisk, f.OnDiskEstimated = estimate(ref, f.Download), true
	return r.known(f), nil
}

// known adds what was read from the layers at any time.
func (r *Registry) known(f Facts) Facts {
	if in, ok := r.cache.inside(f.Digest); ok {
		return in.Into(f)
	}
	return f
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
