package packages

import (
	"slices"
	"testing"
)

func TestAPackageIsForBuildingOrForRunningAndNotForBoth(t *testing.T) {
	for _, name := range table().Build {
		if Runs(name) {
			t.Errorf("%s is said to be for building alone, and for running", name)
		}
	}
	if !OnlyBuilds("gcc") || OnlyBuilds("ffmpeg") || !Runs("fonts-noto") {
		t.Error("gcc, ffmpeg or fonts are taken for what they are not")
	}
}

func TestALibraryIsFoundByItsDevelopmentPackage(t *testing.T) {
	for _, c := range []struct{ manager, dev, run string }{
		{"apt", "libpq-dev", "libpq5"}, {"apt", "libjpeg-dev", "libjpeg62-turbo"}, {"apk", "postgresql-dev", "libpq"}, {"apt", "libcurl4-openssl-dev", "libcurl4"},
	} {
		if run, found := Developed(c.manager, c.dev); !found || !slices.Contains(run, c.run) {
			t.Errorf("%s: %v %v, want %s", c.dev, run, found, c.run)
		}
	}
	if _, found := Developed("apk", "libxslt1-dev"); found {
		t.Error("a name of Debian's is known on Alpine")
	}
}
