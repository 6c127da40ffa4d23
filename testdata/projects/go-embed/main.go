// Command go-embed tells what time it is in ports of the world. Its templates are files that it reads when it starts, its
// style sheet is embedded, and the time zones come from the system.
package main

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"time"

	"github.com/gorilla/mux"
)

//go:embed static
var static embed.FS

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "go-embed:", err)
		os.Exit(1)
	}
}

func run() error {
	pages, err := template.ParseGlob("templates/*.html")
	if err != nil {
		return err
	}
	r := mux.NewRouter()
	r.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintln(w, "ok")
	})
	r.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		_ = pages.ExecuteTemplate(w, "index.html", []string{"Asia/Tokyo", "Europe/Lisbon"})
	})
	r.HandleFunc("/offset/{area}/{city}", offset)
	r.PathPrefix("/static/").Handler(http.FileServer(http.FS(static)))
	server := &http.Server{Addr: ":8080", Handler: r, ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

// offset tells a time zone's offset on a day in summer.
func offset(w http.ResponseWriter, req *http.Request) {
	zone, err := time.LoadLocation(mux.Vars(req)["area"] + "/" + mux.Vars(req)["city"])
	if err != nil {
		http.Error(w, "no such time zone", http.StatusNotFound)
		return
	}
	_, _ = fmt.Fprintln(w, time.Date(2024, 7, 1, 12, 0, 0, 0, zone).Format("-07:00"))
}
