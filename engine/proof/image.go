package proof

import (
	"context"
	"fmt"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/build"
)

// Of is a build's image.
func Of(r *build.Result) (Image, error) { return imageOf(r.Digest, r.Image) }

// Load is an image in the engine's store.
func Load(ctx context.Context, engine *build.Engine, digest v1.Hash) (Image, error) {
	image, err := engine.Image(ctx, digest)
	if err != nil {
		return Image{}, err
	}
	return imageOf(digest, image)
}

// Import takes an image from elsewhere into the engine's store. tag tells apart those of one proof: an image that is imported under the same
// one later takes its place.
func Import(ctx context.Context, engine *build.Engine, tag string, image v1.Image) (Image, error) {
	digest, err := engine.Import(ctx, "prove:"+tag, image)
	if err != nil {
		return Image{}, err
	}
	return imageOf(digest, image)
}

func imageOf(digest v1.Hash, image v1.Image) (Image, error) {
	config, err := image.ConfigFile()
	if err != nil {
		return Image{}, fmt.Errorf("read the image's configuration: %w", err)
	}
	return Image{Digest: digest, Config: config.Config, Platform: config.OS + "/" + config.Architecture}, nil
}
