// A service with one dependency, which it calls through the proxy that HTTP_PROXY names. Go passes no trace context on by
// itself: three headers are copied.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
)

var passedOn = []string{"X-Inferno-TraceID", "traceparent", "tracestate", "Authorization"}

type service struct {
	dependency string
	surcharge  int
	client     *http.Client
}

type price struct {
	Price int `json:"price"`
	Quote int `json:"quote"`
}

type total struct {
	Item     int `json:"item"`
	Quantity int `json:"quantity"`
	Quote    int `json:"quote"`
	Total    int `json:"total"`
}

func main() {
	// Another value than while recording is a regression for the replay to find.
	surcharge, err := strconv.Atoi(setting("DEMO_SURCHARGE", "0"))
	if err != nil {
		log.Fatalf("DEMO_SURCHARGE: %v", err)
	}

	proxy, err := proxyFromSetting(os.Getenv("HTTP_PROXY"))
	if err != nil {
		log.Fatalf("HTTP_PROXY: %v", err)
	}

	s := &service{
		dependency: setting("DEPENDENCY_URL", "http://localhost:8091"),
		surcharge:  surcharge,
		client:     &http.Client{Transport: &http.Transport{Proxy: proxy, MaxIdleConnsPerHost: 64}},
	}
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	http.HandleFunc("/api/demo", s.demo)
	log.Fatal(http.ListenAndServe(net.JoinHostPort(setting("BIND", "127.0.0.1"), setting("PORT", "8084")), nil))
}

// proxyFromSetting sends every call through the proxy. http.ProxyFromEnvironment would do for a dependency on another machine,
// but it never uses a proxy for localhost or 127.0.0.1, where the dependency of this example is.
func proxyFromSetting(setting string) (func(*http.Request) (*url.URL, error), error) {
	if setting == "" {
		return nil, nil
	}

	proxy, err := url.Parse(setting)
	if err != nil {
		return nil, err
	}

	return http.ProxyURL(proxy), nil
}

func (s *service) demo(w http.ResponseWriter, r *http.Request) {
	item, itemErr := strconv.Atoi(r.URL.Query().Get("item"))
	quantity, quantityErr := strconv.Atoi(r.URL.Query().Get("quantity"))
	if itemErr != nil || quantityErr != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "item and quantity are whole numbers"})
		return
	}

	p, err := s.priceOf(item, r)
	if err != nil {
		answer(w, http.StatusBadGateway, map[string]string{"error": err.Error()})
		return
	}

	answer(w, http.StatusOK, total{item, quantity, p.Quote, p.Price*quantity + s.surcharge})
}

func (s *service) priceOf(item int, incoming *http.Request) (price, error) {
	var p price
	call, err := http.NewRequestWithContext(incoming.Context(), http.MethodGet, fmt.Sprintf("%s/prices/%d", s.dependency, item), nil)
	if err != nil {
		return p, err
	}

	for _, name := range passedOn {
		for _, value := range incoming.Header.Values(name) {
			call.Header.Add(name, value)
		}
	}

	response, err := s.client.Do(call)
	if err != nil {
		return p, err
	}
	defer response.Body.Close()

	if response.StatusCode != http.StatusOK {
		return p, fmt.Errorf("the price of item %d is not known", item)
	}

	return p, json.NewDecoder(response.Body).Decode(&p)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		log.Printf("the caller is gone: %v", err)
	}
}

func setting(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}

	return fallback
}
