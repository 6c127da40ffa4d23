package scan

import "testing"

func TestAStringLooksLikeAFileThatIsWritten(t *testing.T) {
	for literal, want := range map[string]bool{
		"logs/app.log": true, "app-%DATE%.log": true, "/var/lib/shop/shop.db": true, "file:store.db?_fk=1": true, "./data.sqlite3": true, "run/shop.pid": true,
		".log": false, "*.db": false, "wrote to app.log": false, "https://example.com/a.log": false, "config.yaml": false, "console.log('x')": false, "": false,
	} {
		if _, found := LooksWritten(literal, "main.go", 1); found != want {
			t.Errorf("%q: %v", literal, found)
		}
	}
}

func TestAPackageKeepsFilesInItsFoldersToo(t *testing.T) {
	if len(Kept("go", "github.com/dgraph-io/badger/v4/options", "main.go", 3)) != 1 || len(Kept("go", "github.com/dgraph-io/badgers", "main.go", 3)) != 0 {
		t.Error("a table's name stands for the package and what is below it")
	}
}

func TestSettingsNameFilesThatLookWritten(t *testing.T) {
	list := settingsIn("config.yaml", "# file: old.log\nlog:\n  file: ./logs/app.log\nurl: https://example.com/a.log\nurl2: \"jdbc:sqlite:data/app.db?x=1\"\n")
	if len(list) != 2 || list[0].Subject != "./logs/app.log" || list[0].Line != 3 || list[1].Subject != "data/app.db" {
		t.Errorf("%v", list)
	}
	if ofTools("config.json") || !ofTools("package.json") || !ofTools("tsconfig.build.json") {
		t.Error("settings of tools are told from those of programs by their names")
	}
}
