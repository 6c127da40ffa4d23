package java

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"lightship/engine/evidence"
	"lightship/engine/language/scan"
	"lightship/engine/project"
)

// readJava reads pom.xml, or else Gradle's files; nil when there is no Java. Sources without any of them are compiled by hand.
func readJava(ctx context.Context, r *project.Files) (*Build, error) {
	var j *Build
	switch {
	case r.Has("pom.xml"):
		j = readMaven(r)
	case r.First("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts") != "":
		j = readGradle(r)
	case r.First("build.xml", "build.sbt", "build.sc", "BUILD", "WORKSPACE", "MODULE.bazel", "package.json", "pyproject.toml", "go.mod", "Cargo.toml") == "":
		j = &Build{Tool: ByHand}
	}
	if j == nil {
		return nil, nil
	}
	l := javaLanguage()
	paths, err := l.Sources(ctx, r)
	if err != nil || j.Tool == ByHand && len(paths) == 0 {
		return nil, err
	}
	found, err := l.Evidence(ctx, r, paths)
	if err != nil {
		return nil, err
	}
	var named evidence.List
	if j.Assets, named, err = scan.Read(ctx, r, append(slices.Clone(paths), javaConfiguration(r)...), isSource); err != nil {
		return nil, err
	}
	j.Needed = slices.Concat(j.Needed, found, settingsOf(r), named)
	return j, j.readSources(ctx, r, paths)
}

// wrapperVersion finds the version in the address that a wrapper fetches its tool from.
var wrapperVersion = regexp.MustCompile(`(?m)^distributionUrl\s*=.*(?:apache-maven|gradle)-([0-9][0-9A-Za-z.-]*?)-(?:bin|all)\.zip`)

// readWrapper reads a wrapper's properties. The script alone can't do anything.
func (j *Build) readWrapper(r *project.Files, script, properties string) {
	if !r.Has(script) || !r.Has(properties) {
		return
	}
	j.Wrapper = true
	if info, found := r.Stat(script); found {
		j.WrapperExecutable = info.Mode()&0o111 != 0
	}
	if text, ok := r.Read(properties); ok {
		if match := wrapperVersion.FindSubmatch(text); match != nil {
			j.WrapperVersion = string(match[1])
		}
	}
}

// javaKnown are artefacts that say what a project is.
func javaKnown() []struct{ prefix, name string } {
	return []struct{ prefix, name string }{
		{"org.springframework.boot:spring-boot-starter", "spring-boot"},
		{"io.quarkus:quarkus-", "quarkus"},
		{"io.micronaut:micronaut-", "micronaut"},
		{"io.helidon.", "helidon"},
		{"io.dropwizard:dropwizard-core", "dropwizard"},
		{"io.javalin:javalin", "javalin"},
		{"io.vertx:vertx-core", "vertx"},
		{"com.sparkjava:spark-core", "spark"},
		{"io.ktor:ktor-server", "ktor"},
	}
}

// javaNative are artefacts with native code, by the beginning of their names. Their libraries stand in the jar and are
// unpacked when the program runs.
func javaNative() []struct {
	prefix string
	native project.Native
} {
	list := func(prefix, what string, musl bool) struct {
		prefix string
		native project.Native
	} {
		return struct {
			prefix string
			native project.Native
		}{prefix, project.Native{What: what, Prebuilt: true, PrebuiltMusl: musl}}
	}
	return []struct {
		prefix string
		native project.Native
	}{
		list("io.netty:netty-tcnative-boringssl-static", "BoringSSL in C", false),
		list("org.rocksdb:rocksdbjni", "RocksDB in C++", true),
		list("org.xerial.snappy:snappy-java", "Snappy in C++", true),
		list("org.xerial:sqlite-jdbc", "SQLite in C", true),
		list("com.github.luben:zstd-jni", "zstd in C", false),
		list("org.bytedeco:", "native libraries for JavaCPP", false),
		list("net.java.dev.jna:jna", "libffi in C", true),
		list("org.lwjgl:lwjgl", "LWJGL in C", false),
		list("org.duckdb:duckdb_jdbc", "DuckDB in C++", false),
		list("com.microsoft.onnxruntime:onnxruntime", "the ONNX runtime in C++", false),
		list("com.microsoft.playwright:playwright", "browsers that it starts", false),
	}
}

// javaFonts are artefacts that draw: they need the fonts and libraries of the system.
func javaFonts() []string {
	return []string{
		"org.apache.poi:poi-ooxml", "net.sf.jasperreports:jasperreports", "org.jfree:jfreechart", "com.openhtmltopdf:",
		"org.apache.xmlgraphics:", "org.apache.pdfbox:pdfbox", "com.github.librepdf:openpdf", "com.google.zxing:javase",
	}
}

// readJavaKnown notes what the dependencies say; at finds where an artefact is asked for.
func (j *Build) readJavaKnown(at func(artifact string) project.Evidence) {
	for _, known := range javaKnown() {
		for _, d := range j.Dependencies {
			if strings.HasPrefix(d.Name, known.prefix) {
				_, artifact, _ := strings.Cut(d.Name, ":")
				e := at(artifact)
				e.Says = "asks for " + d.Name
				version := d.Version
				if known.name == "spring-boot" {
					version = cmp.Or(version, j.SpringBootVersion)
				}
				j.Frameworks = append(j.Frameworks, project.Framework{Name: known.name, Version: version, Evidence: e})
				break
			}
		}
	}
	for _, d := range j.Dependencies {
		_, artifact, _ := strings.Cut(d.Name, ":")
		for _, known := range javaNative() {
			if strings.HasPrefix(d.Name, known.prefix) {
				native := known.native
				native.Name, native.Version, native.Evidence = d.Name, d.Version, at(artifact)
				native.Evidence.Says = "asks for " + d.Name + " (" + native.What + ")"
				j.Native = append(j.Native, native)
			}
		}
		asked := at(artifact)
		j.Needed = append(j.Needed, scan.Driven("java", d.Name, asked.File, asked.Line)...)
		j.Needed = append(j.Needed, scan.Kept("java", d.Name, asked.File, asked.Line)...)
		for _, prefix := range javaFonts() {
			if strings.HasPrefix(d.Name, prefix) {
				e := at(artifact)
				e.Says = d.Name + " draws text, which needs fontconfig and fonts of the system"
				j.Headful = append(j.Headful, e)
			}
		}
	}
}

// javaLanguage says how Java and Kotlin are read. The runtime brings its own CA certificates and time zones.
func javaLanguage() *scan.Language {
	const literal = `\s*"([^"\n]+)"`
	return &scan.Language{
		Suffixes: []string{".java", ".kt"},
		Skip: func(folder string) bool {
			return slices.Contains([]string{"test", "tests", "target", "build", "out", "bin", "node_modules", "integrationTest", "testFixtures"}, folder)
		},
		Test: func(file string) bool {
			return strings.HasSuffix(file, "Test.java") || strings.HasSuffix(file, "Test.kt")
		},
		Comment: "//",
		Given:   true,
		Clues: []scan.Clue{
			scan.NewClue(evidence.Reads, "File", regexp.MustCompile(`\b(?:new )?(?:File|FileReader|FileInputStream)\(`+literal+`\s*\)`), scan.Name),
			scan.NewClue(evidence.Reads, "Path", regexp.MustCompile(`\b(?:Paths\.get|Path\.of)\(`+literal), scan.Name),
			scan.NewClue(evidence.Reads, "file:", regexp.MustCompile(`"file:([^"/$][^"$\n]*)"`), scan.Name),
			scan.NewClue(evidence.Reads, "FileSystemResource", regexp.MustCompile(`\bFileSystemResource\(`+literal), scan.Name),
			scan.NewCall(evidence.Reads, "Files.", regexp.MustCompile(`\bFiles\.(?:readString|readAllBytes|readAllLines|lines|newInputStream|newBufferedReader|walk|list)\(`), 0, scan.Name),
			scan.NewCall(evidence.Reads, "FileReader", regexp.MustCompile(`\bnew (?:FileReader|FileInputStream|RandomAccessFile)\(`), 0, scan.Name),
			scan.NewStart("ProcessBuilder", regexp.MustCompile(`\bProcessBuilder\(`), 0, scan.OneByOne),
			scan.NewStart(".exec(", regexp.MustCompile(`getRuntime\(\)\.exec\(`), 0, scan.Split),
			scan.NewStart(".exec(", regexp.MustCompile(`\b(?:runtime|rt|r)\.exec\(`), 0, scan.Split),
			scan.NewStart("CommandLine", regexp.MustCompile(`\bCommandLine\.parse\(|\bnew CommandLine\(`), 0, scan.Split),
			scan.NewStart("ProcessExecutor", regexp.MustCompile(`\bnew ProcessExecutor\(\)\.command\(|\bnew ProcessExecutor\(`), 0, scan.OneByOne),
			scan.NewStart(".command(", regexp.MustCompile(`\b(?:pb|builder|processBuilder|process)\.command\(`), 0, scan.OneByOne),
			scan.NewCall(evidence.Writes, "Files.", regexp.MustCompile(`\bFiles\.(?:write|writeString|createFile|createDirectory|createDirectories|newOutputStream|newBufferedWriter|delete|deleteIfExists)\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "Files.", regexp.MustCompile(`\bFiles\.(?:move|copy)\(`), 1, scan.Name),
			scan.NewCall(evidence.Writes, "new File", regexp.MustCompile(`\bnew (?:FileWriter|FileOutputStream|PrintWriter)\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, "FileHandler", regexp.MustCompile(`\bnew FileHandler\(`), 0, scan.Name),
			scan.NewCall(evidence.Writes, ".transferTo(", regexp.MustCompile(`\.transferTo\(`), 0, scan.Name),
			scan.NewClue(evidence.Writes, "FSDirectory.open", regexp.MustCompile(`\bFSDirectory\.open\(`), scan.Unknown),
			scan.NewCall(evidence.Writes, "ImageIO.write", regexp.MustCompile(`\bImageIO\.write\(`), 2, scan.Name),
			scan.NewClue(evidence.Writes, "FileUtils.", regexp.MustCompile(`\bFileUtils\.(?:write\w*|copy\w*|move\w*|forceMkdir\w*|openOutputStream)\(`), scan.Unknown),
			scan.NewClue(evidence.Writes, "Text(", regexp.MustCompile(`\b(?:File|Path)\([^)]*\)\.(?:write|append)Text\(`), scan.Unknown),
			scan.NewClue(evidence.Writes, "createNewFile", regexp.MustCompile(`\.createNewFile\(\)`), scan.Unknown),
			scan.NewClue(evidence.Writes, "mkdir", regexp.MustCompile(`\.mkdirs?\(\)`), scan.Unknown),
			scan.NewClue(evidence.Writes, "jdbc:", databaseFile, scan.Name),
			scan.NewClue(evidence.Compiler, "import", regexp.MustCompile(`^import\s+(?:static\s+)?(javax\.tools|com\.sun\.tools|com\.sun\.source|jdk\.jshell)\.`), scan.Name),
			scan.NewClue(evidence.Home, "user.home", regexp.MustCompile(`"user\.home"`), scan.Is),
		},
	}
}

var (
	javaDraws   = regexp.MustCompile(`(?m)^import\s+(?:static\s+)?(java\.awt\.|javax\.swing\.|javax\.imageio\.)\w+`)
	javaTools   = regexp.MustCompile(`(?m)^import\s+(?:static\s+)?(javax\.tools\.|com\.sun\.tools\.|com\.sun\.source\.|jdk\.jshell\.)\w+`)
	javaReflect = regexp.MustCompile(`\b(Class\.forName|ServiceLoader\.load|getDeclaredMethod|Proxy\.newProxyInstance)\(`)
)

// readSources looks for AWT, for tools of the JDK and for reflection.
func (j *Build) readSources(ctx context.Context, r *project.Files, paths []string) error {
	marks := []struct {
		find *regexp.Regexp
		into *[]project.Evidence
		// says is what the mark, its first group, means.
		says string
	}{
		{javaDraws, &j.Headful, "imports %s, which may need fonts and libraries of the system"},
		{javaTools, &j.Tools, "imports %s, a tool of the JDK that a JRE does not have"},
		{javaReflect, &j.Reflection, "calls %s, which jlink's analysis does not follow"},
	}
	for _, file := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		text, err := r.Text(file, scan.MaxSource)
		if err != nil {
			continue
		}
		for _, mark := range marks {
			match := mark.find.FindSubmatchIndex(text)
			if match == nil || len(*mark.into) >= scan.MaxEvidence {
				continue
			}
			name := strings.TrimSuffix(string(text[match[2]:match[3]]), ".")
			*mark.into = append(*mark.into, project.Evidence{File: file, Line: project.LineAt(text, match[0]), Says: fmt.Sprintf(mark.says, name)})
		}
	}
	return nil
}
