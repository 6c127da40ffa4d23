package node

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
)

// isConfigured says whether a file of the build context may tell the server of today what the web server would not know: headers,
// other pages, redirects, the types of files. A build copies such files to where it makes its own.
func (r *reading) isConfigured() bool {
	all, err := r.files().All(context.Background())
	return err != nil || slices.ContainsFunc(all, func(name string) bool {
		first, _, _ := strings.Cut(name, "/")
		asIs := first == "public" || first == "static"
		return slices.Contains([]string{"serve.json", "now.json"}, path.Base(name)) || asIs && !hasType(name)
	}) || strings.Contains(r.text("package.json"), `"static"`)
}

// typed are the endings of files whose types the web server knows, or is told, or that no browser asks the type of. Source: the file
// mime.types of nginx 1.28.
const typed = " html htm shtml css xml gif jpeg jpg js atom rss txt png svg svgz tif tiff webp avif ico bmp woff woff2 json doc pdf ps eps ai rtf m3u8 " +
	"kml kmz xls ppt odg odp ods odt pptx xlsx docx wasm 7z rar swf der pem crt xhtml zip bin exe dmg iso img mid midi mp3 ogg m4a 3gp ts mp4 mpeg mpg " +
	"mov webm flv m4v wmv avi eot mjs webmanifest map ttf otf gitkeep gz br "

// hasType says whether a file is sent with its type.
func hasType(name string) bool {
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	return ending == "" || strings.Contains(typed, " "+ending+" ")
}

// config is the server's configuration: the file, the page of that name, else the front-end's own page. nginx does not know the endings
// of modules and of manifests, and says nothing of the character set.
func (s *site) config() string {
	packs := ""
	if s.packs {
		packs = `
    gzip on;
    gzip_vary on;
    gzip_types text/css text/plain text/javascript application/javascript application/json image/svg+xml;`
	}
	return fmt.Sprintf(`COPY <<'EOF' /etc/nginx/conf.d/default.conf
server {
    listen %d;
    root %s;
    charset utf-8;%s
    location / {
        try_files $uri $uri.html $uri/ /index.html;
    }
    location ~ \.(mjs|webmanifest)$ {
        types { text/javascript mjs; application/manifest+json webmanifest; }
        try_files $uri /index.html;
    }
}
EOF`, s.port, webRoot, packs)
}
