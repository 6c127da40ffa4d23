package recipe

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
)

// format changes when the same recipe would build another image than before.
const format = "1"

// Local is what an image takes from this computer and no recipe says.
type Local struct {
	// HostCA is the digest of the CA bundle.
	HostCA string
	// Tool gives the digest of the program built from a main package's import path.
	Tool func(importPath string) (string, error)
}

// Hash is the hash of everything that the image called title is made from, in hex. It fails when a tool can't be
// had, and with ErrUnknown for a name that no recipe has.
func (s *Set) Hash(title string, l Local) (string, error) {
	r := s.images[title]
	if r == nil {
		return "", fmt.Errorf("%s: %w", title, ErrUnknown)
	}
	h := sha256.New()
	add(h, "image", format, title, string(s.texts[title]))
	if r.From != "" {
		below, err := s.Hash(r.From, l)
		if err != nil {
			return "", err
		}
		add(h, "from", below)
	}
	if r.usesHostCA() {
		add(h, "ca", l.HostCA)
	}
	for _, layer := range r.Layers {
		if layer.Tree != "" {
			add(h, "tree", s.TreeHash(layer.Tree, l))
		}
		if layer.Tool != "" {
			digest, err := l.Tool(layer.Tool)
			if err != nil {
				return "", err
			}
			add(h, "tool", digest)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// TreeHash is the hash of everything that the tree called title is made from, in hex.
func (s *Set) TreeHash(title string, l Local) string {
	h := sha256.New()
	add(h, "tree", format, string(s.texts["tree "+title]))
	if t := s.trees[title]; t != nil && t.usesHostCA() {
		add(h, "ca", l.HostCA)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// add writes the words with their lengths, so that no two lists of words give the same bytes.
func add(h hash.Hash, words ...string) {
	for _, w := range words {
		_, _ = fmt.Fprintf(h, "%d:%s", len(w), w)
	}
}
