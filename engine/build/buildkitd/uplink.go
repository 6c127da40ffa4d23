package buildkitd

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"lightship/engine/foreign"
)

// A RUN step's own network is a namespace with a pair of interfaces that CNI's plugin ptp makes and takes away again: nothing of it
// is left on this computer when the step has ended.

// subnets are for the addresses of RUN steps; one is taken that this computer has no way to.
var subnets = []string{"10.189.73.0/24", "172.29.189.0/24", "192.168.189.0/24", "100.96.189.0/24"}

// ordinaryMTU is the size of Ethernet's packets in bytes, for where the way out does not say its own.
const ordinaryMTU = 1500

// errNoSubnet says that all subnets are in use.
var errNoSubnet = errors.New("this computer has ways to all the subnets that are meant for RUN steps")

// networkConfig writes what CNI has to do into the state folder, and gives the path of a buildkitd.toml with that and with what the
// user's says. (BuildKit 0.34 reads its flag for the first, oci-cni-config-path, by a wrong name.)
func networkConfig(s Settings) (string, error) {
	dir := filepath.Join(s.StateDir, "network")
	if err := private(dir); err != nil {
		return "", err
	}
	for name, program := range plugins {
		link := filepath.Join(dir, name)
		if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", folderError("make BuildKit's network", err)
		}
		if err := os.Symlink(locateAll(s.BinDir, program), link); err != nil {
			return "", folderError("make BuildKit's network", err)
		}
	}
	table, err := foreign.ReadFile("/proc/net/route", maxConfig)
	if err != nil {
		return "", folderError("read this computer's routes", err)
	}
	ways := routes(string(table))
	subnet, err := freeSubnet(ways)
	if err != nil {
		return "", err
	}
	text, err := conflist(dir, subnet, mtu(ways))
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "lightship.conflist")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", folderError("make BuildKit's network", err)
	}
	text, err = withNetwork(s.Config, map[string]any{"networkMode": "cni", "cniConfigPath": path, "cniBinaryPath": dir})
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, "buildkitd.toml")
	return path, folderError("make BuildKit's network", os.WriteFile(path, text, 0o600))
}

// withNetwork is what the file at path, empty for none, says, with settings of [worker.oci] besides.
func withNetwork(path string, settings map[string]any) ([]byte, error) {
	all := map[string]any{}
	if path != "" {
		text, err := foreign.ReadFile(path, maxConfig)
		if err == nil {
			err = toml.Unmarshal(text, &all)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrConfig, err)
		}
	}
	maps.Copy(table(table(all, "worker"), "oci"), settings)
	return toml.Marshal(all)
}

// table is the table of that name in another, made where there is none.
func table(in map[string]any, name string) map[string]any {
	found, ok := in[name].(map[string]any)
	if !ok {
		found = map[string]any{}
		in[name] = found
	}
	return found
}

// conflist is what CNI has to do: a pair of interfaces, an address of the subnet, a way out that hides it, and the rules that let it pass.
func conflist(dir, subnet string, mtu int) ([]byte, error) {
	return json.MarshalIndent(map[string]any{
		"cniVersion": "1.0.0", "name": "lightship",
		"plugins": []map[string]any{
			{
				"type": "ptp", "ipMasq": true, "mtu": mtu,
				"ipam": map[string]any{
					"type": "host-local", "dataDir": filepath.Join(dir, "addresses"), "ranges": [][]map[string]string{{{"subnet": subnet}}},
					"routes": []map[string]string{{"dst": "0.0.0.0/0"}},
				},
			},
			{"type": "firewall", "backend": "iptables"},
		},
	}, "", "  ")
}

// route is a way to other computers, by an interface.
type route struct {
	device string
	to     netip.Prefix
}

// routes reads Linux's table of routes, /proc/net/route, whose addresses are numbers with the lowest byte first.
func routes(table string) (all []route) {
	for line := range strings.Lines(table) {
		fields := strings.Fields(line)
		if len(fields) < 8 {
			continue
		}
		to, mask := address(fields[1]), address(fields[7])
		if to == nil || mask == nil {
			continue
		}
		ones, _ := net.IPMask(mask).Size()
		all = append(all, route{fields[0], netip.PrefixFrom(netip.AddrFrom4([4]byte(to)), ones)})
	}
	return all
}

func address(text string) []byte {
	bytes, err := hex.DecodeString(text)
	if err != nil || len(bytes) != 4 {
		return nil
	}
	slices.Reverse(bytes)
	return bytes
}

// freeSubnet is the first of the subnets that no way but the default one leads to.
func freeSubnet(ways []route) (string, error) {
	for _, text := range subnets {
		subnet := netip.MustParsePrefix(text)
		if !slices.ContainsFunc(ways, func(r route) bool { return r.to.Bits() > 0 && r.to.Overlaps(subnet) }) {
			return text, nil
		}
	}
	return "", errNoSubnet
}

// mtu is the largest packet, in bytes, that goes out by the default way.
func mtu(ways []route) int {
	for _, r := range ways {
		if r.to.Bits() != 0 {
			continue
		}
		text, err := foreign.ReadFile(filepath.Join("/sys/class/net", r.device, "mtu"), maxNetwork)
		if n, bad := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && bad == nil {
			return min(n, ordinaryMTU)
		}
	}
	return ordinaryMTU
}
