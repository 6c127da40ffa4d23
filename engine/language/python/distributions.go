package python

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"
)

// distributionFile is the table of what distributions need of the system.
//
//go:embed distributions.json
var distributionFile []byte

// needs is what distributions need of the system, as the table has it.
type needs struct {
	// Names are the distributions, as the package index compares names; "name[extra]" is one that is asked for with an extra.
	Names []string
	// What is a few words on their native code, empty for none. Wheels is "all" for those that come with finished binaries for
	// glibc and musl, "glibc" for glibc alone, empty for those that are built where they are installed. CPP says that it is C++.
	What, Wheels string
	CPP          bool
	// Build and Run are Debian's packages to build and to run them; Suites are those to run them by suite, where the names differ.
	Build, Run []string
	Suites     map[string][]string
	// Programs are those that they start, Brings the distributions that come with them.
	Programs, Brings []string
	// Unless are distributions beside which nothing of this is needed.
	Unless []string
	// Refuse is what they need that no package is known for; one of the packages in Installed brings it.
	Refuse    string
	Installed []string
}

// distributionTable is the file as it is read.
type distributionTable struct {
	Distributions []needs
	// Keepers are the distributions that keep files in the user's home folder or beside the program when they run.
	Keepers []string
}

// table is read once.
var table = sync.OnceValue(func() distributionTable {
	var file distributionTable
	if err := json.Unmarshal(distributionFile, &file); err != nil {
		panic("read distributions.json: " + err.Error())
	}
	return file
})

// keeps says whether a distribution keeps files in the user's home folder or beside the program when it runs.
func keeps(name string) bool { return slices.Contains(table().Keepers, name) }

// allNeeds is the table by each name.
var allNeeds = sync.OnceValue(func() map[string]*needs {
	file := table()
	out := map[string]*needs{}
	for i := range file.Distributions {
		for _, name := range file.Distributions[i].Names {
			out[name] = &file.Distributions[i]
		}
	}
	return out
})

// need is what one distribution of a project needs: by is the one that is asked for and brings it.
type need struct {
	*needs
	name, by string
}

// reach are what distributions need, and those that come with them, in order and each once.
func reach(asked []string) []need {
	var out []need
	seen := map[string]bool{}
	var add func(name, by string)
	add = func(name, by string) {
		known := allNeeds()[name]
		if known == nil || seen[name] {
			return
		}
		seen[name] = true
		if slices.ContainsFunc(known.Unless, func(other string) bool { return slices.Contains(asked, other) }) {
			return
		}
		out = append(out, need{needs: known, name: name, by: by})
		for _, next := range known.Brings {
			add(next, by)
		}
	}
	for _, name := range asked {
		add(name, name)
	}
	return out
}

// packages are Debian's packages to run the distribution on a suite; known is false where the suite's names are not.
func (n *needs) packages(suite string) (names []string, known bool) {
	if len(n.Suites) == 0 {
		return n.Run, true
	}
	names, known = n.Suites[suite]
	return names, known
}
