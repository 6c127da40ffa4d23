// Package recipe reads the recipes of stand-in base images: what each is called, what it is made from, and the hash
// under which the built image is kept. A hash needs no network, so that images once built serve offline.
package recipe

// Recipe is one stand-in image.
type Recipe struct {
	// Name is the recipe's file name without its ending.
	Name string `toml:"-"`
	// Refs are the references that the image answers to, registry, repository and tag in full.
	Refs []string `toml:"refs"`
	// About says in one sentence what the image is made from; it becomes the stand-in label's value.
	About string `toml:"about"`
	// Real is what the published image weighs, for comparison, as its registry or docker-library's repo-info says.
	Real Weight `toml:"real"`
	// From names the recipe whose layers this one stands on; empty for none.
	From string `toml:"from"`
	// Config is the image's configuration.
	Config Config `toml:"config"`
	// Layers are this recipe's own layers, the lowest first.
	Layers []Layer `toml:"layer"`
	// Ready says that a testbed builds the image before it serves; others are built when they are first asked for.
	Ready bool `toml:"ready"`
	// Variants are images that differ a little from this one and stand on it.
	Variants []Variant `toml:"variant"`
}

// Variant is an image that stands on the recipe it is written in, such as the one with another user.
type Variant struct {
	// Name is put after the recipe's name.
	Name string `toml:"name"`
	// Refs are the references that the image answers to, in full.
	Refs []string `toml:"refs"`
	// Config replaces what it names of the recipe's configuration.
	Config Config `toml:"config"`
	// Layers come on top of the recipe's.
	Layers []Layer `toml:"layer"`
	// Real is what the published image weighs; the recipe's when not given.
	Real Weight `toml:"real"`
}

// Weight is the size of an image in bytes, 0 where it is not known.
type Weight struct {
	// Download is the compressed size, OnDisk the unpacked one, in bytes.
	Download int64 `toml:"download"`
	OnDisk   int64 `toml:"on_disk"`
}

// Config is the part of an image's configuration that a recipe sets.
type Config struct {
	Env        []string          `toml:"env"`
	Entrypoint []string          `toml:"entrypoint"`
	Cmd        []string          `toml:"cmd"`
	User       string            `toml:"user"`
	Workdir    string            `toml:"workdir"`
	Labels     map[string]string `toml:"labels"`
	// Expose are ports as "80/tcp".
	Expose []string `toml:"expose"`
	// StopSignal is the signal that ends the program, empty for the default.
	StopSignal string `toml:"stop_signal"`
}

// over is the configuration with what c names in place of what below has.
func (c Config) over(below Config) Config {
	for _, list := range []struct {
		to   *[]string
		from []string
	}{
		{&below.Env, c.Env},
		{&below.Entrypoint, c.Entrypoint},
		{&below.Cmd, c.Cmd},
		{&below.Expose, c.Expose},
	} {
		if list.from != nil {
			*list.to = list.from
		}
	}
	for _, text := range []struct {
		to   *string
		from string
	}{{&below.User, c.User}, {&below.Workdir, c.Workdir}, {&below.StopSignal, c.StopSignal}} {
		if text.from != "" {
			*text.to = text.from
		}
	}
	if c.Labels != nil {
		below.Labels = c.Labels
	}
	return below
}

// Layer is one layer: content from one source at most (a tree's step, packages, a module, an npm package, a tool), and
// files on top.
type Layer struct {
	// By is the line of history that the layer shows as its creator.
	By string `toml:"by"`

	// Tree and Step name a step of a Debian tree.
	Tree string `toml:"tree"`
	Step string `toml:"step"`

	// Packages are Debian packages of Suite to unpack without running their scripts.
	Packages []string `toml:"packages"`
	Suite    string   `toml:"suite"`
	// StatusD adds the packages' records under var/lib/dpkg/status.d, as images without a package manager have them.
	StatusD bool `toml:"status_d"`
	// Busybox is the path of a busybox in the packages whose applets get links, in BusyboxDir or, when that is empty,
	// where each applet belongs.
	Busybox    string `toml:"busybox"`
	BusyboxDir string `toml:"busybox_dir"`

	// Module is a Go module, path@version, unpacked to To.
	Module string `toml:"module"`
	// NPM is a package of the npm registry, name@version, unpacked to To.
	NPM string `toml:"npm"`
	// Tool is the import path of a main package, built and put at To.
	Tool string `toml:"tool"`
	To   string `toml:"to"`

	// Keep, when not empty, are the only paths taken; Drop are paths left out with all below them.
	Keep []string `toml:"keep"`
	Drop []string `toml:"drop"`
	// DropDocs leaves out usr/share/doc but for the copyright files.
	DropDocs bool `toml:"drop_docs"`
	// Rename gives paths another name.
	Rename map[string]string `toml:"rename"`

	// Files are put on top of the source's content, replacing what has the same path.
	Files []File `toml:"file"`
}

// File is a file, folder or symbolic link written out in a recipe.
type File struct {
	// Path is relative to the image's root.
	Path string `toml:"path"`
	// Text is the content; a newline right after the opening quotes is not part of it.
	Text string `toml:"text"`
	// Append puts Text after what the source has at Path.
	Append bool `toml:"append"`
	// HostCA takes this computer's CA bundle as the content.
	HostCA bool `toml:"host_ca"`
	// Link makes a symbolic link to that path, Dir a folder.
	Link string `toml:"link"`
	Dir  bool   `toml:"dir"`
	// Mode is 0644 for files and 0755 for folders when not given.
	Mode int64 `toml:"mode"`
	UID  int   `toml:"uid"`
	GID  int   `toml:"gid"`
}

// Tree is a Debian system that grows step by step; each step is one layer.
type Tree struct {
	// Name is the tree's file name without its ending.
	Name string `toml:"-"`
	// Suite is the Debian release.
	Suite string `toml:"suite"`
	// Steps are in the order in which they are installed; the first is the minimal system.
	Steps []Step `toml:"step"`
}

// Step is one step of a tree.
type Step struct {
	Name     string   `toml:"name"`
	Packages []string `toml:"packages"`
	// HostCA replaces the CA bundle by this computer's after the packages are installed.
	HostCA bool `toml:"host_ca"`
	// Run is a shell script that is run inside the system after the packages are installed.
	Run string `toml:"run"`
}

// usesHostCA says whether a layer of r puts this computer's CA bundle into the image.
func (r *Recipe) usesHostCA() bool {
	for _, l := range r.Layers {
		for _, f := range l.Files {
			if f.HostCA {
				return true
			}
		}
	}
	return false
}

// usesHostCA says whether a step of t puts this computer's CA bundle into the tree.
func (t *Tree) usesHostCA() bool {
	for _, s := range t.Steps {
		if s.HostCA {
			return true
		}
	}
	return false
}
