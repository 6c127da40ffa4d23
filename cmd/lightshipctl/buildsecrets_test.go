package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABuildSecretComesFromAFileOrTheEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("of-the-file"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LIGHTSHIP_TEST_TOKEN", "of-the-environment")
	b := buildSecrets{given: []string{"id=a,src=" + file, "type=env,id=b,env=LIGHTSHIP_TEST_TOKEN", "id=LIGHTSHIP_TEST_TOKEN", "id=" + file}}
	got, err := b.values()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"a": "of-the-file", "b": "of-the-environment", "LIGHTSHIP_TEST_TOKEN": "of-the-environment", file: "of-the-file"} {
		if string(got[id]) != want {
			t.Errorf("%s is %q", id, got[id])
		}
	}
}

func TestABuildSecretThatCannotBeReadSaysWhatToWrite(t *testing.T) {
	for _, text := range []string{"", "src=/x", "id=a,env=LIGHTSHIP_TEST_NOT_SET", "id=a,src=/dev/zero", "id=a,kind=b", "id=a,type=ssh", "id=a,src=/does/not/exist"} {
		_, err := (&buildSecrets{given: []string{text}}).values()
		if err == nil || !strings.Contains(err.Error(), "--secret id=ID,src=FILE") {
			t.Errorf("%q gives %v", text, err)
		}
	}
	if _, notes, code := call(t, "optimize", t.TempDir(), "--secret", "id=a,src=/does/not/exist"); code != 2 || !strings.Contains(notes, "--secret") {
		t.Errorf("optimize ends with %d: %s", code, notes)
	}
}
