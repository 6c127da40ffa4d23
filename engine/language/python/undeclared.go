package python

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// poetrysOwn are modules that installing poetry or pipenv brings, and that a program may have come to use without asking.
const poetrysOwn = "requests|urllib3|certifi|idna|charset_normalizer|packaging|platformdirs|filelock|tomlkit|virtualenv|httpx|anyio|keyring|" +
	"jaraco|msgpack|rapidfuzz|cryptography|cffi|typing_extensions|more_itertools|h11|fastjsonschema|cachecontrol|distlib|dulwich|" +
	"setuptools|pkg_resources"

var importsOwn = regexp.MustCompile(`(?m)^[ \t]*(?:import|from)[ \t]+(` + poetrysOwn + `)\b`)

// undeclared names a module that the sources import and only the manager brings today; empty when there is none. A virtual
// environment does not have it.
func (r *reading) undeclared() string {
	p := Of(r.Project)
	if r.build.managed.place != inSystem {
		return ""
	}
	lock, _ := r.Read(p.LockFile)
	asked := strings.ToLower(strings.ReplaceAll(string(lock), "_", "-"))
	for _, d := range p.Dependencies {
		asked += `"` + distribution(d.Name) + `"`
	}
	return r.undeclaredIn(".", asked, 0)
}

// maxDepth is how deep folders with sources are looked into.
const maxDepth = 6

// undeclaredIn is undeclared for a folder of the build context, where asked has the names of what is installed in quotes.
func (r *reading) undeclaredIn(dir, asked string, depth int) string {
	for _, e := range r.List(dir) {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && depth < maxDepth && !strings.HasPrefix(e.Name(), ".") && !strings.Contains(" tests test node_modules venv env docs ", " "+e.Name()+" "):
			if why := r.undeclaredIn(name, asked, depth+1); why != "" {
				return why
			}
		case !e.IsDir() && path.Ext(name) == ".py":
			source, _ := r.Read(name)
			for _, match := range importsOwn.FindAllSubmatch(source, -1) {
				module := string(match[1])
				wanted := strings.ReplaceAll(strings.Replace(module, "pkg_resources", "setuptools", 1), "_", "-")
				if !strings.Contains(asked, `"`+wanted+`"`) {
					return fmt.Sprintf("%s imports %s, which the project does not ask for: it may be there today because %s brings it",
						name, module, r.build.managed.manager)
				}
			}
		}
	}
	return ""
}
