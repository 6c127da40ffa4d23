package debian

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lightship/cmd/testbed/internal/recipe"
)

// prepare makes the minimal system like the ones made for containers: apt keeps no archives, services don't start,
// and dpkg doesn't sync after each file.
const prepare = `set -e
mkdir -p "$1/.testbed"
cat > "$1/etc/apt/apt.conf.d/docker-clean" <<'EOF'
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
EOF
echo 'Acquire::Languages "none";' > "$1/etc/apt/apt.conf.d/docker-no-languages"
echo 'Acquire::GzipIndexes "true";' > "$1/etc/apt/apt.conf.d/docker-gzip-indexes"
echo force-unsafe-io > "$1/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
printf '#!/bin/sh\nexit 101\n' > "$1/usr/sbin/policy-rc.d"
chmod 755 "$1/usr/sbin/policy-rc.d"
rm -f "$1"/var/cache/apt/archives/*.deb`

// transient are the paths whose content is this run's, not the system's.
func transient() []string {
	return []string{
		"./.testbed", "./etc/apt/apt.conf.d/*mmdebstrap", "./etc/dpkg/dpkg.cfg.d/99mmdebstrap",
		"./dev/*", "./proc/*", "./sys/*", "./run/*", "./tmp/*",
		"./etc/resolv.conf", "./etc/hostname", "./etc/machine-id", "./var/lib/apt/lists/*", "./var/cache/apt/*",
		"./var/cache/debconf/*-old", "./var/lib/dpkg/*-old", "./var/cache/ldconfig/aux-cache", "./var/log/apt/*", "./var/log/*.log",
	}
}

// Grower is what Grow tells while it works.
type Grower struct {
	// Begun is called when a step begins to be installed, Done when its snapshot is there.
	Begun, Done func(step string)
}

// Grow builds the tree and leaves a tar of the whole system after each step in dir, called STEP.tar. hostCA is the
// path of this computer's CA bundle.
func Grow(ctx context.Context, t *recipe.Tree, dir, hostCA string, tell Grower) error {
	options := []string{
		"--variant=minbase", "--dpkgopt=force-unsafe-io",
		"--include=usr-is-merged",
		// While these stand in the way, a snapshot would hold a start-stop-daemon that does nothing.
		"--skip=chroot/start-stop-daemon,chroot/policy-rc.d",
		hook("shell", prepare),
	}
	// A system that is merged from the start needs no Perl to merge it; later versions do so by themselves.
	const mergedUsr = "/usr/share/mmdebstrap/hooks/merged-usr"
	if _, err := os.Stat(mergedUsr); err == nil {
		options = append(options, "--hook-dir="+mergedUsr)
	}
	for _, step := range t.Steps {
		options = append(options, hook("shell", stepScript(step)))
		if step.HostCA {
			options = append(options, hook("upload", hostCA, "/etc/ssl/certs/ca-certificates.crt"))
		}
		if step.Run != "" {
			options = append(options, hook("shell", runScript(step)))
		}
		options = append(options, snapshot(filepath.Join(dir, step.Name+".tar"))...)
		options = append(options, hook("shell", "echo "+quote(mark+done+step.Name)+" >&2"))
	}
	return mmdebstrap(ctx, t.Suite, options, func(line string) {
		if step, ok := strings.CutPrefix(line, done); ok {
			tell.Done(step)
			return
		}
		tell.Begun(line)
	})
}

// done starts the marked lines that say a step's snapshot is there.
const done = "done "

// hook is a customize hook: a shell script, or one of mmdebstrap's own hooks with its arguments.
func hook(kind string, words ...string) string {
	if kind == "shell" {
		return "--customize-hook=" + words[0]
	}
	for i, w := range words {
		words[i] = quote(w)
	}
	return "--customize-hook=" + kind + " " + strings.Join(words, " ")
}

func stepScript(step recipe.Step) string {
	script := fmt.Sprintf("set -e; echo %s >&2", quote(mark+step.Name))
	if len(step.Packages) > 0 {
		words := make([]string, len(step.Packages))
		for i, p := range step.Packages {
			words[i] = quote(p)
		}
		script += `; chroot "$1" apt-get -qq -y --no-install-recommends install ` + strings.Join(words, " ")
	}
	return script
}

// runScript runs a step's own script inside the system, where /.testbed is a folder for what it needs meanwhile.
func runScript(step recipe.Step) string {
	return `chroot "$1" env -u TMPDIR sh -ec ` + quote(step.Run)
}

// snapshot are the hooks that put a tar of the system at path. Without root, hooks run as another user, whose files
// mmdebstrap has to hand over.
func snapshot(path string) []string {
	if os.Geteuid() == 0 {
		return []string{hook("shell", tarScript(quote(path)))}
	}
	const inside = "/.testbed/snapshot.tar"
	return []string{
		hook("shell", tarScript(`"$1"`+inside)),
		hook("download", inside, path),
		hook("shell", `rm "$1"`+inside),
	}
}

// tarScript packs the system, without what is transient, into the file that the shell word out names.
func tarScript(out string) string {
	var s strings.Builder
	s.WriteString(`tar -C "$1" --one-file-system --numeric-owner --format=posix --anchored`)
	for _, path := range transient() {
		s.WriteString(" --exclude=" + quote(path))
	}
	s.WriteString(" -cf " + out + " .")
	return s.String()
}
