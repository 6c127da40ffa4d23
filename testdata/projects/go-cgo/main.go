// Command go-cgo is a phone book in SQLite, which is C: it needs cgo to build and a C library to run.
// "go-cgo query NAME" prints a number; "go-cgo" alone serves them over HTTP.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "go-cgo:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	db, err := open()
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if len(args) == 2 && args[0] == "query" {
		number, err := lookUp(db, args[1])
		if err == nil {
			fmt.Println(number)
		}
		return err
	}
	return serve(db)
}

// open makes the phone book in memory.
func open() (*sql.DB, error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	// A database in memory belongs to its connection.
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`CREATE TABLE numbers (name TEXT PRIMARY KEY, number TEXT NOT NULL);
		INSERT INTO numbers VALUES ('harbour', '555-0100'), ('lighthouse', '555-0101')`)
	return db, err
}

func lookUp(db *sql.DB, name string) (string, error) {
	var number string
	err := db.QueryRow("SELECT number FROM numbers WHERE name = ?", name).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("nobody is called %s", name)
	}
	return number, err
}

func serve(db *sql.DB) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /numbers/{name}", func(w http.ResponseWriter, r *http.Request) {
		number, err := lookUp(db, r.PathValue("name"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		_, _ = fmt.Fprintln(w, number)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		var version string
		if err := db.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = fmt.Fprintln(w, "phone book on SQLite", version)
	})
	server := &http.Server{Addr: ":8080", Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	fmt.Println("listening on", server.Addr)
	return server.ListenAndServe()
}
