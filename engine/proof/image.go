package proof

import (
	"fmt"

	"lightship/engine/build"
)

// Of is a build's image.
func Of(r *build.Result) (Image, error) {
	config, err := r.Image.ConfigFile()
	if err != nil {
		return Image{}, fmt.Errorf("read the image's configuration: %w", err)
	}
	return Image{Digest: r.Digest, Config: config.Config, Platform: config.OS + "/" + config.Architecture}, nil
}
