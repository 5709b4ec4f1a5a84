module example.test/go-deterministic

go 1.19
