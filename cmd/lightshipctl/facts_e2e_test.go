//go:build e2e

package main

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lightship/engine/image"
)

// lookInside asks the tools of Debian, and the C library of a base itself, what is in the base, which is mounted at /b. Each
// line begins with what it is about.
const lookInside = `FROM debian:trixie-slim
RUN --mount=type=bind,from=%s,target=/b <<'EOT'
# of %s: an answer about another base with the same files is not this one's
cd /b
dpkg=$(dpkg-query --admindir=/b/var/lib/dpkg -W -f '${db:Status-Status}\n' 2>/dev/null | grep -c '^installed$')
distroless=$(ls var/lib/dpkg/status.d 2>/dev/null | grep -vc '\.md5sums$')
apk=$(cat lib/apk/db/installed usr/lib/apk/db/installed 2>/dev/null | grep -c '^P:')
echo "packages $((dpkg + distroless + apk))"
find . -xdev -type f -perm -4000 | sed 's/^\./setuid /'
if [ -e lib/ld-musl-x86_64.so.1 ]; then
  chroot . /lib/ld-musl-x86_64.so.1 2>&1 | sed -n 's/^Version /libc musl /p'
elif [ -e lib64/ld-linux-x86-64.so.2 ]; then
  chroot . /lib64/ld-linux-x86-64.so.2 --version | sed -n '1s/.*version \([0-9.]*[0-9]\)\.$/libc glibc \1/p'
fi
if [ -e usr/bin/ldd ] && [ -e bin/bash ]; then chroot . /usr/bin/ldd --version | sed -n '1s/.* \([0-9.]*\)$/ldd \1/p'; fi
[ -s etc/passwd ] && awk -F: '{ print "user", $1, $3, $4 }' etc/passwd
if [ -e etc/os-release ]; then (. etc/os-release; echo "os $ID $VERSION_ID"); fi
[ -d tmp ] && echo tmp
for f in etc/ssl/certs/ca-certificates.crt etc/ssl/cert.pem; do [ -s $f ] && echo certificates && break; done
[ -e usr/share/zoneinfo/Etc/UTC ] && echo zones
for s in bin/bash bin/sh busybox/sh; do [ -x $s ] || [ -L $s ] && echo "shell $s" && break; done
true
EOT
`

// TestWhatIsSaidOfABaseIsWhatItsOwnToolsSay compares the facts of every stand-in base with what Debian's tools and the base's
// C library say of it, and its sizes with the blobs and the unpacked layers.
func TestWhatIsSaidOfABaseIsWhatItsOwnToolsSay(t *testing.T) {
	r := newReality(t)
	for _, refs := range standIns(t) {
		ref := strings.TrimPrefix(strings.TrimPrefix(refs[0], "docker.io/"), "library/")
		t.Run(ref, func(t *testing.T) {
			built, err := r.build(fmt.Sprintf(lookInside, ref, ref), "facts")
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, step := range built.Progress.Steps {
				for _, line := range step.Log {
					said = append(said, strings.TrimSpace(line.Text))
				}
			}
			facts, _ := r.inside(t, ref)
			found := asSaid(facts.Contents, slices.ContainsFunc(said, func(l string) bool { return strings.HasPrefix(l, "ldd ") }))
			slices.Sort(said)
			slices.Sort(found)
			if diff := cmp.Diff(said, found); diff != "" {
				t.Errorf("(-the tools +the facts)\n%s", diff)
			}
			if facts.OnDisk > mostWeighed {
				return
			}
			download, onDisk := r.weighed(t, ref)
			if facts.Download != download || facts.OnDisk != onDisk || facts.OnDiskEstimated {
				t.Errorf("download %d, on disk %d; the blobs have %d bytes and the layers %d", facts.Download, facts.OnDisk, download, onDisk)
			}
		})
	}
}

// asSaid are facts in the words of lookInside.
func asSaid(c *image.Contents, ldd bool) []string {
	lines := []string{fmt.Sprintf("packages %d", c.Packages)}
	for _, f := range c.Setuid {
		lines = append(lines, "setuid "+f)
	}
	if c.Libc != "" {
		lines = append(lines, "libc "+c.Libc+" "+c.LibcVersion)
	}
	if ldd {
		lines = append(lines, "ldd "+c.LibcVersion)
	}
	for _, u := range c.Users {
		lines = append(lines, fmt.Sprintf("user %s %d %d", u.Name, u.UID, u.GID))
	}
	if c.OS != (image.Release{}) {
		lines = append(lines, strings.TrimSpace("os "+c.OS.ID+" "+c.OS.Version))
	}
	for word, there := range map[string]bool{"tmp": c.Tmp, "certificates": c.CACertificates, "zones": c.Zones} {
		if there {
			lines = append(lines, word)
		}
	}
	if c.Shell != "" {
		at := strings.TrimPrefix(c.Shell, "/")
		if path.Base(at) == at {
			at = "bin/" + at
		}
		lines = append(lines, "shell "+at)
	}
	return lines
}

// mostWeighed is how many bytes on disk a base may have whose layers are read once more for their sizes: those of large ones are added
// up by the same lines, and take most of the time.
const mostWeighed = 300e6

// weighed adds up the bytes of an image's blobs, each once, and of its unpacked layers.
func (r *reality) weighed(t *testing.T, ref string) (download, onDisk int64) {
	t.Helper()
	img, err := r.registry.Open(t.Context(), ref, "linux/amd64")
	if err != nil {
		t.Fatal(err)
	}
	config, err := img.RawConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	download = int64(len(config))
	layers, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, l := range layers {
		digest, err := l.Digest()
		if err != nil {
			t.Fatal(err)
		}
		for name, open := range map[string]func() (io.ReadCloser, error){"blob": l.Compressed, "tar": l.Uncompressed} {
			if name == "blob" && seen[digest.String()] {
				continue
			}
			stream, err := open()
			if err != nil {
				t.Fatal(err)
			}
			n, err := io.Copy(io.Discard, stream)
			if closeErr := stream.Close(); err != nil || closeErr != nil {
				t.Fatal(err, closeErr)
			}
			if name == "tar" {
				onDisk += n
			} else {
				download += n
			}
		}
		seen[digest.String()] = true
	}
	return download, onDisk
}
