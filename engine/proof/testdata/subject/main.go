// Command subject is a program whose proofs the tests know the outcome of: it serves, works and fails as its argument says.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/rand"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: subject MODE")
	}
	modes := map[string]func(){
		"serve": serve, "crash": func() { time.AfterFunc(2*time.Second, func() { log.Fatal("out of luck") }); serve() },
		"job": job, "database": database, "tty": terminal, "device": device, "secret": secret, "variable": variable,
		"input": input, "silent": func() {}, "wait": func() { time.Sleep(time.Hour) }, "roots": roots,
		"deaf": func() { signal.Ignore(syscall.SIGTERM); serve() }, "errors": errors, "service": service,
	}
	mode := modes[os.Args[1]]
	if mode == nil {
		log.Fatalf("there is no mode %q", os.Args[1])
	}
	mode()
}

// serve is a web server that needs files, programs, zones, rights and variables.
func serve() {
	stop := make(chan os.Signal, 1)
	if os.Args[1] != "deaf" {
		signal.Notify(stop, syscall.SIGTERM)
	}
	go func() { <-stop; os.Exit(0) }()
	text := func(w http.ResponseWriter, body []byte, err error) {
		if err != nil {
			http.Error(w, "it does not work", http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(body)
	}
	http.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<a href="/feed"></a><a href="/tool"></a><a href="/clock"></a><a href="/note"></a><p>%s %d`, os.Getenv("GREETING"), rand.Int63())
	})
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "at": time.Now()})
	})
	http.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) {
		body, err := os.ReadFile("templates/feed.txt")
		text(w, body, err)
	})
	http.HandleFunc("/tool", func(w http.ResponseWriter, _ *http.Request) {
		body, err := exec.Command("tool", "job").Output()
		text(w, body, err)
	})
	http.HandleFunc("/clock", func(w http.ResponseWriter, _ *http.Request) {
		zone, err := time.LoadLocation("Europe/Paris")
		if err != nil {
			zone = time.UTC
		}
		fmt.Fprintln(w, time.Now().In(zone).Format("2006-01-02 15:04:05"))
	})
	http.HandleFunc("/note", func(w http.ResponseWriter, _ *http.Request) {
		// Nobody is told that the note is lost.
		_ = os.WriteFile("/data/note", []byte("x"), 0o600)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Print("listening on ", port)
	log.Fatal(http.ListenAndServe(":"+port, nil))
}

func job() {
	fmt.Println("done in", time.Since(time.Now().Add(-time.Second)), time.Now().Format(time.RFC3339))
}

func database() {
	conn, err := net.DialTimeout("tcp", "db.example:5432", 2*time.Second)
	if err != nil {
		log.Fatal(err)
	}
	_ = conn.Close()
}

func terminal() {
	if _, err := os.OpenFile("/dev/tty", os.O_RDWR, 0); err != nil {
		log.Fatal("no terminal: ", err)
	}
}

func device() {
	if _, err := os.OpenFile("/dev/ttyUSB0", os.O_RDWR, 0); err != nil {
		log.Fatal(err)
	}
}

func secret() {
	if _, err := os.ReadFile("/run/secrets/key"); err != nil {
		log.Fatal(err)
	}
}

func variable() {
	if os.Getenv("API_TOKEN") == "" {
		log.Fatal("API_TOKEN is not set")
	}
	fmt.Println("the token is", os.Getenv("API_TOKEN"))
}

func input() {
	text, _ := io.ReadAll(os.Stdin)
	if len(text) == 0 {
		log.Fatal("unexpected EOF")
	}
	fmt.Println(strings.ToUpper(string(text)))
}

// roots is a client that trusts what the system trusts, and whom it asks.
func roots() {
	key, err := tls.LoadX509KeyPair("/server.pem", "/server.pem")
	if err != nil {
		log.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:8443", &tls.Config{Certificates: []tls.Certificate{key}})
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = http.Serve(l, http.NotFoundHandler()) }()
	if _, err := x509.SystemCertPool(); err != nil {
		log.Fatal(err)
	}
	answer, err := http.Get("https://localhost:8443/")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Status)
}

func errors() {
	log.Fatal(http.ListenAndServe(":8080", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no database", http.StatusInternalServerError)
	})))
}

// service starts a program that stays, and ends.
func service() {
	self, err := filepath.Abs(os.Args[0])
	if err == nil {
		err = exec.Command(self, "wait").Start()
	}
	if err != nil {
		log.Fatal(err)
	}
}
