package buildkitd

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// aTable is what Linux says of its ways: the default one, and two subnets.
const aTable = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n" +
	"eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n" +
	"eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n" +
	"vpn0\t0000BD0A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"

func TestRUNStepsGetASubnetThatNoWayLeadsTo(t *testing.T) {
	ways := routes(aTable)
	if len(ways) != 3 || ways[1].to.String() != "192.0.2.0/24" || ways[2].to.String() != "10.189.0.0/16" {
		t.Fatalf("the ways are read as %v", ways)
	}
	if subnet, err := freeSubnet(ways); err != nil || subnet != subnets[1] {
		t.Errorf("beside a VPN to 10.189.0.0/16 it is %s, %v", subnet, err)
	}
	var all strings.Builder
	all.WriteString(aTable)
	for _, to := range []string{"0000000A", "0000000C", "00001DAC", "00BDA8C0", "00006064"} {
		all.WriteString("x\t" + to + "\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n")
	}
	if subnet, err := freeSubnet(routes(all.String())); err == nil {
		t.Errorf("where there are ways to all, %s is taken", subnet)
	}
}

// emptyFolders lets nothing be found but what is put into the returned folder.
func emptyFolders(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	before := adminFolders
	adminFolders = nil
	t.Cleanup(func() { adminFolders = before })
	return dir
}

// install puts programs into dir that are found, and do nothing.
func install(t *testing.T, dir string) {
	t.Helper()
	for _, name := range append(slices.Collect(maps.Values(plugins)), "iptables") {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestANetworkOfTheirOwnTakesRootAndPrograms(t *testing.T) {
	dir := emptyFolders(t)
	if n, err := network(Settings{}, false); err != nil || n.Own || !slices.Contains(n.Missing, "iptables") || !slices.Contains(n.Missing, "lightship-cni-ptp") {
		t.Errorf("with nothing installed: %+v, %v", n, err)
	}
	install(t, dir)
	if n, err := network(Settings{}, false); err != nil || !n.made() {
		t.Errorf("with all of them: %+v, %v", n, err)
	}
	if n, _ := network(Settings{}, true); n.Own || !n.Rootless {
		t.Errorf("for an ordinary user: %+v", n)
	}
	if n, _ := network(Settings{HostNetwork: true}, false); n.Own || !n.Chosen {
		t.Errorf("with this computer's as chosen: %+v", n)
	}
	config := filepath.Join(t.TempDir(), "buildkitd.toml")
	for mode, want := range map[string]Network{"host": {Chosen: true}, "bridge": {Own: true, Chosen: true}, "auto": {Own: true}} {
		if err := os.WriteFile(config, []byte("[worker.oci]\nnetworkMode = \""+mode+"\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if n, err := network(Settings{Config: config}, false); err != nil || n.Own != want.Own || n.Chosen != want.Chosen {
			t.Errorf("networkMode %s: %+v, %v", mode, n, err)
		}
	}
}

func TestTheNetworkIsSaidOnceAndAgainWhenItChanges(t *testing.T) {
	s := Settings{StateDir: t.TempDir()}
	missing := Network{Missing: []string{"iptables"}}
	for i, want := range []bool{true, false} {
		if n, err := keepNetwork(s, missing); err != nil || n.New != want {
			t.Errorf("start %d: %+v, %v", i+1, n, err)
		}
	}
	if n := keptNetwork(s); len(n.Missing) != 1 || n.New {
		t.Errorf("who joins is told %+v", n)
	}
	if n, err := keepNetwork(s, Network{Failed: "no"}); err != nil || !n.New {
		t.Errorf("another reason: %+v, %v", n, err)
	}
	if got := said("{\"msg\":\"auto snapshotter\"}\nbuildkitd: no iptables\nmain.x\n\tmain.go:12\n"); got != "no iptables" {
		t.Errorf("the log's end says %q", got)
	}
}

func TestTheNetworkStandsBesideWhatTheUsersFileSays(t *testing.T) {
	install(t, emptyFolders(t))
	config := filepath.Join(t.TempDir(), "buildkitd.toml")
	text := "[worker.oci]\nmax-parallelism = 3\n[registry.\"docker.io\"]\nmirrors = [\"127.0.0.1:5000\"]\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	path, err := networkConfig(Settings{StateDir: t.TempDir(), Config: config})
	if err != nil {
		t.Fatal(err)
	}
	c, err := readConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if oci := c.Workers.OCI; oci.Mode != "cni" || oci.MaxParallelism != 3 || oci.CNIConfigPath == "" || oci.CNIBinaryPath == "" {
		t.Errorf("it says %+v", oci)
	}
	if mirrors := c.Registries["docker.io"].Mirrors; len(mirrors) != 1 {
		t.Errorf("the mirrors are %v", mirrors)
	}
}
