package save

import "testing"

func TestABackupIsKnownByItsName(t *testing.T) {
	for path, want := range map[string]bool{
		"Dockerfile.bak": true, "Dockerfile.2.bak": true, "Dockerfile.17.bak": true, ".dockerignore.bak": true, "Dockerfile.dockerignore.3.bak": true,
		"Dockerfile": false, "Dockerfile.0.bak": false, "Dockerfile.1.bak": false, "Dockerfile.02.bak": false, "Dockerfile.-2.bak": false, "Dockerfile.dev.bak": false,
		"Dockerfile.bak.bak": false, "src/Dockerfile.bak": false, "nginx.conf.bak": false,
	} {
		if got := BackupsInContext("", []byte("FROM alpine\nCOPY . .\n"))(path); got != want {
			t.Errorf("%s: %t, want %t", path, got, want)
		}
	}
	if BackupsInContext("Dockerfile", []byte("FROM alpine\nCOPY Dockerfile.bak /\n"))("Dockerfile.bak") {
		t.Error("what a Dockerfile copies is taken for a backup")
	}
	if is := BackupsInContext("deploy/api.Dockerfile", nil); !is("deploy/api.Dockerfile.bak") || is("Dockerfile.bak") {
		t.Error("a Dockerfile with a name of its own")
	}
}
