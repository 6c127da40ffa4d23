package buildkitd

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/foreign"
)

// Network is what network RUN steps have. Without Own it is this computer's, for one of the reasons.
type Network struct {
	// Own says that it is one of their own, from which this computer's loopback can't be reached.
	Own bool `json:"own,omitempty"`
	// Chosen says that the user wants it so: by Settings.HostNetwork, or by networkMode in buildkitd.toml.
	Chosen bool `json:"chosen,omitempty"`
	// Rootless says that BuildKit runs for an ordinary user, who may not lead packets out of a network.
	Rootless bool `json:"rootless,omitempty"`
	// Missing are programs that a network of their own takes and that were not found.
	Missing []string `json:"missing,omitempty"`
	// Failed is what BuildKit said when it could not make one.
	Failed string `json:"failed,omitempty"`
	// New says that it is not what it was when BuildKit last started here.
	New bool `json:"-"`
}

// noNetworkError says that the daemon did not start with a network of RUN steps' own.
type noNetworkError struct {
	error
	// why is what was in the way.
	why string
}

func (e noNetworkError) Unwrap() error { return e.error }

// maxNetwork is the most bytes that are read of what was kept about the network.
const maxNetwork = 64 << 10

// made says whether Lightship has the network made.
func (n Network) made() bool { return n.Own && !n.Chosen }

// plugins are what CNI makes a network with: the names that it calls them by, and the programs that `make build` makes.
var plugins = map[string]string{
	"ptp": "lightship-cni-ptp", "loopback": "lightship-cni-loopback", "host-local": "lightship-cni-host-local", "firewall": "lightship-cni-firewall",
}

// network is the one to try first, by the settings and by what is installed.
func network(s Settings, rootless bool) (Network, error) {
	mode := ""
	if s.Config != "" {
		c, err := readConfig(s.Config)
		if err != nil {
			return Network{}, err
		}
		mode = c.Workers.OCI.Mode
	}
	if mode != "" && mode != "auto" || s.HostNetwork {
		return Network{Own: !s.HostNetwork && (mode == "bridge" || mode == "cni"), Chosen: true}, nil
	}
	if rootless {
		return Network{Rootless: true}, nil
	}
	var missing []string
	for _, name := range slices.Sorted(maps.Values(plugins)) {
		if locateAll(s.BinDir, name) == "" {
			missing = append(missing, name)
		}
	}
	if locateAll("", "iptables") == "" {
		missing = append(missing, "iptables")
	}
	return Network{Own: len(missing) == 0, Missing: missing}, nil
}

// locateAll is Locate, with the administrator's folders, which the daemon has in its PATH too.
func locateAll(dir, name string) string {
	if path := Locate(dir, name); path != "" {
		return path
	}
	for _, d := range adminFolders {
		if path, err := exec.LookPath(filepath.Join(d, name)); err == nil {
			return path
		}
	}
	return ""
}

// startNetworked starts the daemon with the network that can be had: where making one of its own fails, with this computer's.
func startNetworked(ctx context.Context, s Settings, run, config string) (*Daemon, error) {
	want, err := network(s, os.Geteuid() != 0)
	if err != nil {
		return nil, err
	}
	s.network = want
	d, err := startOrHeal(ctx, s, run, config)
	if failed := (noNetworkError{}); errors.As(err, &failed) {
		want = Network{Failed: failed.why}
		s.network = want
		d, err = startOrHeal(ctx, s, run, config)
	}
	if err != nil {
		return nil, err
	}
	d.network, err = keepNetwork(s, want)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// keepNetwork keeps what network the daemon has for those who join it, and says whether that is new.
func keepNetwork(s Settings, now Network) (Network, error) {
	text, err := json.Marshal(now)
	if err != nil {
		return now, err
	}
	before, _ := foreign.ReadFile(networkFile(s), maxNetwork)
	now.New = string(before) != string(text)
	return now, folderError("keep BuildKit's network", os.WriteFile(networkFile(s), text, 0o600))
}

// said is why the daemon ended, by its log: the last line that buildkitd wrote of itself, the lines behind which are where in it that was.
func said(log string) string {
	why := lastLine(log)
	for line := range strings.Lines(log) {
		if text, ok := strings.CutPrefix(line, "buildkitd: "); ok {
			why = strings.TrimSpace(text)
		}
	}
	return why
}

// keptNetwork is the network of a daemon that runs.
func keptNetwork(s Settings) (n Network) {
	text, err := foreign.ReadFile(networkFile(s), maxNetwork)
	if err != nil || json.Unmarshal(text, &n) != nil {
		return Network{}
	}
	return n
}

func networkFile(s Settings) string { return filepath.Join(s.StateDir, "network.json") }

// Network is what network RUN steps have.
func (d *Daemon) Network() Network { return d.network }
