package image

import (
	"context"
	"sync"
)

// Package is the package of the system that brought the file at a path, as dpkg or apk know it; empty when none did, or it can't be read. The
// layers with a database of packages are read once more, when it is first asked.
func (f *Files) Package(ctx context.Context, path string) string {
	owners := f.owners(ctx)
	if name := owners[path]; name != "" {
		return name
	}
	return owners[merged(path)]
}

// owning reads which package each file belongs to, once.
func owning(p *parts, indexes []*index, o Options) func(context.Context) map[string]string {
	var once sync.Once
	owners := map[string]string{}
	return func(ctx context.Context) map[string]string {
		once.Do(func() {
			for i, ix := range indexes {
				manager := databaseIn(ix)
				if manager == "" {
					continue
				}
				db, err := p.packages(ctx, i, o, manager)
				if err != nil {
					return
				}
				for name, files := range db.files {
					for _, at := range files {
						owners[at] = name
					}
				}
			}
		})
		return owners
	}
}
