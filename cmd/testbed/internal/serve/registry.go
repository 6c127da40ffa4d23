// Package serve answers the registry protocol, read-only, for the images of a store, and tells BuildKit and scripts
// where it does.
package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"lightship/cmd/testbed/internal/store"
)

// Registry serves images under the hosts that they are published on. A mirror is asked for repository and tag, and for
// the host in the parameter "ns"; without it any host's image of that name is served.
type Registry struct {
	blobs *store.Store
	// refs are "host/repository:tag".
	refs  []string
	index Index
}

// Index gives the digest of the image index for a full reference, after the image was built if need be.
type Index func(ctx context.Context, ref string) (v1.Hash, error)

// NewRegistry serves the images of s that refs names in full. It asks index for them, which may take its time.
func NewRegistry(s *store.Store, refs []string, index Index) *Registry {
	return &Registry{blobs: s, refs: refs, index: index}
}

// ServeHTTP answers GET and HEAD of manifests and blobs.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set("Docker-Distribution-Api-Version", "registry/2.0")
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		refuse(w, http.StatusMethodNotAllowed, "UNSUPPORTED", "this registry is read-only")
		return
	}
	rest, ok := strings.CutPrefix(req.URL.Path, "/v2/")
	if !ok {
		refuse(w, http.StatusNotFound, "UNSUPPORTED", "no such page")
		return
	}
	if rest == "" {
		return
	}
	if repository, ref, ok := cutLast(rest, "/manifests/"); ok {
		r.manifest(w, req, repository, ref)
		return
	}
	if _, digest, ok := cutLast(rest, "/blobs/"); ok {
		r.blob(w, req, digest, "application/octet-stream")
		return
	}
	refuse(w, http.StatusNotFound, "UNSUPPORTED", "no such page")
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+len(sep):], true
}

func (r *Registry) manifest(w http.ResponseWriter, req *http.Request, repository, ref string) {
	digest := ref
	if !strings.Contains(ref, ":") {
		full, ok := r.resolve(req.URL.Query().Get("ns"), repository+":"+ref)
		if !ok {
			refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "the testbed has no "+repository+":"+ref)
			return
		}
		h, err := r.index(req.Context(), full)
		if err != nil {
			refuse(w, http.StatusInternalServerError, "UNKNOWN", "the testbed could not build "+full+": "+err.Error())
			return
		}
		digest = h.String()
	}
	h, err := v1.NewHash(digest)
	if err != nil || !r.blobs.Has(h) {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", "the testbed has no "+repository+"@"+digest)
		return
	}
	text, err := os.ReadFile(r.blobs.BlobPath(h))
	var kind struct {
		MediaType string `json:"mediaType"`
	}
	if err != nil || json.Unmarshal(text, &kind) != nil || kind.MediaType == "" {
		refuse(w, http.StatusNotFound, "MANIFEST_UNKNOWN", digest+" is not a manifest")
		return
	}
	r.blob(w, req, digest, kind.MediaType)
}

// resolve is the full reference of what a client calls rest on host, or on any host when that is empty.
func (r *Registry) resolve(host, rest string) (full string, ok bool) {
	if host != "" {
		full = host + "/" + rest
		return full, slices.Contains(r.refs, full)
	}
	for _, full := range r.refs {
		if _, name, _ := strings.Cut(full, "/"); name == rest {
			return full, true
		}
	}
	return "", false
}

func (r *Registry) blob(w http.ResponseWriter, req *http.Request, digest, mediaType string) {
	h, err := v1.NewHash(digest)
	if err != nil {
		refuse(w, http.StatusBadRequest, "DIGEST_INVALID", "not a digest: "+digest)
		return
	}
	if !r.blobs.Has(h) {
		refuse(w, http.StatusNotFound, "BLOB_UNKNOWN", "the testbed has no blob "+digest)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Docker-Content-Digest", digest)
	http.ServeFile(w, req, r.blobs.BlobPath(h))
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	type problem struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string][]problem{"errors": {{code, message}}})
}
