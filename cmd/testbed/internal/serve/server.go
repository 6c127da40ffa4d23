package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Run serves registry at address (port 0 takes a free one) until ctx ends. When it is ready it posts notice for hosts
// and calls ready with the address; at the end it withdraws the notice.
func Run(ctx context.Context, registry http.Handler, address string, notice Notice, hosts []string, ready func(string)) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("serve the testbed: %w", err)
	}
	at := listener.Addr().String()
	server := &http.Server{Handler: registry, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	if err = notice.Post(at, hosts); err == nil {
		ready(at)
		select {
		case <-ctx.Done():
		case err = <-ended:
			ended <- err
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return errors.Join(err, notice.Withdraw(at))
}
