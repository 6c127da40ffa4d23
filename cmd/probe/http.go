package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lightship/engine/proof/record"
)

const (
	// mostBody is how much of a body is read, and keptBody how much of it is kept, in bytes.
	mostBody = 4 << 20
	keptBody = 64 << 10
	// greeting is how long a TCP peer has to say something by itself.
	greeting = 200 * time.Millisecond
)

// askHTTP asks over HTTP/1.1 and follows no redirection. Any certificate will do: it is not made for loopback.
func askHTTP(p record.Probe, within time.Duration) record.Answer {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	method := p.Method
	if method == "" {
		method = http.MethodGet
	}
	url := string(p.Kind) + "://" + net.JoinHostPort("localhost", strconv.Itoa(p.Port)) + p.Path
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(p.Body))
	if err != nil {
		return record.Answer{Error: err.Error()}
	}
	request.Header.Set("User-Agent", "lightship-probe")
	for name, value := range p.Header {
		request.Header.Set(name, value)
	}
	response, err := transport().RoundTrip(request)
	if err != nil {
		return record.Answer{Error: plain(err)}
	}
	defer response.Body.Close()
	a := record.Answer{Status: response.StatusCode, Header: map[string]string{}}
	for name, values := range response.Header {
		a.Header[name] = strings.Join(values, ", ")
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostBody))
	keepBody(&a, body)
	if err != nil {
		a.Error = "the body does not end: " + plain(err)
	}
	return a
}

func transport() *http.Transport {
	return &http.Transport{
		DisableKeepAlives: true, DisableCompression: true,
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"http/1.1"}},
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			return dial(ctx, address)
		},
	}
}

// dial reaches a port of this container's by either of its loopback addresses.
func dial(ctx context.Context, address string) (net.Conn, error) {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
	if err == nil {
		return conn, nil
	}
	if other, err := d.DialContext(ctx, "tcp", net.JoinHostPort("::1", port)); err == nil {
		return other, nil
	}
	return nil, err
}

// keepBody keeps the beginning of a body, when it is text, and what tells it from others.
func keepBody(a *record.Answer, body []byte) {
	if len(body) == 0 {
		return
	}
	sum := sha256.Sum256(body)
	a.Bytes, a.Sum = int64(len(body)), hex.EncodeToString(sum[:])
	kept := body[:min(len(body), keptBody)]
	// The cut may have gone through a letter.
	for range utf8.UTFMax - 1 {
		if len(kept) < len(body) && !utf8.Valid(kept) {
			kept = kept[:len(kept)-1]
		}
	}
	if utf8.Valid(kept) && !bytes.ContainsRune(kept, 0) {
		a.Body = string(kept)
	} else {
		a.Binary = true
	}
}

// plain is an error without what differs from one run to the next.
func plain(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op + ": " + op.Err.Error()
	}
	return err.Error()
}

// askTCP connects and takes what the peer says by itself.
func askTCP(p record.Probe, within time.Duration) record.Answer {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	conn, err := dial(ctx, net.JoinHostPort("localhost", strconv.Itoa(p.Port)))
	if err != nil {
		return record.Answer{Error: plain(err)}
	}
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(greeting))
	said := make([]byte, 512)
	n, _ := conn.Read(said)
	var a record.Answer
	keepBody(&a, said[:n])
	return a
}
