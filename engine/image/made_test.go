package image_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image"
	"lightship/engine/image/imagetest"
)

const system = "Package: libc6\nStatus: install ok installed\n\n"

func TestALayerSaysWhatItMadeChangedRemovedAndInstalled(t *testing.T) {
	img := imagetest.Image(t, v1.Config{},
		imagetest.Layer{Files: map[string]string{"var/lib/dpkg/status": system, "etc/app.conf": "a", "usr/bin/old": "x"}},
		imagetest.Layer{Files: map[string]string{
			"var/lib/dpkg/status":              system + "Package: tool\nStatus: install ok installed\n\nPackage: libtool\nStatus: install ok installed\n\n",
			"var/lib/apt/extended_states":      "Package: libtool\nArchitecture: amd64\nAuto-Installed: 1\n\n",
			"var/lib/dpkg/info/tool.list":      "/.\n/bin\n/bin/tool\n",
			"var/lib/dpkg/info/libtool:a.list": "/usr/lib/libtool.so.1\n",
			"usr/bin/tool":                     "t", "usr/lib/libtool.so.1": "l", "usr/bin/.wh.old": "", "etc/app.conf": "b", "opt/words": "w",
		}},
	)
	layers, err := image.ReadLayers(t.Context(), img, image.Options{})
	if err != nil || len(layers.Made) != 2 {
		t.Fatalf("%+v, %v", layers, err)
	}
	made := layers.Made[1]
	type said struct {
		Path              string
		Changed, Packaged bool
	}
	var files []said
	for _, f := range made.Files {
		if f.Path != "/var/lib/dpkg/status" && len(f.Path) < 24 {
			files = append(files, said{f.Path, f.Changed, f.Packaged})
		}
	}
	want := []said{{"/etc/app.conf", true, false}, {"/opt/words", false, false}, {"/usr/bin/tool", false, true}, {"/usr/lib/libtool.so.1", false, true}}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"tool"}, made.Packages); diff != "" || made.Manager != "apt" {
		t.Errorf("%s of %q", diff, made.Manager)
	}
	if diff := cmp.Diff([]string{"/usr/bin/old"}, made.Removed); diff != "" {
		t.Error(diff)
	}
	if len(layers.Made[0].Packages) != 0 {
		t.Errorf("the system itself installs %q", layers.Made[0].Packages)
	}
}
