package image

import (
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/engine/image/imagetest"
)

func TestAFileKnowsThePackageThatBroughtIt(t *testing.T) {
	base := imagetest.Layer{Files: map[string]string{
		"var/lib/dpkg/status":                   "Package: libc6\nStatus: install ok installed\n",
		"var/lib/dpkg/info/libc6:amd64.list":    "/.\n/lib/x86_64-linux-gnu/libc.so.6\n",
		"usr/lib/x86_64-linux-gnu/libc.so.6":    "c",
		"usr/lib/x86_64-linux-gnu/libmine.so.1": "mine",
	}}
	above := imagetest.Layer{Files: map[string]string{
		"var/lib/dpkg/status":                      "Package: libmariadb3\nStatus: install ok installed\n",
		"var/lib/dpkg/info/libmariadb3:amd64.list": "/usr/lib/x86_64-linux-gnu/libmariadb.so.3\n",
		"usr/lib/x86_64-linux-gnu/libmariadb.so.3": "db",
	}}
	files, err := List(t.Context(), imagetest.Image(t, v1.Config{}, base, above), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"/usr/lib/x86_64-linux-gnu/libmariadb.so.3": "libmariadb3", "/usr/lib/x86_64-linux-gnu/libc.so.6": "libc6",
		"/lib/x86_64-linux-gnu/libc.so.6": "libc6", "/usr/lib/x86_64-linux-gnu/libmine.so.1": "", "/nowhere": "",
	} {
		if got := files.Package(t.Context(), at); got != want {
			t.Errorf("%s: %q, want %q", at, got, want)
		}
	}
}
