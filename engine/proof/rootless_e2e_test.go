//go:build e2e

package proof_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lightship/engine/build"
	"lightship/engine/proof"
)

// rootlessVariable has this test's file prove the project in the folder that it names, and say what came of it.
const rootlessVariable = "LIGHTSHIP_TEST_PROVES"

func TestAnOrdinaryUserProvesRootless(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("it takes root to become an ordinary user with ids of its own")
	}
	home, err := os.MkdirTemp("", "lightship-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	p := place{home}
	from := os.Getenv("LIGHTSHIP_BIN")
	copied := map[string]string{os.Args[0]: "app", subject: "project/subject"}
	for _, name := range []string{"buildkitd", "runc", "rootlesskit", "probe"} {
		copied[filepath.Join(from, name)] = "bin/" + name
	}
	for at, name := range copied {
		text, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		p.write(t, name, string(text))
	}
	p.write(t, "subid", "nobody:100000:65536\n")
	if out, err := exec.Command("chown", "-R", "65534:65534", home).CombinedOutput(); err != nil {
		t.Fatalf("chown: %v: %s", err, out)
	}
	// The bind mounts are in a mount namespace of the child's: this computer's own files stay as they are.
	cmd := exec.Command("/bin/sh", "-c", `mount --bind "$HOME/subid" /etc/subuid && mount --bind "$HOME/subid" /etc/subgid &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups "$HOME/app"`)
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	cmd.Dir = home
	cmd.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + home, rootlessVariable + "=" + home}
	out, err := cmd.CombinedOutput()
	if said := string(out); err != nil || !strings.Contains(said, "job: same, traced true") || !strings.Contains(said, "crash: differs") {
		t.Errorf("%v\n%s", err, said)
	}
}

// proveAsUser proves two programs in the folder and prints what came of it.
func proveAsUser(home string) error {
	other := build.NewEngine(build.Settings{CacheDir: filepath.Join(home, "cache"), BinDir: filepath.Join(home, "bin")})
	defer other.Close()
	image := func(mode, user string) (proof.Image, error) {
		text := fmt.Sprintf("FROM scratch\nCOPY subject /subject\nUSER %s\nENTRYPOINT [\"/subject\", %q]\n", user, mode)
		r, err := other.Build(context.Background(), build.Request{
			Context: filepath.Join(home, "project"), Dockerfile: []byte(text), DockerfileName: "Dockerfile", Tag: mode + user,
		}, nil)
		if err != nil {
			return proof.Image{}, err
		}
		return proof.Of(r)
	}
	before, err := image("job", "0")
	if err != nil {
		return err
	}
	for _, mode := range []string{"job", "crash"} {
		after, err := image(mode, "1000")
		if err != nil {
			return err
		}
		r, err := proof.Prove(context.Background(), other, before, after, proof.Settings{Times: brief()}, nil)
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s, traced %v\n", mode, r.Verdict, r.After.Trace.On)
	}
	return nil
}
