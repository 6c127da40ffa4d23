package image_test

import (
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image"
	"lightship/engine/image/imagetest"
)

func TestTheFilesOfAnImageSayWhatIsThereAndWhoHasIt(t *testing.T) {
	img := imagetest.Image(t, v1.Config{},
		imagetest.Layer{Files: map[string]string{"usr/share/words": "one two", "app/old": "x"}},
		imagetest.Layer{Files: map[string]string{"app/a": "12345", "app/sub/b": "67", "app/.wh.old": ""}},
	)
	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	files, err := image.List(t.Context(), img, image.Options{BaseDiffIDs: config.RootFS.DiffIDs[:1]})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path                  string
		folder, there, ofBase bool
		bytes                 int64
	}{
		{"/usr/share/words", false, true, true, 7},
		{"/app", true, true, false, 7},
		{"/app/a", false, true, false, 5},
		{"/app/old", false, false, false, 0},
		{"/nowhere", false, false, false, 0},
	} {
		folder, there := files.Is(c.path)
		if folder != c.folder || there != c.there || there && c.path != "/app" && files.OfBase(c.path) != c.ofBase || files.Bytes(c.path) != c.bytes {
			t.Errorf("%s: folder %v, there %v, of the base %v, %d bytes", c.path, folder, there, files.OfBase(c.path), files.Bytes(c.path))
		}
	}
}
