namespace InfernoSim.Laboratory.Labs;

/// <summary>The labs. Loads are well above what a limit lets through, so that it is met on a busy machine and a free one.</summary>
internal static class AllLabs
{
    private const string Slow = "slow.test";
    private const string Slower = "slower.test";
    private const string Fast = "fast.test";

    public static IReadOnlyList<Lab> List { get; } =
    [
        Open("semaphore", Place.InProcess, "semaphore", "SemaphoreSlim(8) held for 50 ms: 160 req/s", "CONCURRENCY_LIMIT", 320),
        Open("semaphore around a call", Place.InProcess, "semaphore-call", "SemaphoreSlim(8) around a 50 ms call: 160 req/s", "CONCURRENCY_LIMIT", 300, [Slow]) with { Inject = ["dep=slow.test latency=+50ms"] },
        Open("single consumer", Place.InProcess, "queue", "one consumer of a channel, 10 ms an item: 100 req/s", "CONCURRENCY_LIMIT", 220),
        Open("rate limiter that queues", Place.InProcess, "rate", "token bucket of 100 req/s", "CONCURRENCY_LIMIT", 220),
        Open("rate limiter that refuses", Place.InProcess, "refusing", "4 requests at a time, others 503", "CONCURRENCY_LIMIT", 200),
        Open("connection pool", Place.InProcess, "four-connections", "MaxConnectionsPerServer = 4 for a 50 ms call: 80 req/s", "CONNECTION_POOL", 180, [Slow]) with { Inject = ["dep=slow.test latency=+50ms"] },
        Open("sync over async", Place.InProcess, "blocking", "GetAwaiter().GetResult() of a 50 ms call", "THREAD_POOL_STARVATION", 150, [Slow]) with { Requests = 75, Inject = ["dep=slow.test latency=+50ms"] },
        Open("blocking sleep", Place.InProcess, "sleeping", "Thread.Sleep(50) in a request", "THREAD_POOL_STARVATION", 150),
        Open("global lock", Place.InProcess, "lock", "a lock held for 2 ms: less than 500 req/s", "LOCK_CONTENTION", 800),
        Open("CPU", Place.InProcess, "cpu", "5 ms of computing: 200 req/s a core", "CPU", 350 * System.Environment.ProcessorCount),
        Open("allocation storm", Place.InProcess, "allocations", "120,000 objects a request, kept for 64 requests", "GC_PRESSURE", 300),
        Closed("slow dependency", Place.InProcess, "dependency", "a dependency that takes 50 ms", "DEPENDENCY_LATENCY (slow.test)", [Slow], "dep=slow.test latency=+50ms"),
        Closed("chain of calls", Place.InProcess, "chain", "calls of 10, 30 and 30 ms after one another", "DEPENDENCY_LATENCY (slower.test)", [Slow, Slower, Slower], "dep=slow.test latency=+10ms", "dep=slower.test latency=+30ms"),
        Closed("dependency timeouts", Place.InProcess, "timeouts", "a dependency that does not answer within 150 ms", "DEPENDENCY_TIMEOUT (slow.test)", [Slow], "dep=slow.test latency=+3s"),
        Closed("retry storm", Place.InProcess, "retries", "three attempts of 150 ms each", "DEPENDENCY_TIMEOUT (slow.test)", [Slow], "dep=slow.test latency=+3s"),
        Closed("slow mapping", Place.InProcess, "dependency", "a mapping of the test's own that takes 50 ms", "DEPENDENCY_LATENCY (slow.test)", [Slow]) with { Mapping = TimeSpan.FromMilliseconds(50) },
        new("the replayer", Place.InProcess, "nothing", "nothing, asked as fast as can be", "REPLAYER") { Workers = 16, Requests = 2_000, Diagnose = true },
        Open("CPU, child", Place.Child, "cpu", "5 ms of computing: 200 req/s a core", "CPU", 350 * System.Environment.ProcessorCount),
        Open("global lock, child", Place.Child, "lock", "a lock held for 2 ms: less than 500 req/s", "LOCK_CONTENTION", 800),
        Open("working lock, child", Place.Child, "lock-work", "a lock held for 4 ms of computing: 250 req/s", "LOCK_CONTENTION", 400),
        Open("sync over async, child", Place.Child, "blocking", "GetAwaiter().GetResult() of a 50 ms call", "THREAD_POOL_STARVATION", 150, [Slow]) with { Requests = 75, Inject = ["dep=slow.test latency=+50ms"] },
        Open("six threads, child", Place.Child, "sleeping", "Thread.Sleep(50) on a pool of 6 threads: 120 req/s", "THREAD_POOL_STARVATION", 150) with { Environment = [new("DOTNET_ThreadPool_ForceMaxWorkerThreads", "6")] },
        Open("connection pool, child", Place.Child, "four-connections", "MaxConnectionsPerServer = 4 for a 50 ms call: 80 req/s", "CONNECTION_POOL", 180, [Slow]) with { Inject = ["dep=slow.test latency=+50ms"] },
        Open("semaphore, child", Place.Child, "semaphore", "SemaphoreSlim(8) held for 50 ms: 160 req/s", "CONCURRENCY_LIMIT", 320),
        Open("allocation storm, child", Place.Child, "allocations", "120,000 objects a request, kept for 64 requests", "GC_PRESSURE", 300),
        Open("large objects, child", Place.Child, "large-objects", "2 MB of large objects a request beside 5 million live ones, GC not concurrent", "GC_PRESSURE", 300) with { Environment = [new("DOTNET_gcConcurrent", "0")] },
        Closed("slow dependency, child", Place.Child, "dependency", "a dependency that takes 50 ms", "DEPENDENCY_LATENCY (slow.test)", [Slow], "dep=slow.test latency=+50ms"),
        Open("bounded pool, child", Place.Child, "bounded-pool", "Monitor.Wait for one of 4, held for 20 ms: 200 req/s; 16 threads from the start", "CONCURRENCY_LIMIT", 400) with { Environment = [new("DOTNET_ThreadPool_ForceMinWorkerThreads", "0x10")] },
        Open("write lock", Place.InProcess, "write-lock", "a ReaderWriterLockSlim held exclusively for 5 ms: less than 200 req/s", "LOCK_CONTENTION", 400),
        Open("blocking semaphore, child", Place.Child, "blocking-semaphore", "SemaphoreSlim(1).Wait(), held for 10 ms: 100 req/s", "CONCURRENCY_LIMIT", 220),
        Open("dependency that fails", Place.InProcess, "failing-with-it", "a dependency that answers 500 to three of ten calls, which the service passes on as 503", "DEPENDENCY_ERRORS (slow.test)", 150, [Slow]) with { Inject = ["dep=slow.test status=500 rate=0.3"] },
        Open("open circuit", Place.InProcess, "circuit", "a circuit that opens for 500 ms after five errors; then 503 without a call", "DEPENDENCY_ERRORS (slow.test)", 150, [Slow]) with { Inject = ["dep=slow.test status=500"] },
        Open("connections, child", Place.Child, "semaphore-64", "16 connections at a time for requests of 50 ms: 320 req/s", "CONNECTION_LIMIT", 600) with { Environment = [new("MaxConnections", "16")] },
        Open("connections that live for one call", Place.InProcess, "connections-forgetful", "PooledConnectionLifetime = 0, 8 at a time, 50 ms to make one: 160 req/s", "CONNECTION_SETUP", 320, [Slow]),
        Open("connections that live for one call, child", Place.Child, "connections-forgetful", "PooledConnectionLifetime = 0, 8 at a time, 50 ms to make one: 160 req/s", "CONNECTION_SETUP", 320, [Slow]),
        Open("two slow connections", Place.InProcess, "connections-two", "MaxConnectionsPerServer = 2 for a 20 ms call: 100 req/s", "CONNECTION_POOL", 220, [Slow]) with { Inject = ["dep=slow.test latency=+20ms"] },
        Open("SQLite writers", Place.Child, "sqlite", "one writer at a time, 10 ms a transaction: 100 req/s; the provider sleeps", "UNKNOWN", 220),
        Open("four tenants", Place.InProcess, "tenants", "20 req/s for each of four", "CONCURRENCY_LIMIT", 200),
        Open("two speeds", Place.InProcess, "two-speeds", "SemaphoreSlim(2) held for 100 ms by one request of ten: 200 req/s", "CONCURRENCY_LIMIT", 400) with { Requests = 1_000 },
        Open("none: long polling", Place.InProcess, "long-poll", "a second, any number at a time", "NONE", 100) with { Requests = 400 },
        Open("none: errors that are handled", Place.InProcess, "timeouts", "a dependency that fails, without which the service answers", "NONE", 100, [Slow]) with { Inject = ["dep=slow.test status=500"] },
        Open("none: nothing", Place.InProcess, "nothing", "nothing", "NONE", 150),
        Open("none: dependency", Place.InProcess, "dependency", "a 50 ms call, any number at a time", "NONE", 100, [Slow]) with { Inject = ["dep=slow.test latency=+50ms"] },
        Open("none: wide semaphore", Place.InProcess, "semaphore-64", "SemaphoreSlim(64) held for 50 ms: 1,280 req/s", "NONE", 150),
        Open("none: nothing, child", Place.Child, "nothing", "nothing", "NONE", 150),
        HeldOut(Open("async mutex", Place.InProcess, "async-mutex", "SemaphoreSlim(1) held for 5 ms: less than 200 req/s", "CONCURRENCY_LIMIT", 400)),
        HeldOut(Open("blocking collection", Place.InProcess, "blocking-collection", "one thread takes from a BlockingCollection, 10 ms an item: 100 req/s", "CONCURRENCY_LIMIT", 220)),
        HeldOut(Open("synchronous call, child", Place.Child, "synchronous-call", "HttpClient.Send() of a 50 ms call", "THREAD_POOL_STARVATION", 150, [Slow]) with { Inject = ["dep=slow.test latency=+50ms"] }),
        HeldOut(Open("nested work, child", Place.Child, "nested-work", "Task.Run(...).Wait() of 20 ms", "THREAD_POOL_STARVATION", 200) with { Requests = 100 }),
        HeldOut(Closed("parallel calls", Place.InProcess, "parallel-calls", "calls of 60 and 5 ms beside each other", "DEPENDENCY_LATENCY (slow.test)", [Slow, Fast], "dep=slow.test latency=+60ms", "dep=fast.test latency=+5ms")),
        HeldOut(Closed("a client for each call", Place.InProcess, "client-for-each-call", "a new HttpClient for each call, 50 ms to make its connection", "CONNECTION_SETUP", [Slow])),
        HeldOut(Open("computing that is left for later, child", Place.Child, "computing-left-for-later", "5 ms of computing after each response: 200 req/s a core", "CPU", 350 * System.Environment.ProcessorCount)),
        HeldOut(Open("dependency that fails, child", Place.Child, "failing-with-it", "a dependency that answers 503 to half of the calls, which the service passes on", "DEPENDENCY_ERRORS (slow.test)", 150, [Slow]) with { Inject = ["dep=slow.test status=503 rate=0.5"] }),
        HeldOut(Open("none: long polling, child", Place.Child, "long-poll", "a second, any number at a time", "NONE", 80) with { Requests = 320 }),
        HeldOut(Open("SQLite writers in the process", Place.InProcess, "sqlite", "one writer at a time, 10 ms a transaction: 100 req/s; the provider sleeps", "UNKNOWN", 220)),
        HeldOut(Open("SQLite behind one writer, child", Place.Child, "sqlite-one-writer", "SemaphoreSlim(1) around a transaction of 10 ms: 100 req/s", "CONCURRENCY_LIMIT", 220)),
        HeldOut(Open("work that is left for later, child", Place.Child, "left-for-later", "Task.Run(() => Thread.Sleep(200)) in each request", "THREAD_POOL_STARVATION", 150)),
        HeldOut(Open("regex and JSON, child", Place.Child, "regex-json", "an expression that backtracks: milliseconds of CPU a request", "CPU", 350 * System.Environment.ProcessorCount)),
        HeldOut(Open("lock that is held longer the more wait", Place.InProcess, "lock-growing", "a lock held for 2 ms, and 0.1 ms more for each that waits: less than 500 req/s, and fewer under load", "LOCK_CONTENTION", 800)),
        HeldOut(Open("computing that grows, child", Place.Child, "cpu-growing", "3 ms of computing, and 0.1 ms more for each request beside it: 330 req/s a core, and fewer under load", "CPU", 500 * System.Environment.ProcessorCount)),
        HeldOut(Open("two speeds with a queue, child", Place.Child, "two-speeds-queue", "one consumer of a channel, 10 ms an item, for one request of five: 500 req/s", "CONCURRENCY_LIMIT", 700)),
        HeldOut(Open("two speeds with a lock, child", Place.Child, "two-speeds-lock", "a lock held for 10 ms by one request of five: 500 req/s", "LOCK_CONTENTION", 800)),
        HeldOut(Open("refusals beside a dependency that fails", Place.InProcess, "refusing-with-fallback", "4 requests at a time, others 503, and a dependency that fails, without which the service answers", "CONCURRENCY_LIMIT", 200, [Slow]) with { Inject = ["dep=slow.test status=500 rate=0.1"] }),
        HeldOut(Closed("slow mapping, child", Place.Child, "dependency", "a mapping of the test's own that takes 50 ms", "DEPENDENCY_LATENCY (slow.test)", [Slow]) with { Mapping = TimeSpan.FromMilliseconds(50) }),
        HeldOut(Open("connections that the client closes", Place.InProcess, "connections-closed", "Connection: close, 8 at a time, 50 ms to make one: 160 req/s", "CONNECTION_SETUP", 320, [Slow])),
        HeldOut(Open("long polling, few at a time, child", Place.Child, "long-poll-few", "a second, 50 at a time: 50 req/s", "CONCURRENCY_LIMIT", 100) with { Requests = 400 }),
        HeldOut(Open("three attempts", Place.InProcess, "three-attempts", "three attempts at a dependency that answers 503 to six of ten requests each time, then 503", "DEPENDENCY_ERRORS (slow.test)", 150, [Slow]) with { Inject = ["dep=slow.test status=503 rate=0.6"] }),
        HeldOut(Open("dependency that hangs up, child", Place.Child, "failing-with-it", "a dependency that closes the connection of half of the calls, which the service passes on as 503", "DEPENDENCY_ERRORS (slow.test)", 150, [Slow]) with { Inject = ["dep=slow.test drop=50%"] }),
        HeldOut(Open("none: open circuit with a fallback", Place.InProcess, "circuit-with-fallback", "a circuit that opens after five errors, and an answer without the dependency", "NONE", 150, [Slow]) with { Inject = ["dep=slow.test status=500"] }),
    ];

    public static Lab Named(string name) => List.Single(lab => lab.Name == name);

    private static Lab HeldOut(Lab lab) => lab with { IsHeldOut = true };

    private static Lab Open(string name, Place place, string path, string planted, string expected, int rate, string[]? calls = null) =>
        new(name, place, path, planted, expected) { Rate = rate, Workers = 2, Requests = rate * 5 / 4, Calls = calls ?? [] };

    private static Lab Closed(string name, Place place, string path, string planted, string expected, string[] calls, params string[] inject) =>
        new(name, place, path, planted, expected) { Workers = 8, Requests = name.Contains("retry", StringComparison.Ordinal) ? 6 : path == "dependency" ? 40 : path is "chain" or "parallel-calls" ? 30 : 14, Calls = calls, Inject = inject };
}
