package session

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"lightship/engine/secret"
)

func TestAProblemAndTheLogSayNoSecret(t *testing.T) {
	m := &secret.Masker{}
	m.Learn("FROM x\nENV DB_PASSWORD hunter2hunter2\n")
	p := newProblem(BuildFailed, "A step failed", "tool hunter2hunter2 \x1b[2J failed", "Look.")
	if masked := maskedProblem(p, m); masked.Detail != `tool ******** \u001b[2J failed` || masked.Title != p.Title || masked.Next != p.Next {
		t.Errorf("the problem is %+v", masked)
	}
	if p := newProblem(BuildFailed, "A step failed", "of another kind", ""); maskedProblem(p, m) != p || maskedProblem(nil, m) != nil {
		t.Error("a problem without a secret is another one now")
	}
	var out bytes.Buffer
	log := logrus.New()
	log.SetOutput(&out)
	maskLog(log, m)
	log.WithError(errors.New("tool hunter2hunter2")).WithField("token", "abcdefgh12").Warn("login with hunter2hunter2")
	if text := out.String(); strings.Contains(text, "hunter2") || strings.Contains(text, "abcdefgh12") || strings.Count(text, secret.Masked) != 3 {
		t.Errorf("the log says %q", text)
	}
}

func TestWhatEnvFilesGiveIsMaskedFromOpeningOn(t *testing.T) {
	dir := writeProject(t, map[string]string{"Dockerfile": "FROM alpine:3.20\n", ".env": "API_TOKEN=plainwords7\n"})
	s := start(t)
	s.Open(dir)
	idle(t, s)
	if text := s.Secrets().MaskSure("it printed plainwords7"); strings.Contains(text, "plainwords7") {
		t.Errorf("it leaves as %q", text)
	}
}
