package bases

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Config is what an image sets for those that start from it.
type Config struct {
	// Known is false when nothing of it is: an image of a private registry, or one of a family that was not looked up.
	Known bool `json:"known"`
	// User is as a Dockerfile would write it, "root" when the image sets none.
	User string `json:"user"`
	// Home is the home folder of that user, and Dir the working directory; both are empty where they are not known.
	Home string `json:"home"`
	Dir  string `json:"dir"`
	// Entrypoint and Cmd are what it starts; nil where it has none or that is not known.
	Entrypoint []string `json:"entrypoint"`
	Cmd        []string `json:"cmd"`
	// OnBuild are the instructions that it runs in the builds that start from it.
	OnBuild []string `json:"onbuild"`
	// Env are the variables that others rely on.
	Env map[string]string `json:"env"`
}

// notKnown stands in the data for a folder that was looked for and not found out.
const notKnown = "?"

// family is one entry of assets/families.json: images that one publisher makes in one way.
type family struct {
	// Name is the family's, empty for images that are only known to set a config; then it is that of the repository.
	Name string `json:"name"`
	// Images are patterns of repositories (path.Match); Also are those of a repository's last part elsewhere, such as in a
	// private registry: such an image has the same runtime, but what it sets is not known.
	Images []string `json:"images"`
	Also   []string `json:"also"`
	// Languages are those of the programs that it runs or builds.
	Languages []string `json:"languages"`
	// Runtime is as Base.Runtime. Product is what its support follows, by its name in assets/products.json.
	Runtime string `json:"runtime"`
	Product string `json:"product"`
	// Version finds the version in "repository:tag" (its groups, joined by dots); empty for the number that the tag begins with.
	// Versions say it by the suite instead. Numbers is of how many parts Base.RuntimeVersion is.
	Version  string            `json:"version"`
	Versions map[string]string `json:"versions"`
	Numbers  int               `json:"numbers"`
	// Branches are the names of tags without a version; the first is meant where a tag says none.
	Branches []string `json:"branches"`
	// Distribution is the product that it is a release of, and Release finds which in "repository:tag".
	Distribution string `json:"distribution"`
	Release      string `json:"release"`
	// Floats is what tags have that name no distribution: they stand on the newest release of one, whichever that is.
	Floats *floats `json:"floats"`
	// Toolchain is the language whose compiler it carries. Full says that tags which are not slim stand on buildpack-deps,
	// with CA certificates and time zones.
	Toolchain string `json:"toolchain"`
	Full      bool   `json:"full"`
	// Certificates says that its slim tags have CA certificates too.
	Certificates bool `json:"ca_certificates"`
	// Flavour is "distroless" for images with certificates, time zones and a user list, and no shell.
	Flavour string `json:"flavour"`
	// Plain says that it is a distribution, or a compiler on one: no program of somebody else's is shipped on it for what it brings.
	Plain   bool   `json:"plain"`
	NonRoot string `json:"nonroot"`
	// Config is what its images set, nil when that is not known; Tags are those that set something else.
	Config *Config  `json:"config"`
	Tags   []tagged `json:"tags"`
	// Variants are the lighter ones that it offers of a version; tags with a word of Without have none.
	Variants []variant `json:"variants"`
	Without  []string  `json:"without"`
	Source   string    `json:"source"`

	version, release *regexp.Regexp
}

// floats is what all releases of a distribution have in common, as in Base.
type floats struct {
	Libc           string `json:"libc"`
	Shell          string `json:"shell"`
	PackageManager string `json:"package_manager"`
	// But are words of tags that stand on another distribution.
	But []string `json:"but"`
}

// tagged is what tags that match a pattern set beside or in place of their family's config.
type tagged struct {
	Match  string `json:"match"`
	Config Config `json:"config"`

	match *regexp.Regexp
}

// leadingNumber is the version that most tags begin with.
var leadingNumber = regexp.MustCompile(`:v?(\d+(?:\.\d+)*)`)

// compile prepares the patterns; those of assets are right, which a test says.
func (f *family) compile() {
	f.version, f.release = leadingNumber, leadingNumber
	if f.Version != "" {
		f.version = regexp.MustCompile(f.Version)
	}
	if f.Release != "" {
		f.release = regexp.MustCompile(f.Release)
	}
	for i, t := range f.Tags {
		f.Tags[i].match = regexp.MustCompile(t.Match)
	}
}

// family is the one that a repository belongs to, nil for none. It is sure when the repository itself is the family's, and not
// only called like it.
func (c *catalogue) family(repo string) (f *family, sure bool) {
	home := homeOf(repo)
	for i := range c.Families {
		f := &c.Families[i]
		if slices.ContainsFunc(f.Images, func(p string) bool { return matches(p, home) }) {
			return f, true
		}
	}
	last := path.Base(repo)
	for i := range c.Families {
		f := &c.Families[i]
		if slices.ContainsFunc(f.Also, func(p string) bool { return matches(p, last) }) {
			return f, false
		}
	}
	return nil, false
}

// homeOf is where the image of a repository comes from: mirrors keep the names of Docker's official images below library/, and
// those of distroless below distroless/.
func homeOf(repo string) string {
	if _, official, ok := strings.Cut(repo, "/library/"); ok {
		return official
	}
	if _, image, ok := strings.Cut(repo, "/distroless/"); ok {
		return "gcr.io/distroless/" + image
	}
	return repo
}

func matches(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// versionOf is the version of what the family is there for, empty where the name does not say it.
func (f *family) versionOf(repo, tag, suite string) string {
	if len(f.Versions) > 0 {
		if v, ok := f.Versions[suite]; ok {
			return v
		}
		return f.Versions[""]
	}
	if v := found(f.version, repo+":"+tag); v != "" || len(f.Branches) == 0 {
		return v
	}
	first, _, _ := strings.Cut(tag, "-")
	if slices.Contains(f.Branches, first) {
		return first
	}
	return f.Branches[0]
}

// found joins what the groups of a pattern match.
func found(pattern *regexp.Regexp, text string) string {
	m := pattern.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return strings.Join(m[1:], ".")
}

// configOf is what the family's images set, for a tag.
func (f *family) configOf(tag string) Config {
	if f.Config == nil {
		return Config{}
	}
	c := *f.Config
	c.Known = true
	for _, t := range f.Tags {
		if t.match.MatchString(tag) {
			c = c.with(t.Config)
		}
	}
	if c.User == "" {
		c.User = "root"
	}
	if c.Home == "" && c.User == "root" {
		c.Home = "/root"
	}
	if c.Dir == "" {
		c.Dir = "/"
	}
	if c.Home == notKnown {
		c.Home = ""
	}
	if c.Dir == notKnown {
		c.Dir = ""
	}
	c.Entrypoint, c.Cmd, c.OnBuild = slices.Clone(c.Entrypoint), slices.Clone(c.Cmd), slices.Clone(c.OnBuild)
	return c
}

// with is a config in which what another one says stands in front.
func (c Config) with(o Config) Config {
	for _, s := range []struct {
		to   *string
		from string
	}{{&c.User, o.User}, {&c.Home, o.Home}, {&c.Dir, o.Dir}} {
		if s.from != "" {
			*s.to = s.from
		}
	}
	for _, s := range []struct {
		to   *[]string
		from []string
	}{{&c.Entrypoint, o.Entrypoint}, {&c.Cmd, o.Cmd}, {&c.OnBuild, o.OnBuild}} {
		if s.from != nil {
			*s.to = s.from
		}
	}
	if o.Env != nil {
		c.Env = o.Env
	}
	return c
}
