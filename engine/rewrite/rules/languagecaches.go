package rules

import (
	"bytes"
	"path"
	"strings"

	"lightship/engine/rewrite/model"
)

// languageManagers are the package managers of languages.
func languageManagers() []manager {
	return []manager{pip(), npm(), yarn(), pnpm(), cargo(), maven(), gradle(), composer(), gem()}
}

// folder returns a function for a cache whose place an environment variable can set: the variable's value, else a
// folder below HOME.
func folder(variable, belowHome string) func(*model.Model, model.Command) ([]string, string) {
	return func(_ *model.Model, c model.Command) ([]string, string) {
		at := c.Env.Value(variable)
		if at == "" {
			at = path.Join(c.Env.Value("HOME"), belowHome)
		}
		return []string{at}, ""
	}
}

func pip() manager {
	place := folder("PIP_CACHE_DIR", ".cache/pip")
	return manager{
		name: "pip", also: []string{"DL3042"}, unflag: []string{"--no-cache-dir"},
		fills: func(c model.Command) bool {
			args, ok := isPip(c)
			return ok && has("install wheel download", c.Arg(args))
		},
		folders: func(m *model.Model, c model.Command) ([]string, string) {
			if off := c.Env.Value("PIP_NO_CACHE_DIR"); off != "" {
				return nil, "PIP_NO_CACHE_DIR turns pip's cache off"
			}
			if hasFlag(c, "--cache-dir") {
				return nil, "--cache-dir puts the cache elsewhere"
			}
			return place(m, c)
		},
		cleans: func(c model.Command) bool {
			args, ok := isPip(c)
			return ok && c.Arg(args) == "cache" && c.Arg(args+1) == "purge" || removes(c, "/root/.cache/pip", "/root/.cache")
		},
	}
}

func npm() manager {
	place := folder("npm_config_cache", ".npm")
	return manager{
		name: "npm", offline: []string{"--offline"},
		fills: func(c model.Command) bool {
			return c.Name() == "npm" && has("ci install i add install-clean clean-install", subcommand(c))
		},
		folders: func(m *model.Model, c model.Command) ([]string, string) {
			if c.Env.Value("NPM_CONFIG_CACHE") != "" || hasFlag(c, "--cache") {
				return nil, "npm's cache is put elsewhere"
			}
			return place(m, c)
		},
		cleans: func(c model.Command) bool {
			return c.Name() == "npm" && c.Arg(1) == "cache" && has("clean clear rm", c.Arg(2)) || removes(c, "/root/.npm")
		},
	}
}

func yarn() manager {
	return manager{
		name: "yarn", also: []string{"DL3060"}, offline: []string{"--offline"},
		fills: func(c model.Command) bool {
			return c.Name() == "yarn" && (len(c.Args) == 1 || isFlag(c.Args[1]) || has("install add", c.Arg(1)))
		},
		folders: func(m *model.Model, c model.Command) ([]string, string) {
			if isBerry(m) {
				return nil, "this is Yarn 2 or later, which may run the program from its cache (Plug'n'Play)"
			}
			if _, ok := m.Stat("package.json"); !ok {
				return nil, "there is no package.json at the root of the build context, so Yarn's version is not known"
			}
			if at := c.Env.Value("YARN_CACHE_FOLDER"); at != "" {
				return []string{at}, ""
			}
			// Yarn 1 takes /usr/local/share for root's home.
			return []string{"/usr/local/share/.cache/yarn"}, ""
		},
		cleans: func(c model.Command) bool {
			return c.Name() == "yarn" && c.Arg(1) == "cache" && c.Arg(2) == "clean"
		},
	}
}

func pnpm() manager {
	return manager{
		name: "pnpm", offline: []string{"--offline"},
		fills: func(c model.Command) bool {
			return c.Name() == "pnpm" && has("install i add fetch", subcommand(c))
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			if hasFlag(c, "--store-dir") || c.Env.Value("npm_config_store_dir") != "" {
				return nil, "pnpm's store is put elsewhere"
			}
			if home := c.Env.Value("PNPM_HOME"); home != "" {
				return []string{path.Join(home, "store")}, ""
			}
			return []string{path.Join(c.Env.Value("HOME"), ".local/share/pnpm/store")}, ""
		},
		cleans: func(c model.Command) bool {
			return c.Name() == "pnpm" && c.Arg(1) == "store" && c.Arg(2) == "prune"
		},
	}
}

func cargo() manager {
	return manager{
		name: "cargo", offline: []string{"--offline", "--frozen"}, runs: "cargo",
		fills: func(c model.Command) bool {
			return c.Name() == "cargo" && has("build b install fetch test check clippy run chef leptos", strings.TrimPrefix(subcommand(c), "+"))
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			home := c.Env.Value("CARGO_HOME")
			if home == "" {
				home = path.Join(c.Env.Value("HOME"), ".cargo")
			}
			return []string{path.Join(home, "registry"), path.Join(home, "git/db")}, ""
		},
	}
}

func maven() manager {
	return manager{
		name: "maven", offline: []string{"-o", "--offline"}, runs: "mvn mvnw",
		fills: func(c model.Command) bool {
			return has("mvn mvnw", c.Name()) && subcommand(c) != ""
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			for _, w := range c.Args {
				if strings.Contains(w.Raw, "maven.repo.local") {
					return nil, "-Dmaven.repo.local puts the repository elsewhere"
				}
			}
			if strings.Contains(c.Env.Value("MAVEN_OPTS")+c.Env.Value("MAVEN_ARGS"), "maven.repo.local") {
				return nil, "MAVEN_OPTS puts the repository elsewhere"
			}
			return []string{path.Join(c.Env.Value("HOME"), ".m2/repository")}, ""
		},
		cleans: func(c model.Command) bool { return removes(c, "/root/.m2") },
	}
}

func gradle() manager {
	return manager{
		name: "gradle", offline: []string{"--offline"}, runs: "gradle gradlew", locked: true,
		fills: func(c model.Command) bool {
			return has("gradle gradlew", c.Name()) && subcommand(c) != ""
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			if hasFlag(c, "-g", "--gradle-user-home") {
				return nil, "-g puts Gradle's home elsewhere"
			}
			home := c.Env.Value("GRADLE_USER_HOME")
			if home == "" {
				home = path.Join(c.Env.Value("HOME"), ".gradle")
			}
			out := []string{path.Join(home, "caches")}
			if c.Name() == "gradlew" {
				out = append(out, path.Join(home, "wrapper"))
			}
			return out, ""
		},
		cleans: func(c model.Command) bool { return removes(c, "/root/.gradle") },
	}
}

func composer() manager {
	return manager{
		name: "composer",
		fills: func(c model.Command) bool {
			return has("composer composer.phar", c.Name()) && has("install update require create-project", subcommand(c))
		},
		folders: func(_ *model.Model, c model.Command) ([]string, string) {
			switch {
			case hasFlag(c, "--no-cache"):
				return nil, "--no-cache turns Composer's cache off"
			case c.Env.Value("COMPOSER_CACHE_DIR") != "":
				return []string{c.Env.Value("COMPOSER_CACHE_DIR")}, ""
			case c.Env.Value("COMPOSER_HOME") != "":
				return []string{path.Join(c.Env.Value("COMPOSER_HOME"), "cache")}, ""
			}
			return nil, "where Composer's cache is depends on the image; set COMPOSER_CACHE_DIR to tell"
		},
		cleans: func(c model.Command) bool {
			return has("composer composer.phar", c.Name()) && has("clear-cache clearcache cc", subcommand(c))
		},
	}
}

func gem() manager {
	return manager{
		name: "gem",
		fills: func(c model.Command) bool {
			return has("bundle bundler", c.Name()) && has("install update", subcommand(c)) || c.Name() == "gem" && c.Arg(1) == "install"
		},
		folders: func(m *model.Model, c model.Command) ([]string, string) {
			switch {
			case movesBundle(m):
				return nil, "bundle config puts the gems elsewhere"
			case c.Env.Value("BUNDLE_PATH") != "" && c.Env.Value("BUNDLE_PATH") != c.Env.Value("GEM_HOME"):
				return nil, "BUNDLE_PATH puts the gems elsewhere"
			case hasFlag(c, "--path", "--deployment", "--install-dir", "-i"):
				return nil, "a flag puts the gems elsewhere"
			case c.Env.Value("GEM_HOME") == "":
				return nil, "where the gems are depends on the image; set GEM_HOME to tell"
			}
			return []string{path.Join(c.Env.Value("GEM_HOME"), "cache")}, ""
		},
		cleans: func(c model.Command) bool {
			if c.Env.Value("GEM_HOME") == "" {
				return false
			}
			return removes(c, path.Join(c.Env.Value("GEM_HOME"), "cache"))
		},
	}
}

// movesBundle says whether a bundle config puts the gems into another folder.
func movesBundle(m *model.Model) bool {
	for _, r := range runs(m) {
		for _, c := range r.Commands {
			if !has("bundle bundler", c.Name()) || c.Arg(1) != "config" {
				continue
			}
			for _, w := range c.Args[2:] {
				if has("path deployment", w.Text) {
					return true
				}
			}
		}
	}
	return false
}

// isBerry says whether a project uses Yarn 2 or later: by its settings, its lock file, or the version that package.json asks
// corepack for.
func isBerry(m *model.Model) bool {
	_, settings := m.Stat(".yarnrc.yml")
	_, folder := m.Stat(".yarn")
	lock, _ := m.Read("yarn.lock")
	manifest, _ := m.Read("package.json")
	asked := bytes.Contains(manifest, []byte(`"yarn@`)) && !bytes.Contains(manifest, []byte(`"yarn@1.`))
	return settings || folder || asked || bytes.Contains(lock, []byte("__metadata:"))
}
