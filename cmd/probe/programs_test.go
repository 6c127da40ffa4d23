package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// play is the program that a test runs the probe on.
func play(role string) {
	programs := map[string]func(){
		"server": playServer, "late": func() { time.Sleep(400 * time.Millisecond); playServer() },
		"talker": playTalker, "deaf": playDeaf, "forker": playForker, "flood": playFlood, "opener": playOpener,
		"traced": playTraced, "echo": playEcho, "forever": func() { time.Sleep(time.Hour) },
		"threads": playThreads, "hard": func() { work(200 * time.Millisecond); playServer() },
		"crash": func() { time.Sleep(300 * time.Millisecond); log.Fatal("no more") },
		"code":  func() { fmt.Println("out"); fmt.Fprintln(os.Stderr, "err"); os.Exit(7) },
		"fault": func() { _ = syscall.Kill(os.Getpid(), syscall.SIGKILL); select {} },
	}
	do := programs[role]
	if do == nil {
		log.Fatalf("there is no role %q", role)
	}
	do()
}

const page = `<html><link href="/style.css"><a href="https://example.org/away">away</a><script src='app.js'></script></html>`

func playServer() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	mux := http.NewServeMux()
	text := func(path, kind, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, body)
		})
	}
	text("/{$}", "text/html", page)
	text("/style.css", "text/css", "body{}")
	text("/app.js", "text/javascript", "1")
	text("/openapi.json", "application/json", `{"openapi":"3.1.0","paths":{"/items":{"get":{},"post":{}},"/items/{id}":{"get":{}},"/new":{"post":{}}}}`)
	text("/items", "application/json", "[]")
	mux.HandleFunc("/template", func(w http.ResponseWriter, _ *http.Request) {
		body, err := os.ReadFile("only-here.html")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write(body)
	})
	server := &http.Server{Addr: ":8080", Handler: mux}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	err := server.ListenAndServe()
	log.Print(err)
}

// playTalker listens on a port and says hello in a language of its own, and on a unix socket.
func playTalker() {
	l, err := net.Listen("tcp4", "127.0.0.1:7000")
	if err != nil {
		log.Fatal(err)
	}
	if _, err := net.Listen("unix", "talk.sock"); err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		_, _ = io.WriteString(conn, "220 hello\r\n")
		go func() { _, _ = io.Copy(io.Discard, conn) }()
	}
}

func playDeaf() {
	signal.Ignore(syscall.SIGTERM)
	playTalker()
}

// playForker leaves a process behind, as daemons do.
func playForker() {
	child := exec.Command(os.Args[0], "program")
	child.Env = []string{roleVariable + "=forever"}
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := child.Start(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(child.Process.Pid)
}

// playFlood prints a gibibyte.
func playFlood() {
	line := []byte(strings.Repeat("x", 1<<16-1) + "\n")
	for range 1 << 14 {
		if _, err := os.Stdout.Write(line); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("the end")
}

func playOpener() {
	for i := range 100_000 {
		_, _ = os.Open(fmt.Sprintf("/nowhere/%d", i))
	}
}

func playTraced() {
	must := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	must(os.WriteFile("written", []byte("x"), 0o600))
	_, err := os.ReadFile("written")
	must(err)
	_, err = os.ReadDir(".")
	must(err)
	must(os.Mkdir("made", 0o700))
	must(os.Rename("written", "made/renamed"))
	must(os.Chdir("made"))
	_, err = os.Stat("renamed")
	must(err)
	must(os.Remove("renamed"))
	must(os.WriteFile("left", []byte("what it is for"), 0o600))
	must(syscall.Mkfifo("pipe", 0o600))
	_, _ = os.ReadFile("../.env")
	_, _ = os.Stat("/does/not/exist")
	_ = exec.Command("/bin/true").Run()
	_ = exec.Command("/bin/not-there").Run()
	_, _ = net.Dial("tcp", "127.0.0.1:5432")
	if c, err := net.Dial("udp", "127.0.0.1:514"); err == nil {
		_ = c.Close()
	}
	_, _ = net.Dial("unix", "/run/none.sock")
	l, err := net.Listen("tcp", "127.0.0.1:9000")
	must(err)
	_, _ = net.Listen("tcp", l.Addr().String())
	_ = l.Close()
}

// work uses a processor for that long.
func work(d time.Duration) {
	for {
		var used syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil || time.Duration(used.Utime.Nano()+used.Stime.Nano()) > d {
			return
		}
	}
}

func playEcho() { _, _ = io.Copy(os.Stdout, os.Stdin) }

// playThreads has many threads work with files at the same time, and run programs.
func playThreads() {
	done := make(chan error)
	for i := range 8 {
		go func() {
			for j := range 200 {
				name := fmt.Sprintf("%d-%d", i, j)
				if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
					done <- err
					return
				}
			}
			done <- exec.Command("/bin/sh", "-c", "exec /bin/true").Run()
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("all")
}
