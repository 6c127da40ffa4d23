package effects

import (
	_ "embed"
	"strings"
	"sync"

	"lightship/engine/rewrite/model"
)

// installersFile says of scripts that are fetched to be run, by parts of their addresses, in which folder they leave what they bring.
//
//go:embed installers.json
var installersFile []byte

// installers are the folders by the parts of addresses.
var installers = sync.OnceValue(func() map[string]string { return byName(installersFile) })

// installer reads a shell that runs a script which a command before it fetched: through a pipe where file is empty, else from there. It
// is false when the script is not one of those that are known.
func (w *walk) installer(c model.Command, file string) bool {
	for i := len(w.out) - 1; i >= 0; i-- {
		e := w.out[i]
		if e.Kind != Downloads || e.Subject != file || file == "" && (e.Instruction != w.instruction || !e.Known) {
			continue
		}
		for part, folder := range installers() {
			if _, address, told := strings.Cut(e.From, "://"); told && strings.HasPrefix(address, part) {
				w.of(c, Effect{Kind: Writes, Subject: folder, Known: true, Below: true})
				return true
			}
		}
		return false
	}
	return false
}
