package python

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
)

// mediaTypes is Debian's package of /etc/mime.types, which Python's mimetypes reads beside its own table. The full images have it by the
// Python of the distribution, the slim ones have not.
const mediaTypes = "media-types"

// untyped are endings of files for the web that Python's own table lacks in some version that has support (docs.python.org,
// whatsnew: 3.13 and 3.14 add fonts and pictures).
var untyped = []string{".woff", ".woff2", ".ttf", ".otf", ".eot", ".webp", ".avif", ".webmanifest"}

// serves finds what serves files by the types that mimetypes guesses.
var serves = regexp.MustCompile(`\bStaticFiles\(|\bFileResponse\(|\bsend_file\(|\bsend_from_directory\(|\badd_static\(|\bSimpleHTTPRequestHandler\b|\bstatic_folder\b|\bguess_type\(|\bStaticFileHandler\b|\bstatic_file\(`)

// needsTypes is the evidence of files that are served by types which only /etc/mime.types has. all are the files of the build context,
// serving a source that serves files, empty when none does.
func needsTypes(all []string, serving string) evidence.List {
	if serving == "" {
		return nil
	}
	at := slices.IndexFunc(all, func(name string) bool { return slices.Contains(untyped, strings.ToLower(path.Ext(name))) })
	if at < 0 {
		return nil
	}
	return evidence.List{{
		Kind: evidence.Packages, Subject: mediaTypes, Known: true, Source: evidence.Sources, By: "the type of " + path.Base(all[at]), File: serving,
	}}
}
