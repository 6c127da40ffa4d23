package dockerfile

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dfgitutil"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/sys/signal"
	"github.com/opencontainers/go-digest"
	mode "github.com/tonistiigi/dchapes-mode"
)

// refusal returns why BuildKit would refuse to build an instruction that it can read, whose variables are replaced:
// it checks these only on the way to the target.
func refusal(c instructions.Command) error {
	switch c := c.(type) {
	case *instructions.CopyCommand:
		return firstOf(refusedOwner(c.Chown, c.Link), refusedMode(c.Chmod), refusedCopySources(c.SourcePaths))
	case *instructions.AddCommand:
		return firstOf(refusedOwner(c.Chown, c.Link), refusedMode(c.Chmod), refusedChecksum(c), refusedAddresses(c.SourcePaths))
	case *instructions.RunCommand:
		for _, m := range instructions.GetMounts(c) {
			if path.Clean(m.Target) == "/" {
				return fmt.Errorf("invalid mount target %q: a mount can't take the place of the whole file system", m.Target)
			}
		}
	case *instructions.ExposeCommand:
		for _, p := range c.Ports {
			if err := refusedPort(p); err != nil {
				return fmt.Errorf("invalid port: %q: %w; write NUMBER, FIRST-LAST or NUMBER/udp", p, err)
			}
		}
	case *instructions.StopSignalCommand:
		if _, err := signal.ParseSignal(c.Signal); err != nil {
			return fmt.Errorf("%w; write a number or a name such as SIGTERM", err)
		}
	case *instructions.VolumeCommand:
		for _, v := range c.Volumes {
			if v == "" {
				return errors.New("VOLUME specified can not be an empty string")
			}
		}
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// refusedBytes fails for a step that isn't UTF-8, which BuildKit's own format can't hold.
func refusedBytes(in Instruction) error {
	switch in.Keyword {
	case "RUN", "COPY", "ADD", "WORKDIR":
		if !utf8.ValidString(in.Text) {
			return errors.New("this is not UTF-8: save the file in that encoding")
		}
	}
	return nil
}

// refusedOwner fails for a user's name where --link leaves no /etc/passwd to look it up in.
func refusedOwner(owner string, link bool) error {
	if owner == "" || !link {
		return nil
	}
	of, ok := llb.WithUser(owner).(llb.ChownOpt)
	if ok && (of.User != nil && of.User.Name != "" || of.Group != nil && of.Group.Name != "") {
		return fmt.Errorf("--chown=%s: user and group names can't be resolved when used with --link, use numeric uid[:gid] instead", owner)
	}
	return nil
}

func refusedMode(m string) error {
	if m == "" {
		return nil
	}
	invalid := fmt.Errorf("invalid chmod parameter: '%s'. it should be octal string and between 0 and 07777, or symbolic such as u=rwX,go=rX", m)
	if n, err := strconv.ParseUint(m, 8, 32); err == nil {
		if n > 0o7777 {
			return invalid
		}
		return nil
	}
	if _, err := mode.Parse(m); err != nil {
		return invalid
	}
	return nil
}

func refusedCopySources(sources []string) error {
	for _, s := range sources {
		switch _, kind := RemoteSource(s); kind {
		case GitSource:
			return fmt.Errorf("%s: source can't be a git ref for COPY; ADD takes it", s)
		case HTTPSource:
			return fmt.Errorf("%s: source can't be a URL for COPY; ADD takes it", s)
		}
	}
	return nil
}

// refusedAddresses fails for what is a git address but for a part that is wrong.
func refusedAddresses(sources []string) error {
	for _, s := range sources {
		if _, isGit, err := dfgitutil.ParseGitRef(s); isGit && err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

func refusedChecksum(c *instructions.AddCommand) error {
	if c.Checksum == "" {
		return nil
	}
	if len(c.SourcePaths) != 1 {
		return errors.New("checksum can't be specified for multiple sources; write one ADD for each")
	}
	switch _, kind := RemoteSource(c.SourcePaths[0]); kind {
	case LocalSource:
		return errors.New("checksum requires HTTP(S) or Git sources")
	case HTTPSource:
		if _, err := digest.Parse(c.Checksum); err != nil {
			return fmt.Errorf("--checksum=%s: %w; write sha256: and 64 hexadecimal digits", c.Checksum, err)
		}
	}
	return nil
}

// refusedPort checks a port as EXPOSE takes it: [[ip:]host:]port[-port][/protocol].
func refusedPort(p string) error {
	port, protocol, _ := strings.Cut(p, "/")
	switch strings.ToLower(protocol) {
	case "", "tcp", "udp", "sctp":
	default:
		return fmt.Errorf("invalid proto: %s", protocol)
	}
	port = port[strings.LastIndexByte(port, ':')+1:]
	first, last, isRange := strings.Cut(port, "-")
	low, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		return fmt.Errorf("invalid containerPort: %s", port)
	}
	if isRange {
		if high, err := strconv.ParseUint(last, 10, 16); err != nil || high < low {
			return fmt.Errorf("invalid containerPort: %s", port)
		}
	}
	return nil
}
