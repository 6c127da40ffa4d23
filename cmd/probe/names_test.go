package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"lightship/engine/proof/record"
)

// resolver asks n by Go's own resolver.
func resolver(t *testing.T, n *names) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		question := make([]byte, 4096)
		for {
			size, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			if answer := n.answer(question[:size]); answer != nil {
				_, _ = conn.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp4", conn.LocalAddr().String())
	}}
}

func TestEachNameGetsAnAddressOfLoopbackAndIsTold(t *testing.T) {
	var said strings.Builder
	n := &names{given: map[string]netip.Addr{}, said: map[record.Name]bool{}, say: json.NewEncoder(&said)}
	r := resolver(t, n)
	for _, c := range []struct{ name, address string }{{"db.internal.", "127.66.0.1"}, {"cache.internal.", "127.66.0.2"}, {"DB.internal.", "127.66.0.1"}} {
		found, err := r.LookupHost(t.Context(), c.name)
		if err != nil || !slices.Equal(found, []string{c.address}) {
			t.Errorf("%s is %v, %v", c.name, found, err)
		}
	}
	_, _, err := r.LookupSRV(t.Context(), "mongodb", "tcp", "cluster.internal.")
	var no *net.DNSError
	if !errors.As(err, &no) || !no.IsNotFound {
		t.Errorf("the service is looked up with %v", err)
	}
	for _, want := range []string{`{"name":"db.internal","type":"A","address":"127.66.0.1"}`, `{"name":"_mongodb._tcp.cluster.internal","type":"SRV"}`} {
		if strings.Count(said.String(), want) != 1 {
			t.Errorf("%s is not said once in %s", want, &said)
		}
	}
}

func TestWhatIsNoQuestionIsNotAnswered(t *testing.T) {
	n := &names{given: map[string]netip.Addr{}, said: map[record.Name]bool{}, say: json.NewEncoder(new(strings.Builder))}
	question := "\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x02db\x00\x00\x01\x00\x01"
	if n.answer([]byte(question)) == nil {
		t.Error("a question is not answered")
	}
	for end := range len(question) {
		if answer := n.answer([]byte(question[:end])); answer != nil {
			t.Errorf("the first %d bytes of it are answered with %q", end, answer)
		}
	}
	for _, text := range []string{"\x00\x01\x81\x80" + question[4:], question[:12] + "\xc0\x0c\x00\x01\x00\x01", question[:12] + "\xff" + question[13:]} {
		if answer := n.answer([]byte(text)); answer != nil {
			t.Errorf("%q is answered with %q", text, answer)
		}
	}
}

func TestTheProbeStandsOnTheStandardLibraryAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"golang.org/x/sys/unix", "lightship/cmd/probe", "lightship/engine/proof/record"}
	got := strings.Fields(string(out))
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("it is made of %v", got)
	}
}
