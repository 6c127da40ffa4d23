package model

import (
	"testing"

	"lightship/engine/dockerfile"
)

func TestWhichNamesAreThoseOfSecrets(t *testing.T) {
	for name, want := range map[string]bool{
		"DB_PASSWORD": true, "NPM_TOKEN": true, "AWS_SECRET_ACCESS_KEY": true, "API_KEY": true, "apikey": true, "GITHUB_PAT": true,
		"SSH_PRIVATE_KEY": true, "CLIENT_SECRET": true, "PASSWD": true,
		"PASSWORD_FILE": false, "JWT_PUBLIC_KEY": false, "TOKEN_URL": false, "KEYBOARD": false, "PATH": false, "COMPAT": false, "KEY": false,
		"TOKENIZERS_PARALLELISM": false, "SECRET_NAME": false,
	} {
		if got := IsSecretName(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestMaskLeavesNoSecretAndAllElse(t *testing.T) {
	f, err := dockerfile.Parse([]byte("ARG MASTER_TOKEN=tok-1\nFROM alpine\nENV A=b DB_PASSWORD=\"hunter 2\" API_KEY=$MASTER_TOKEN\nARG GIT_TOKEN=g1t\n"), dockerfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"psql --user a hunter 2":                  "psql --user a ********",
		"clone https://bot:g1t@example.com/x.git": "clone https://bot:********@example.com/x.git",
		"MASTER_TOKEN=tok-1":                      "MASTER_TOKEN=********",
		"RUN |1 OTHER_SECRET=xyz /bin/sh":         "RUN |1 OTHER_SECRET=******** /bin/sh",
		"export API_KEY=$VALUE":                   "export API_KEY=$VALUE",
		"ghp_abcdefghijklmnopqrstuvwxyz012345":    "********",
		"A=b and nothing else":                    "A=b and nothing else",
	} {
		if got := Mask(f, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := Mask(f, Mask(f, text)); got != want {
			t.Errorf("masked twice: %q", got)
		}
	}
}
