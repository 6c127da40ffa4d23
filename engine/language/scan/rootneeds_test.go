package scan

import (
	"strings"
	"testing"
)

func nothingThere(string) bool { return false }

func TestACommentNeedsNothing(t *testing.T) {
	list := RootNeeds("# \"a.log\"\nopen('b.db')\n", "#", "app.py", nothingThere)
	if len(list) != 1 || list[0].Subject != "b.db" || list[0].Line != 2 || list[0].File != "app.py" {
		t.Errorf("%v", list)
	}
}

func TestALineTellsWhatMayNeedRoot(t *testing.T) {
	for line, want := range map[string]string{
		`HTML(string=page).write_pdf("/out/page.pdf")`:           "writes /out/page.pdf",
		`book = Workbook('figures.xlsx')`:                        "writes figures.xlsx",
		`app.get("/figures.xlsx", send)`:                         "",
		`app.get("/static/a.png", send)`:                         "",
		`fetch("https://example.com/a.csv")`:                     "",
		`type("image/png")`:                                      "",
		`require("./package.json")`:                              "",
		`new Docker({ socketPath: "/var/run/docker.sock" })`:     "writes /var/run/docker.sock",
		`UPLOAD_DIR = os.environ.get("UPLOAD_DIR", "/uploads")`:  "writes /uploads",
		`UPLOAD_DIR = os.environ["UPLOAD_DIR"]`:                  "writes ",
		`const cacheFolder = process.env.CACHE || "./cache"`:     "writes ./cache",
		`"CACHE_DIR": "cache",`:                                  "writes cache",
		`File::open("a.csv")`:                                    "",
		`text = open("a.txt").read()`:                            "",
		`f = fopen("a.txt", "r")`:                                "",
		`f = fopen("a.txt", "a")`:                                "writes a.txt",
		`template_dir = "pages"`:                                 "",
		`model_path = "models/net"`:                              "",
		`const catalogPage = "catalog"`:                          "",
		`server.listen(80)`:                                      "binds 80",
		`server.listen({ host: "::", port: 443 })`:               "binds 443",
		`const PORT = process.env.PORT || 80;`:                   "binds 80",
		`const PORT = process.env.PORT || 8080;`:                 "",
		`port = int(os.getenv("PORT", 443))`:                     "binds 443",
		`HTTPServer(("", 80), Handler)`:                          "binds 80",
		`sock.bind(("0.0.0.0", 514))`:                            "binds 514",
		`await asyncio.start_server(on_mail, "0.0.0.0", 25)`:     "binds 25",
		`new Mailer({ host: "smtp.example.com", port: 587 })`:    "",
		`socket.socket(socket.AF_INET, socket.SOCK_RAW)`:         "privileges opens a raw socket",
		`os.chown(path, 1000, 1000)`:                             "privileges gives files to another user",
		`serial.Serial("/dev/ttyUSB0", 9600)`:                    "writes /dev/ttyUSB0",
		`res.status(404).send("no such page")`:                   "",
		`logDir: path.join(__dirname, "journal"), level: "warn"`: "writes journal",
	} {
		var found []string
		for _, e := range RootNeeds(line, "#", "x", nothingThere) {
			if said := string(e.Kind) + " " + e.Subject; len(found) == 0 || found[len(found)-1] != said {
				found = append(found, said)
			}
		}
		if got := strings.Join(found, ", "); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestAFileOfTheContextIsRead(t *testing.T) {
	there := func(literal string) bool { return literal == "prices.csv" }
	if list := RootNeeds("put('prices.csv')\nput('sums.csv')\n", "#", "a.py", there); len(list) != 1 || list[0].Subject != "sums.csv" {
		t.Errorf("%v", list)
	}
}

func TestAFileInTheFolderForTemporaryFilesNeedsNoRoot(t *testing.T) {
	text := "fs.writeFile(path.join(os.tmpdir(), 'report.csv'), x)\nopen(os.path.join(tempfile.gettempdir(), 'a.log'), 'w')\n"
	if list := RootNeeds(text, "#", "a", nothingThere); len(list) != 0 {
		t.Error(list)
	}
	if list := RootNeeds("copy(os.tmpdir(), '/data/report.csv')\n", "#", "a", nothingThere); len(list) != 1 {
		t.Error(list)
	}
}

func TestALineOfManySettingsIsReadOnce(t *testing.T) {
	line := strings.Repeat("upload_dir='a',", 130)
	if list := RootNeeds(line, "#", "a.py", nothingThere); len(list) != mostOnLine {
		t.Errorf("%d", len(list))
	}
	if list := RootNeeds("upload_dir="+strings.Repeat("f(", 900), "#", "a.py", nothingThere); len(list) != 0 {
		t.Errorf("a call that nothing closes: %v", list)
	}
	if list := RootNeeds("upload_dir == 'a'", "#", "a.py", nothingThere); len(list) != 0 {
		t.Errorf("%v", list)
	}
}

func TestAFileWhosePathIsReadIsNotTakenForOneThatIsMade(t *testing.T) {
	for line, made := range map[string]int{
		`const t = JSON.parse(fs.readFileSync(path.join(__dirname, "data", "table.json")))`: 0,
		`const t = require("./table.json")`:                                                 0,
		`df = pd.read_csv(os.path.join(here, "prices.csv"))`:                                0,
		`with open(os.path.join(here, "prices.csv")) as f:`:                                 0,
		`df.to_csv(os.path.join(here, "prices.csv"))`:                                       1,
		`fs.writeFileSync("out.csv", fs.readFileSync("in.csv"))`:                            1,
		`save(read("a.csv"), "b.csv")`:                                                      1,
		`with open(os.path.join(here, "prices.csv"), "w") as f:`:                            1,
		`with open("prices.csv", "w") as f:`:                                                1,
		`fs.createWriteStream(path.join(dir, "a.csv")); read(b);`:                           1,
		`name = "prices.csv"`:                                                               1,
	} {
		if list := RootNeeds(line+"\n", "#", "a", nothingThere); len(list) != made {
			t.Errorf("%s: %v", line, list)
		}
	}
}
