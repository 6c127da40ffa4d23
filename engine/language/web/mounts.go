package web

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lightship/engine/project"
)

// mounts says why what a service or a container mounts may need today's base; empty when nothing does.
func (r *reading) mounts() string {
	for _, st := range r.final.Starts {
		for _, v := range st.From.Volumes {
			if isServed(v.Target) || !strings.HasPrefix(v.Target, "/etc/nginx") && !strings.HasPrefix(v.Target, "/docker-entrypoint") {
				continue
			}
			text, ok := r.mounted(v)
			switch {
			case v.Target != mainConfig || !ok:
				return st.Who() + " mounts " + v.Target + ", which may need what the base has today"
			case asksForMore(text):
				return st.Who() + " mounts a configuration that loads modules or names a user, which other bases may lack"
			}
		}
	}
	return ""
}

// isServed says whether a path is one of the folders that nginx only reads.
func isServed(at string) bool {
	return slices.ContainsFunc(served, func(dir string) bool { return strings.HasPrefix(at+"/", dir) })
}

// mounted is the text of a file of the project that is mounted; ok is false for any other.
func (r *reading) mounted(v project.Volume) (text string, ok bool) {
	if v.Bind == "" || !filepath.IsLocal(filepath.FromSlash(v.Bind)) {
		return "", false
	}
	root, err := os.OpenRoot(r.Project.Root)
	if err != nil {
		return "", false
	}
	defer root.Close()
	if info, err := root.Stat(filepath.FromSlash(v.Bind)); err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return "", false
	}
	read, err := root.ReadFile(filepath.FromSlash(v.Bind))
	return string(read), err == nil
}
