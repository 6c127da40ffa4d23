package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/spf13/cobra"

	"lightship/engine/bases"
	"lightship/engine/compare"
	"lightship/engine/session"
)

func newInspect() *cobra.Command {
	format, platform, shallow := "text", "", false
	cmd := &cobra.Command{
		Use:   "inspect REF",
		Short: "Print what is in a published image: sizes, C library, shell, packages, users, support",
		Long: `inspect asks the registry for an image and reads its layers once, without storing them. What was read is kept by digest.
With --shallow only the manifest and the config are read.

` + exitCodes(),
		Example: `  lightshipctl inspect alpine:3.20
  lightshipctl inspect gcr.io/distroless/base-debian12:nonroot --format json`,
		Args: oneImage,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return fmt.Errorf("--format %q is not known; use text or json", format)
			}
			if platform == "" {
				platform = "linux/" + runtime.GOARCH
			}
			i, err := inspect(cmd, args[0], platform, !shallow)
			if err != nil {
				return err
			}
			err = leave(cmd.OutOrStdout(), nil, func(w io.Writer) error {
				if format != "json" {
					return i.write(w)
				}
				encoder := json.NewEncoder(w)
				encoder.SetIndent("", "  ")
				return encoder.Encode(i)
			})
			if err != nil {
				return unexpected("print the image", err)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&format, "format", format, "text or json")
	f.StringVar(&platform, "platform", "", "the platform, such as linux/amd64 (default: this computer's)")
	f.BoolVar(&shallow, "shallow", false, "read the manifest and the config only")
	complete(cmd, "format", "text", "json")
	return cmd
}

// inspected is what inspect prints.
type inspected struct {
	bases.Base
	Support time.Time   `json:"support,omitzero"`
	Facts   bases.Facts `json:"facts"`
}

func inspect(cmd *cobra.Command, ref, platform string, deep bool) (*inspected, error) {
	folders, err := session.DefaultFolders()
	if err != nil {
		return nil, unexpected("start", err)
	}
	log := logrus.New()
	log.SetOutput(io.Discard)
	r := bases.NewRegistry(bases.Settings{CacheDir: folders.Cache, BuildkitdConfig: folders.BuildkitdConfig(), Log: log})
	var read, total atomic.Int64
	defer sayWaiting(notes(cmd), func() string {
		if total.Load() == 0 {
			return "the registry of " + ref
		}
		return fmt.Sprintf("the layers of %s (%s of %s)", ref, compare.FormatBytes(read.Load()), compare.FormatBytes(total.Load()))
	})()
	facts, err := r.Facts(cmd.Context(), ref, platform)
	if err != nil {
		return nil, &failure{code: 3, err: err}
	}
	if facts.Problem != "" && facts.Source == bases.SourceSnapshot && facts.Download < 0 {
		return nil, &failure{code: 3, err: fmt.Errorf("nothing is known of %s: %s", ref, facts.Problem)}
	}
	i := &inspected{Base: bases.Describe(ref), Facts: facts}
	if deep && facts.Digest.Hex != "" {
		in, err := r.Inside(cmd.Context(), ref, platform, facts, func(done, of int64) { read.Store(done); total.Store(of) })
		if err != nil {
			return nil, &failure{code: 3, err: err}
		}
		i.Facts = in.Into(facts)
	}
	i.Base = i.Base.With(i.Facts, nil)
	i.Support = i.Base.Support
	return i, nil
}

// write prints what is known, one fact a line.
func (i *inspected) write(w io.Writer) error {
	var text strings.Builder
	line := func(name, format string, args ...any) {
		if value := strings.TrimSpace(fmt.Sprintf(format, args...)); value != "" {
			fmt.Fprintf(&text, "%-18s %s\n", name, value)
		}
	}
	f := i.Facts
	line("image", "%s", i.Ref)
	line("stand-in", "%s", f.StandIn)
	line("digest", "%s", strings.TrimPrefix(f.Digest.String(), ":"))
	line("download", "%s", exact(f.Download))
	line("on disk", "%s", onDisk(f))
	if f.Layers >= 0 {
		line("layers", "%d", f.Layers)
	}
	if f.Created.Unix() > 0 {
		line("created", "%s", f.Created.Format(time.DateOnly))
	}
	line("platforms", "%s", strings.Join(f.Platforms, ", "))
	line("user", "%s", i.User)
	line("entrypoint", "%s", strings.Join(f.Entrypoint, " "))
	line("libc", "%s %s", orNone(i.Libc), i.LibcVersion)
	line("shell", "%s", orNone(i.Shell))
	line("package manager", "%s", orNone(i.PackageManager))
	if i.Runtime != "" {
		line("runtime", "%s %s", i.Runtime, i.RuntimeVersion)
	}
	if c := f.Contents; c != nil {
		line("loader", "%s", c.Loader)
		line("packages", "%d", c.Packages)
		line("setuid files", "%d %s", len(c.Setuid), strings.Join(c.Setuid, " "))
		line("/tmp", "%s", yesNo(c.Tmp))
		line("system", "%s", c.OS.Name)
		var users []string
		for _, u := range c.Users {
			users = append(users, fmt.Sprintf("%s=%d", u.Name, u.UID))
		}
		line("users", "%s", strings.Join(users, " "))
		line("libraries", "%s", strings.Join(c.Libraries, " "))
	}
	line("CA certificates", "%s", yesNo(i.CACertificates))
	line("time zones", "%s", yesNo(i.Zones))
	if !i.Support.IsZero() {
		line("support until", "%s (%s)", i.Support.Format(time.DateOnly), i.SupportSource)
	}
	line("notes", "%s", i.Notes)
	line("facts from", "%s, %s", f.Source, f.At.Format(time.DateTime))
	line("problem", "%s", f.Problem)
	_, err := io.WriteString(w, text.String())
	return err
}

func exact(n int64) string {
	if n < 0 {
		return none
	}
	return fmt.Sprintf("%s (%d bytes)", compare.FormatBytes(n), n)
}

func onDisk(f bases.Facts) string {
	if f.OnDiskEstimated && f.OnDisk >= 0 {
		return "≈ " + compare.FormatBytes(f.OnDisk) + " (estimated from the download)"
	}
	return exact(f.OnDisk)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
