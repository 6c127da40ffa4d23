package project

// DeclaredBy is what names a way to build.
type DeclaredBy string

// A build is found as a Dockerfile alone, or declared by a compose or a bake file.
const (
	Found   DeclaredBy = "dockerfile"
	Compose DeclaredBy = "compose"
	Bake    DeclaredBy = "bake"

	// skaffold says which Dockerfile an image is built by; it is no way to build that can be chosen.
	skaffold DeclaredBy = "skaffold"
)

// Build is one way to build one of the project's Dockerfiles.
type Build struct {
	// ID tells it from the others: the Dockerfile's path, or "compose.yaml#api" for what a file declares.
	ID string `json:"id,omitempty"`
	// By is what names it; Name is the compose service or the bake target, empty for a Dockerfile alone.
	By   DeclaredBy `json:"by,omitempty"`
	Name string     `json:"name,omitempty"`
	// Dockerfile is relative to the project's Root, with slashes; it may begin with "..". Empty with Inline.
	Dockerfile string `json:"dockerfile,omitempty"`
	// Inline is the Dockerfile's text when it stands in the compose or bake file itself.
	Inline string `json:"inline,omitempty"`
	// Context is the build context's folder relative to Root, with slashes, "." for Root itself; it may begin with "..".
	Context string `json:"context,omitempty"`
	// Target is the stage to build, empty for the last.
	Target string `json:"target,omitempty"`
	// Args are the build arguments.
	Args map[string]string `json:"args,omitempty"`
	// Contexts are the named contexts: folders relative to Root with slashes, or "docker-image://..." and the like.
	Contexts map[string]string `json:"contexts,omitempty"`
	// Platforms are such as "linux/arm64", as declared.
	Platforms []string `json:"platforms,omitempty"`
	// Images are the names that the image gets: compose's image and tags, bake's tags.
	Images []string `json:"images,omitempty"`
	// Profiles are the compose profiles that the service belongs to.
	Profiles []string `json:"profiles,omitempty"`
	// Declared is where it is declared.
	Declared Evidence `json:"declared"`
	// Problem is why it can't be built from here, such as a context on another machine; empty when it can.
	Problem string `json:"problem,omitempty"`
}
