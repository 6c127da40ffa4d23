package build

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/content/proxy"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/solver/pb"
	spb "github.com/moby/buildkit/sourcepolicy/pb"
	digest "github.com/opencontainers/go-digest"

	"lightship/engine/build/store"
)

// BuildKit asks the registry for every tag in every build, even when all steps are in its cache. So that what was
// built before can be built offline, the manifests of the images that a build used are kept in the store. When a
// registry can't be reached, those take the images' place.

const (
	// baseTag is put before an image's name to make its tag in the store.
	baseTag = "base:"
	// ociStore is the name that the store has for BuildKit.
	ociStore = "lightship"
)

// used gives the images that a build stood on, by name, as the vertexes' names tell them.
func (a *account) used() map[string]digest.Digest {
	pattern := regexp.MustCompile(`(?:FROM |docker-image://)(\S+)@(sha256:[0-9a-f]{64})$`)
	images := map[string]digest.Digest{}
	for _, v := range a.vertexes {
		if match := pattern.FindStringSubmatch(v.step.Name); match != nil {
			images[match[1]] = digest.Digest(match[2])
		}
	}
	return images
}

// remember copies the manifests of the images in used from BuildKit into the store.
func remember(ctx context.Context, address string, images *store.Store, used map[string]digest.Digest) error {
	var from content.Store
	for ref, d := range used {
		if known, err := images.Lookup(baseTag + ref); err == nil && known.String() == d.String() {
			continue
		}
		if from == nil {
			c, err := newClient(ctx, address)
			if err != nil {
				return err
			}
			defer c.Close()
			from = proxy.NewContentStore(c.ContentClient())
		}
		if err := images.CopyManifests(ctx, baseTag+ref, from, d); err != nil {
			return fmt.Errorf("keep the manifest of %s: %w", ref, err)
		}
	}
	return nil
}

// offline changes options so that the images remembered are taken from the store. It reports whether there are any.
func offline(options *client.SolveOpt, images *store.Store) (bool, error) {
	tags, err := images.Tags()
	if err != nil {
		return false, err
	}
	policy := &spb.Policy{}
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		ref, ok := strings.CutPrefix(tag, baseTag)
		if !ok {
			continue
		}
		// The frontend asks for the tag, and then for the digest that it was told.
		pinned := ref + "@" + tags[tag].String()
		policy.Rules = append(policy.Rules, fromStore(ref, pinned), fromStore(pinned, pinned))
	}
	options.SourcePolicy = policy
	options.OCIStores = map[string]content.Store{ociStore: images.Content()}
	return len(policy.Rules) > 0, nil
}

// fromStore is the rule to take the image pinned from the store in place of the image ref from a registry.
func fromStore(ref, pinned string) *spb.Rule {
	return &spb.Rule{
		Action:   spb.PolicyAction_CONVERT,
		Selector: &spb.Selector{Identifier: "docker-image://" + ref, MatchType: spb.MatchType_EXACT},
		Updates: &spb.Update{
			Identifier: "oci-layout://" + pinned,
			Attrs:      map[string]string{pb.AttrOCILayoutStoreID: ociStore},
		},
	}
}

// solveOffline builds once more, without the registries, when err says that one can't be reached and images are
// remembered; otherwise it returns err.
func (e *Engine) solveOffline(ctx context.Context, at site, r Request, run *run, err error) (*client.SolveResponse, error) {
	var base *BaseError
	if !errors.As(classify(err), &base) || !errors.Is(base.Kind, ErrUnreachable) {
		return nil, err
	}
	options, optionsErr := solveOptions(r, at.images)
	if optionsErr != nil {
		return nil, err
	}
	some, tagsErr := offline(&options, at.images)
	if tagsErr != nil || !some {
		return nil, err
	}
	e.settings.Log.WithField("image", base.Ref).Warn("registry can't be reached: images seen before are used")
	failed := run.account
	run.account = newAccount(failed.places, failed.started)
	return run.solve(ctx, at.address, options)
}
