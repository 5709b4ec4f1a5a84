// Calls URL as programs for Go do: client KIND URL, by the proxy that the environment names.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
)

func main() {
	kind, url := os.Args[1], os.Args[2]
	transport := http.DefaultTransport.(*http.Transport)
	if kind == "https" {
		// Without this it speaks HTTP/2 where the server does.
		transport.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}

	response, err := http.Get(url)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}

	defer response.Body.Close()
	io.Copy(os.Stdout, response.Body)
}
