package gui

import (
	"testing"
	"time"

	"lightship/engine/foreign/foreigntest"
)

func TestTheWindowOpensAFolderOfAllThatIsHostileAndCancelsThat(t *testing.T) {
	if testing.Short() {
		t.Skip("what it takes is measured, which says nothing under the race detector")
	}
	dir := foreigntest.Hostile(t)
	m := newMonkey(t, 1, fakedWorld())
	foreigntest.Watch(t, "cancelling it in the window", func() {
		m.session.Open(dir)
		m.session.Cancel()
		m.settle()
	})
	foreigntest.WatchFor(t, 5*time.Second, 1<<30, "opening it in the window", func() {
		m.session.Open(dir)
		if n := m.settle(); n.Project == nil || n.Before == nil || n.Before.File == nil {
			t.Errorf("it is not shown: %+v", n.Problem)
		}
		for _, id := range []pageID{pageOverview, pageStages, pageBases, pageChanges, pageBuild, pageResults} {
			m.shell.show(id)
			m.drain()
		}
	})
}
