package python

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"lightship/engine/evidence"
)

// writer says which argument of a call is a path that is written: its place, and the names it may be given with.
type writer struct {
	argument int
	names    []string
	// mode is the place of the argument by which a file is only written with "w", "a", "x" or "+"; 0 for none.
	mode int
	// on says that the path is what the call is made of: Path("x").mkdir().
	on bool
	// beside says that where no path is given the file comes to the working directory.
	beside bool
	// sure says that it counts only where the path is known: what is removed was made before, and that is seen there.
	sure bool
}

// writers are the calls that write a path, each list of names with how they do.
var writers = []struct {
	names []string
	how   writer
}{
	{[]string{"open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open", "aiofiles.open", "zipfile.ZipFile", "tarfile.open", "h5py.File"}, writer{names: []string{"file", "filename", "name"}, mode: 1}},
	{[]string{".open"}, writer{on: true, mode: -1}},
	{[]string{"os.remove", "os.unlink", "os.rmdir", "os.removedirs", "shutil.rmtree", "os.truncate", "os.utime"}, writer{names: []string{"path"}, sure: true}},
	{[]string{".unlink", ".rmdir"}, writer{on: true, sure: true}},
	{[]string{"tempfile.mkdtemp", "tempfile.mkstemp", "tempfile.TemporaryDirectory", "tempfile.NamedTemporaryFile", "tempfile.TemporaryFile", "tempfile.SpooledTemporaryFile"}, writer{argument: -1, names: []string{"dir"}}},
	{[]string{"os.open", "shutil.make_archive", "fileinput.input", "os.mkfifo"}, writer{names: []string{"path", "base_name", "files"}}},
	{[]string{"lmdb.open", "plyvel.DB", "rocksdb.DB", "rocksdict.Rdict", "whoosh.index.create_in", "whoosh.index.open_dir", "joblib.Memory", "unqlite.UnQLite", "torch.utils.tensorboard.SummaryWriter", "tensorboardX.SummaryWriter", "lancedb.connect", "leveldb.LevelDB", "vedis.Vedis", "ZODB.FileStorage.FileStorage"}, writer{names: []string{"path", "name", "dirname", "location", "log_dir", "uri"}}},
	{[]string{"wget.download", "gdown.download", "gdown.download_folder"}, writer{argument: 1, names: []string{"out", "output"}, beside: true}},
	{[]string{"os.makedirs", "os.mkdir", "os.mknod", "aiofiles.os.makedirs", "aiofiles.os.mkdir"}, writer{names: []string{"name", "path"}}},
	{[]string{".mkdir", ".write_text", ".write_bytes", ".touch"}, writer{on: true}},
	{[]string{"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move", "shutil.unpack_archive", "os.rename", "os.replace", "os.symlink", "os.link", "urllib.request.urlretrieve"}, writer{argument: 1, names: []string{"dst", "extract_dir", "filename"}}},
	{[]string{"sqlite3.connect", "aiosqlite.connect", "duckdb.connect", "sqlite_utils.Database", "tinydb.TinyDB", "shelve.open", "dbm.open", "diskcache.Cache", "persistqueue.Queue", "peewee.SqliteDatabase", "playhouse.sqlite_ext.SqliteExtDatabase"}, writer{names: []string{"database", "filename", "path", "directory"}}},
	{[]string{"logging.FileHandler", "logging.handlers.RotatingFileHandler", "logging.handlers.TimedRotatingFileHandler", "logging.handlers.WatchedFileHandler"}, writer{names: []string{"filename"}}},
	{[]string{"logging.basicConfig"}, writer{argument: -1, names: []string{"filename"}}},
	{[]string{"loguru.logger.add", "cv2.imwrite", "numpy.save", "numpy.savez", "numpy.savetxt", "tensorflow.keras.models.save_model"}, writer{names: []string{"sink", "filename", "file"}}},
	{[]string{"torch.save", "joblib.dump", "faiss.write_index"}, writer{argument: 1, names: []string{"f", "filename"}}},
	{[]string{"chromadb.PersistentClient", "langchain_chroma.Chroma", "langchain_community.vectorstores.Chroma"}, writer{argument: -1, names: []string{"path", "persist_directory"}}},
	{[]string{".save", ".savefig", ".to_csv", ".to_json", ".to_excel", ".to_parquet", ".to_feather", ".to_pickle", ".save_pretrained", ".extractall", ".save_model", ".imsave", ".writelines_to", ".download_file"}, writer{names: []string{"path", "path_or_buf", "fname"}}},
}

// writerOf is the path that a call writes, by the call's name.
func writerOf(name string) (how writer, found bool) {
	how, found = writerByName()[name]
	return how, found
}

// writerByName are the writers by the name of each call.
var writerByName = sync.OnceValue(func() map[string]writer {
	out := map[string]writer{}
	for _, w := range writers {
		for _, name := range w.names {
			out[name] = w.how
		}
	}
	return out
})

// homes are calls that keep what they download, or look for settings, in the user's home folder.
const homes = " os.path.expanduser .expanduser pathlib.Path.home Path.home .from_pretrained nltk.download torch.hub.load " +
	"sentence_transformers.SentenceTransformer whisper.load_model platformdirs.user_data_dir platformdirs.user_config_dir platformdirs.user_cache_dir " +
	"appdirs.user_data_dir transformers.pipeline huggingface_hub.snapshot_download huggingface_hub.hf_hub_download easyocr.Reader "

// written is the evidence of what a source writes, and of whether it uses its user's home folder.
func (s *source) written() evidence.List {
	var out evidence.List
	wanted := func(name string) bool {
		_, found := writerOf(name)
		return found || strings.Contains(homes, " "+name+" ")
	}
	for _, c := range s.calls(wanted) {
		how, writes := writerOf(c.name)
		if !writes {
			out = append(out, s.found(c.line, c.name, evidence.Home, "", true))
			continue
		}
		if how.mode == 0 || c.opensToWrite(how.mode) {
			if e, found := s.writes(c, how); found && (e.Known || !how.sure) {
				out = append(out, e)
			}
		}
	}
	return append(out, s.databases()...)
}

// opensToWrite says whether a file is opened with a mode that is not only for reading. One that can't be told counts as such.
func (c call) opensToWrite(place int) bool {
	mode, given := c.arg(max(place, 0), "mode")
	if !given {
		return false
	}
	text, _ := textOf(mode)
	return text == "" || strings.ContainsAny(text, "wax+")
}

// writes is the evidence of the path that a call writes; found is false when it is given none.
func (s *source) writes(c call, how writer) (e evidence.Evidence, found bool) {
	argument, given := c.arg(how.argument, how.names...)
	if how.on {
		argument, given = c.on, true
		if at := strings.LastIndexAny(argument, "=,:"); at >= 0 && !strings.Contains(argument, "://") {
			argument = argument[at+1:]
		}
	}
	if !given && how.beside {
		return s.found(c.line, c.name, evidence.Writes, "", false), true
	}
	if !given || argument == "None" || argument == "sys.stdout" || argument == "sys.stderr" || s.inMemory(argument) {
		return e, false
	}
	subject, known := s.values.Evaluate(strings.TrimSpace(argument))
	return s.found(c.line, c.name, evidence.Writes, subject, known), true
}

// inMemory says whether an argument is a buffer in memory.
func (s *source) inMemory(argument string) bool {
	buffer := func(x string) bool { return strings.Contains(x, "BytesIO(") || strings.Contains(x, "StringIO(") }
	set := s.settings(argument)
	return buffer(argument) || aName.MatchString(argument) && len(set) > 0 && !slices.ContainsFunc(set, func(x string) bool { return !buffer(x) })
}

var (
	// fileHandler finds a handler of logging by its name in a table of settings.
	fileHandler = regexp.MustCompile(`["']logging\.(?:handlers\.)?(?:\w*)FileHandler["']`)
	// sqliteAddress finds the file of an address of a database: sqlite:///app.db.
	sqliteAddress = regexp.MustCompile(`["']sqlite(?:\+\w+)?:///([^"'?{}]*)`)
	// serverFile finds a file that a configuration of gunicorn makes, serverBind the port that it listens on.
	serverFile = regexp.MustCompile(`(?m)^[ \t]*(?:accesslog|errorlog|logfile|pidfile|statsd_socket)[ \t]*=[ \t]*([^\n#]+)`)
	serverBind = regexp.MustCompile(`(?m)^[ \t]*bind[ \t]*=[^\n#]*?:(\d+)\b`)
	// uploads finds a setting of a folder that uploads or media go to.
	uploads = regexp.MustCompile(`(?m)(?:UPLOAD_FOLDER|UPLOADS_FOLDER|UPLOAD_DIR|UPLOADS_DIR|UPLOADED_\w+_DEST|MEDIA_ROOT|DOWNLOAD_FOLDER|OUTPUT_FOLDER|OUTPUT_DIR)["']?\]?[ \t]*[=:][ \t]*([^\n#]+)`)
)

// databases is the evidence of databases and folders that settings name.
func (s *source) databases() evidence.List {
	var out evidence.List
	add := func(at int, by, subject string, known bool) {
		out = append(out, s.found(s.lines.Line(at), by, evidence.Writes, subject, known))
	}
	for _, match := range sqliteAddress.FindAllStringSubmatchIndex(s.text, -1) {
		if subject := s.text[match[2]:match[3]]; subject != "" && subject != ":memory:" {
			add(match[0], "sqlite:", subject, true)
		}
	}
	for _, match := range fileHandler.FindAllStringIndex(s.text, -1) {
		add(match[0], "logging", "", false)
	}
	if strings.Contains(path.Base(s.file), "gunicorn") {
		for _, match := range serverFile.FindAllStringSubmatchIndex(s.text, -1) {
			subject, known := s.values.Evaluate(expression(s.text[match[2]:]))
			if subject != "-" && subject != "" || !known {
				add(match[0], "gunicorn", subject, known)
			}
		}
	}
	for _, match := range uploads.FindAllStringSubmatchIndex(s.text, -1) {
		subject, known := s.values.Evaluate(expression(s.text[match[2]:]))
		add(match[0], "settings", subject, known)
	}
	return out
}

// ports is the evidence of ports below 1024 that a source listens on.
func (s *source) ports() evidence.List {
	var out evidence.List
	for _, c := range s.calls(func(name string) bool { return slices.Contains(listeners, name) }) {
		if port, given := c.arg(-1, "port"); given && digits.MatchString(port) {
			out = append(out, s.found(c.line, c.name, evidence.Binds, port, true))
		}
	}
	return append(out, s.boundByServer()...)
}

// boundByServer is the evidence of the ports that a configuration of gunicorn names.
func (s *source) boundByServer() evidence.List {
	var out evidence.List
	if !strings.Contains(path.Base(s.file), "gunicorn") {
		return nil
	}
	for _, match := range serverBind.FindAllStringSubmatchIndex(s.text, -1) {
		line := s.lines.Line(match[0])
		out = append(out, s.found(line, "gunicorn", evidence.Binds, s.text[match[2]:match[3]], true))
	}
	return out
}

// listeners are calls that listen on the port they are given.
var listeners = []string{".run", "uvicorn.run", "waitress.serve", "aiohttp.web.run_app", ".run_app", ".listen", "hypercorn.run", ".launch", ".run_server"}

var digits = regexp.MustCompile(`^\d+$`)

var (
	// boundTo finds a port in the words that start a server: --port 80, --bind=0.0.0.0:80, -b :80, 0.0.0.0:80.
	boundTo = regexp.MustCompile(`(?:--port[= ]|--bind[= ]\S*:|-b \S*:|--http(?:-socket)?[= ]\S*:|-p |0\.0\.0\.0:)(\d+)\b`)
	// logsTo finds a file that such words make: a log, a process number, the schedule of celery's beat.
	logsTo = regexp.MustCompile(`--(?:access-logfile|error-logfile|log-file|logfile|pidfile|pid)[= ]([^-\s]\S*)|\bcelery\b.*(?:\bbeat\b| -B\b)`)
)

// ofWords is the evidence of the words that start the image: a port, a file.
func ofWords(words string) evidence.List {
	var out evidence.List
	if match := boundTo.FindStringSubmatch(words); match != nil {
		out = append(out, evidence.Evidence{Kind: evidence.Binds, Subject: match[1], Known: true, Source: evidence.Sources, File: "the start command"})
	}
	if match := logsTo.FindStringSubmatch(words); match != nil && match[1] != "/dev/stdout" {
		out = append(out, evidence.Evidence{Kind: evidence.Writes, Subject: match[1], Known: match[1] != "", Source: evidence.Sources, File: "the start command"})
	}
	return out
}
