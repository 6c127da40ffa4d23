package pattern

import (
	_ "embed"
	"encoding/json"
	"path"
	"slices"
	"strings"
	"sync"

	"lightship/engine/rewrite/effects"
	"lightship/engine/rewrite/model"
)

// fetchedFile are the programs whose releases are fetched as one file that needs nothing, or nothing but a C library.
//
//go:embed fetched.json
var fetchedFile []byte

// fetched is a program that is fetched from where it is released.
type fetched struct {
	// Programs are the names that it is called by, From is what its address has in it, in lower case.
	Programs []string `json:"programs"`
	From     string   `json:"from"`
	// Linked says that it needs the C library, but for files whose address has Static in it.
	Linked bool   `json:"linked"`
	Static string `json:"static"`
	Source string `json:"source"`
}

var fetchedPrograms = sync.OnceValue(func() []fetched {
	var out []fetched
	if err := json.Unmarshal(fetchedFile, &out); err != nil {
		panic("fetched.json: " + err.Error()) // A test reads it.
	}
	return out
})

// known is what is known of a program that an effect fetches, by RUN or ADD; nil where nothing is.
func known(e effects.Effect) *fetched {
	if e.Kind != effects.Downloads || e.Subject == "" || e.Below {
		return nil
	}
	address := addressOf(e)
	for _, f := range fetchedPrograms() {
		if strings.Contains(address, f.From) && slices.Contains(f.Programs, path.Base(e.Subject)) {
			return &f
		}
	}
	return nil
}

// addressOf is the address that an effect fetches from as it is written, in lower case.
func addressOf(e effects.Effect) string {
	if e.Command != nil {
		for _, a := range e.Command.Args {
			if strings.Contains(a.Raw, "://") {
				return strings.ToLower(a.Raw)
			}
		}
	}
	return strings.ToLower(e.From)
}

// needsLibc says whether a program that an effect fetches needs a C library.
func (f *fetched) needsLibc(e effects.Effect) bool {
	return f.Linked && (f.Static == "" || !strings.Contains(addressOf(e), f.Static))
}

// Fetches is the path of the known program that a word starts from a folder of an image and that the stage fetches, such as tini; empty
// for none. It is carried where it stands outside of what is copied whole.
func Fetches(s *model.Stage, dir, word string) string {
	for _, e := range effects.OfKind(s, effects.Downloads) {
		at := e.Subject == model.Resolve(dir, word)
		if !strings.Contains(word, "/") {
			at = path.Base(e.Subject) == word && slices.Contains(append([]string{"/usr/local/bin", "/usr/local/sbin"}, programFolders...), path.Dir(e.Subject))
		}
		if at && !e.Conditional && known(e) != nil && !removedLater(s, e) {
			return e.Subject
		}
	}
	return ""
}

// leavesNothing says whether what an effect fetches goes into a pipe, or is taken away again.
func leavesNothing(s *model.Stage, e effects.Effect) bool {
	return e.Subject == "" || !e.Below && removedLater(s, e)
}

// removedLater says whether a command behind an effect takes away what that made, in any case.
func removedLater(s *model.Stage, e effects.Effect) bool {
	return slices.ContainsFunc(effects.OfKind(s, effects.Removes), func(o effects.Effect) bool {
		later := o.Instruction > e.Instruction || o.Instruction == e.Instruction && o.At > e.At
		return later && o.Known && !o.Below && !o.Conditional && effects.Inside(e.Subject, o.Subject)
	})
}
