package project_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/sirupsen/logrus"

	"lightship/engine/project"
	"lightship/engine/project/projecttest"
)

func TestVariablesThatAreNotSetAreNotComplainedOfWhenAProjectIsOpened(t *testing.T) {
	var said bytes.Buffer
	logrus.SetOutput(&said)
	defer logrus.SetOutput(os.Stderr)
	dir := projecttest.Write(t, map[string]string{
		"Dockerfile": "FROM alpine\n",
		"compose.yaml": "include:\n  - ${NOWHERE_SET}more.yaml\nservices:\n  web:\n    image: shop:${NOBODY_SETS_THIS}\n    build:\n      context: .\n" +
			"      args:\n        VERSION: ${NOR_THIS}\n",
		"more.yaml": "services:\n  db:\n    image: postgres:${NOR_THAT}\n",
	})
	p, _, err := project.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, found := p.Build("compose.yaml#web"); !found {
		t.Errorf("the build is not read: %+v, %+v", p.Builds, p.Unread)
	}
	if said.Len() > 0 {
		t.Errorf("it says\n%s", said.String())
	}
}
