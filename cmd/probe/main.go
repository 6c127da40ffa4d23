// Command probe is Lightship's program inside a container. It starts the image's command as the container would, asks it
// what there is to ask, sees what it asks of the system, and writes all that down as JSON. See engine/proof/record.
//
// It is static, needs no file of the image, and runs as the image's user.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"lightship/engine/proof/record"
)

func main() {
	mode := ""
	if len(os.Args) > 1 {
		mode = os.Args[1]
	}
	switch mode {
	case "run":
		os.Exit(run(os.Stdin, os.Stdout))
	case "names":
		os.Exit(serveNames(os.Stdout))
	case launchMode:
		launch(os.Args[2:])
	default:
		fmt.Fprintln(os.Stderr, "probe: Lightship starts this inside a container: `probe run` reads what to do from standard input, `probe names` answers for names of hosts")
		os.Exit(2)
	}
}

// tell writes one message.
func tell(to *json.Encoder, m record.Message) int {
	if err := to.Encode(m); err != nil {
		return 1
	}
	return 0
}
