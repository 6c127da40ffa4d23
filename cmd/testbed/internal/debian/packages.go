package debian

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"lightship/cmd/testbed/internal/layer"
)

// Download fetches the suite's packages that dir has not yet, as NAME.deb.
func Download(ctx context.Context, suite string, packages []string, dir string, progress func(string)) error {
	var missing []string
	for _, p := range packages {
		if _, err := os.Stat(filepath.Join(dir, p+".deb")); err != nil {
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	progress("downloading " + strings.Join(missing, ", "))
	temp, err := os.MkdirTemp(dir, ".new-*")
	if err != nil {
		return fmt.Errorf("download packages: %w", err)
	}
	defer func() { _ = os.RemoveAll(temp) }()
	all := filepath.Join(temp, "all.tar")
	script := `set -e; mkdir -p "$1/.testbed"; cd "$1/.testbed"
APT_CONFIG="$MMDEBSTRAP_APT_CONFIG" apt-get -qq -o APT::Sandbox::User=root download ` + strings.Join(missing, " ") + `
tar -cf all.tar ./*.deb`
	err = mmdebstrap(ctx, suite, []string{
		"--variant=custom", "--skip=chroot/mount,chroot/start-stop-daemon,chroot/policy-rc.d",
		hook("shell", script), hook("download", "/.testbed/all.tar", all),
	}, progress)
	if err != nil {
		return fmt.Errorf("download packages: %w", err)
	}
	return spread(all, dir)
}

// spread puts the packages of a tar into dir, each under its name without version and architecture.
func spread(all, dir string) error {
	file, err := os.Open(all)
	if err != nil {
		return fmt.Errorf("unpack the downloaded packages: %w", err)
	}
	defer func() { _ = file.Close() }()
	return layer.FromTar(file)(func(h *tar.Header, content io.Reader) error {
		title, _, _ := strings.Cut(path.Base(h.Name), "_")
		temp := all + "." + title
		out, err := os.Create(temp)
		if err != nil {
			return fmt.Errorf("keep package %s: %w", title, err)
		}
		_, err = io.Copy(out, content)
		if err = errors.Join(err, out.Close()); err == nil {
			err = os.Rename(temp, filepath.Join(dir, title+".deb"))
		}
		if err != nil {
			return fmt.Errorf("keep package %s: %w", title, err)
		}
		return nil
	})
}

// Unpack gives the files of a package, and its record under var/lib/dpkg/status.d when statusD is set.
func Unpack(ctx context.Context, deb string, statusD bool) layer.Source {
	return func(emit layer.Emit) error {
		if err := filesOf(ctx, deb, "--fsys-tarfile", emit); err != nil {
			return err
		}
		if !statusD {
			return nil
		}
		title := strings.TrimSuffix(filepath.Base(deb), ".deb")
		for _, dir := range []string{"var", "var/lib", "var/lib/dpkg", "var/lib/dpkg/status.d"} {
			h := &tar.Header{Typeflag: tar.TypeDir, Name: dir, Mode: 0o755, ModTime: time.Unix(0, 0)}
			if err := emit(h, nil); err != nil {
				return err
			}
		}
		return filesOf(ctx, deb, "--ctrl-tarfile", func(h *tar.Header, content io.Reader) error {
			switch h.Name {
			case "control":
				h.Name = "var/lib/dpkg/status.d/" + title
			case "md5sums":
				h.Name = "var/lib/dpkg/status.d/" + title + ".md5sums"
			default:
				return nil
			}
			return emit(h, content)
		})
	}
}

func filesOf(ctx context.Context, deb, part string, emit layer.Emit) error {
	cmd := exec.CommandContext(ctx, "dpkg-deb", part, deb)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("unpack %s: %w", filepath.Base(deb), err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("unpack %s: %w", filepath.Base(deb), err)
	}
	err = layer.FromTar(out)(emit)
	_, _ = io.Copy(io.Discard, out)
	if ended := cmd.Wait(); err == nil && ended != nil {
		err = fmt.Errorf("%w: %s", ended, strings.TrimSpace(said.String()))
	}
	if err != nil {
		return fmt.Errorf("unpack %s: %w", filepath.Base(deb), err)
	}
	return nil
}

// Applets are the paths of the links that the busybox program at path wants, relative to the root.
func Applets(ctx context.Context, program string) ([]string, error) {
	out, err := exec.CommandContext(ctx, program, "--list-full").Output()
	if err != nil {
		return nil, fmt.Errorf("list busybox applets: %w", err)
	}
	return strings.Fields(string(out)), nil
}
