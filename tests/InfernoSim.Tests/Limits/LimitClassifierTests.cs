using InfernoSim.Limits;
using InfernoSim.Measuring;

namespace InfernoSim.Tests.Limits;

public sealed class LimitClassifierTests
{
    // A service that has fallen behind its schedule, with everything inside it idle.
    private static readonly LoadEvidence Behind = new()
    {
        Elapsed = 2,
        Endings = Answered(300),
        AskedRate = 300,
        BacklogGrowth = 0.5,
        InFlightChange = 2,
        ThroughputChange = 1,
        InFlight = 100,
        InFlightByLittle = 100,
    };

    // One that keeps up with what is asked of it.
    private static readonly LoadEvidence Kept = Behind with { AskedRate = 150, BacklogGrowth = 0 };

    private static readonly ResourceEvidence Idle = new()
    {
        Source = "a test",
        Cores = 4,
        CpuCores = 0.5,
        Runnable = 0.6,
        PoolThreads = 6,
        PoolQueue = 0,
        LockWaiting = 0,
        GcPauseShare = 0,
        AllocationRate = 1e6,
        ConnectionWaiting = 0,
        OpenConnections = 10,
    };

    private static readonly ReplayerEvidence Quiet = new() { Cores = 4, CpuCores = 0.3, MachineIdle = 0.7, PoolDelay = 0.0001 };

    private static readonly DependencyLoad Bank = new("bank.test", 300, 90, 0, 0) { Waiting = 90 };

    public static TheoryData<string, string> Services() => new()
    {
        { "keeps its schedule", "NONE" },
        { "keeps its schedule, with some requests that take long", "NONE" },
        { "lets a part of the requests wait, each longer than those before", "CONCURRENCY_LIMIT" },
        { "is idle and does not keep up", "CONCURRENCY_LIMIT" },
        { "turns requests away", "CONCURRENCY_LIMIT" },
        { "turns requests away, and a dependency fails that has no part in it", "CONCURRENCY_LIMIT" },
        { "turns requests away when the bank fails", "DEPENDENCY_ERRORS (bank.test)" },
        { "turns requests away when bank and post fail", "DEPENDENCY_ERRORS (bank.test, post.test)" },
        { "fails when the bank does", "DEPENDENCY_ERRORS (bank.test)" },
        { "fails when the bank does, and computes on all its cores", "CPU" },
        { "turns away what waited for the bank too long", "DEPENDENCY_ERRORS (bank.test)" },
        { "accepts so many connections", "CONNECTION_LIMIT" },
        { "accepts so many connections, and next to no requests", "CONNECTION_LIMIT" },
        { "accepts so many connections, and keeps what is asked of it with the others", "CONNECTION_LIMIT" },
        { "never has more than 8 calls", "CONCURRENCY_LIMIT" },
        { "uses all its cores", "CPU" },
        { "shares a busy machine and all its threads want to run", "CPU" },
        { "waits for a lock", "LOCK_CONTENTION" },
        { "waits for a lock, and work for threads", "LOCK_CONTENTION" },
        { "waits for a lock with most of its few threads", "LOCK_CONTENTION" },
        { "is stopped by the collector", "GC_PRESSURE" },
        { "works its backlog off between long collections", "GC_PRESSURE" },
        { "does nothing, as fast as the replayer can ask", "REPLAYER" },
        { "shares a process and fills its memory", "GC_PRESSURE" },
        { "blocks its threads", "THREAD_POOL_STARVATION" },
        { "blocks its threads in another process", "THREAD_POOL_STARVATION" },
        { "blocks its threads, so that nothing is answered", "THREAD_POOL_STARVATION" },
        { "blocks its threads, and two of them wait for an object of their own", "THREAD_POOL_STARVATION" },
        { "blocks its threads in a lock", "LOCK_CONTENTION" },
        { "blocks its threads in a semaphore", "CONCURRENCY_LIMIT" },
        { "waits for connections", "CONNECTION_POOL" },
        { "makes a connection for each call, and waits for it", "CONNECTION_SETUP" },
        { "waits for connections, of which one is closed now and then", "CONNECTION_POOL" },
        { "waits for the bank", "DEPENDENCY_LATENCY (bank.test)" },
        { "waits for the bank and the post alike", "DEPENDENCY_LATENCY (bank.test, post.test)" },
        { "gives the bank up", "DEPENDENCY_TIMEOUT (bank.test)" },
        { "does next to nothing, and the replayer is busy", "REPLAYER" },
        { "shares a process with a replayer that needs most of it", "REPLAYER" },
        { "shares a process with a replayer that needs little of it", "CPU" },
    };

    public static TheoryData<string> Doubts() =>
    [
        "answered next to nothing",
        "is reached by URL and does not keep up",
        "is reached by URL and never has more than 8 calls",
        "is not asked for more than it does",
        "shares a process, and nobody knows whose the cores were",
        "shares a process about evenly",
        "shares a process that still compiles its code",
        "has room on a machine that is busy with others, and is late",
        "has threads that want the cores that other programs have",
        "has threads that want the cores that other programs have, in another process",
        "has pauses that may or may not matter, and busy cores",
        "shares a process whose garbage may be the replayer's",
        "uses all its cores, and its runtime says nothing",
        "clears memory as fast as it computes",
        "shares a machine with a replayer and others, which use most of it",
        "takes longer than the replay",
        "blocks its threads, some of them in a lock",
        "blocks its threads, most of the time some in a lock",
        "blocks its threads, now and then in a semaphore",
        "blocks its threads, some of them at a handle",
        "blocks its threads, and uses SQLite",
        "turns every request away",
        "closes connections",
        "closes connections, and is reached by URL",
        "closes connections now and then, and keeps its schedule with the others",
    ];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_is_limited_by_what_it_waits_for(string service, string expected)
    {
        LimitFinding finding = LimitClassifier.Classify(EvidenceOf(service));

        Assert.Equal(expected, finding.Name);
        Assert.Equal(expected == "NONE" ? LimitConfidence.None : LimitConfidence.Suspected, finding.Confidence);
        Assert.NotEmpty(finding.Figures);
        Assert.NotEmpty(finding.NextStep);
    }

    [Theory]
    [MemberData(nameof(Doubts))]
    public void Where_the_figures_do_not_tell_nothing_is_named(string service)
    {
        LimitFinding finding = LimitClassifier.Classify(EvidenceOf(service));

        Assert.Equal((LimitingFactor.Unknown, LimitConfidence.None), (finding.Factor, finding.Confidence));
        Assert.NotEmpty(finding.NextStep);
    }

    [Fact]
    public void What_is_not_named_is_told_with_what_there_was_to_see()
    {
        LimitFinding finding = LimitClassifier.Classify(Of(Behind with { ThroughputChange = 6 }, Idle with { Exceptions = 120 }));

        Assert.Equal("150.0 req/s achieved of 300.0 asked, 100.0 requests in flight, 100.0 of them in the service itself, 0.50 of 4 cores used, 120 exceptions a second, machine 70 % idle", finding.Figures);
    }

    [Fact]
    public void Requests_without_a_response_are_told_by_how_they_ended()
    {
        LimitFinding finding = LimitClassifier.Classify(EvidenceOf("closes connections"));

        Assert.Contains("180 of 300 requests had no response (180 closed before the response was complete)", finding.Figures, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 150, "Confirmed")]
    [InlineData(100, 110, "Suspected")]
    [InlineData(100, 60, "Suspected")]
    public void A_suspect_is_confirmed_only_if_throughput_moved(double before, double after, string expected)
    {
        LimitFinding finding = LimitClassifier.Classify(EvidenceOf("waits for connections"), new LimitTrial("more connections", before, after));

        Assert.Equal((LimitingFactor.ConnectionPool, expected), (finding.Factor, $"{finding.Confidence}"));
        Assert.Contains("more connections", finding.Figures, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trial_makes_no_name_of_an_unknown_limit()
    {
        LimitFinding finding = LimitClassifier.Classify(EvidenceOf("is reached by URL and does not keep up"), new LimitTrial("more connections", 100, 500));

        Assert.Equal((LimitingFactor.Unknown, LimitConfidence.None), (finding.Factor, finding.Confidence));
    }

    private static LimitEvidence EvidenceOf(string service) => service switch
    {
        "keeps its schedule" => Of(Behind with { BacklogGrowth = 0.01, Endings = Answered(590) }, Idle),
        "keeps its schedule, with some requests that take long" =>
            Of(Behind with { BacklogGrowth = 0.04, LeastGrowth = 0.04, LongestChange = 1.1, LongestShare = 0.01, Endings = Answered(590) }, Idle),
        "lets a part of the requests wait, each longer than those before" =>
            Of(Behind with { BacklogGrowth = 0.04, LeastGrowth = 0.04, LongestChange = 2, LongestShare = 0.5, Endings = Answered(590) }, Idle),
        "works its backlog off between long collections" => Of(Behind with { BacklogGrowth = -0.3 }, Idle with { GcPauseShare = 0.7 }),
        "does nothing, as fast as the replayer can ask" =>
            Of(Behind with { AskedRate = null, BacklogGrowth = 0, Endings = Answered(9_000) }, Shared with { CpuCores = 2.5 }, Busy(0.0002) with { CpuCores = 2.5, MachineIdle = 0.3 }),
        "is idle and does not keep up" => Of(Behind, Idle),
        "turns requests away" => Of(Kept with { Endings = Refused(100) }, Idle),
        "turns requests away, and a dependency fails that has no part in it" => Of(Kept with { Endings = Refused(100), AfterDependencyErrors = 10, Dependencies = [Failing] }, Idle),
        "turns requests away when the bank fails" => Of(Kept with { Endings = Refused(100), AfterDependencyErrors = 80, Dependencies = [Failing] }, Idle),
        "turns requests away when bank and post fail" => Of(Kept with { Endings = Refused(100), AfterDependencyErrors = 80, Dependencies = [Failing, Failing with { Name = "post.test" }] }, Idle),
        "fails when the bank does" => Of(Kept with { Endings = new EndingCounts { Answered = 200, Failed = 100 }, AfterDependencyErrors = 100, Dependencies = [Failing] }, Idle),
        "fails when the bank does, and computes on all its cores" => Of(Behind with { Endings = Refused(100), AfterDependencyErrors = 100, Dependencies = [Failing] }, Idle with { CpuCores = 3.8, Runnable = 6 }),
        "turns away what waited for the bank too long" => Of(Kept with { Endings = Refused(100), Dependencies = [Failing with { GivenUp = 100 }] }, Idle),
        "turns every request away" => Of(Kept with { Endings = Refused(300) }, Idle),
        "accepts so many connections" => Of(Behind with { Endings = Closed(180) }, Idle with { RejectedConnections = 170 }),
        "accepts so many connections, and next to no requests" => Of(Behind with { Endings = new EndingCounts { Answered = 10, NotConnected = 200, Closed = 90 } }, Idle with { RejectedConnections = 290 }),
        "accepts so many connections, and keeps what is asked of it with the others" => Of(Kept with { Endings = new EndingCounts { Answered = 300, Closed = 25 } }, Idle with { RejectedConnections = 25 }),
        "closes connections" => Of(Behind with { Endings = Closed(180) }, Idle with { RejectedConnections = 0 }),
        "closes connections, and is reached by URL" => Of(Behind with { Endings = Closed(180) }, null),
        "closes connections now and then, and keeps its schedule with the others" => Of(Kept with { Endings = new EndingCounts { Answered = 300, Closed = 25 } }, Idle),
        "never has more than 8 calls" => Of(Behind with { InStub = 8, WaitingForDependencies = 8, StubPlateau = new Plateau(8, 0.8) }, Idle),
        "uses all its cores, and its runtime says nothing" => Of(Behind, new ResourceEvidence { Source = "a test", Cores = 4, CpuCores = 3.8, Runnable = 6, IsRuntimeSilent = true }),
        "uses all its cores" => Of(Behind, Idle with { CpuCores = 3.8, Runnable = 6 }),
        "shares a busy machine and all its threads want to run" =>
            Of(Behind, Idle with { CpuCores = 1.2, Runnable = 5, PoolQueue = 60 }, Quiet with { MachineIdle = 0 }),
        "waits for a lock" => Of(Behind, Idle with { LockWaiting = 5 }),
        "waits for a lock, and work for threads" => Of(Behind, Idle with { LockWaiting = 25, PoolThreads = 30, PoolQueue = 60 }),
        "waits for a lock with most of its few threads" => Of(Behind, Idle with { LockWaiting = 1.2, PoolThreads = 5, PoolQueue = 320, CpuCores = 0.4, Runnable = 1.3 }),
        "is stopped by the collector" => Of(Behind, Idle with { GcPauseShare = 0.4, CpuCores = 3.9 }),
        "blocks its threads" => Of(Behind, Idle with { SharesProcess = true, PoolDelay = 0.4, PoolThreads = 20 }, Quiet with { PoolDelay = 0.4 }),
        "blocks its threads in another process" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12 }),
        "blocks its threads, so that nothing is answered" => Of(Behind with { Endings = Answered(0) }, Idle with { PoolQueue = 50, PoolThreads = 12 }),
        "waits for connections" => Of(Behind with { InStub = 4, WaitingForDependencies = 4, StubPlateau = new Plateau(4, 0.8) }, Idle with { ConnectionWaiting = 90, OpenConnections = 4 }),
        "makes a connection for each call, and waits for it" =>
            Of(Behind with { Dependencies = [Bank] }, Idle with { ConnectionWaiting = 90, OpenConnections = 8, ClosedConnections = 140 }),
        "waits for connections, of which one is closed now and then" =>
            Of(Behind with { Dependencies = [Bank] }, Idle with { ConnectionWaiting = 90, OpenConnections = 4, ClosedConnections = 5 }),
        "waits for the bank" => Of(Waiting(Bank), Idle),
        "waits for the bank and the post alike" => Of(Waiting(Bank with { Waiting = 50 }, Bank with { Name = "post.test", Waiting = 45 }), Idle),
        "gives the bank up" => Of(Waiting(Bank with { GivenUpShare = 0.9, GivenUp = 200 }), Idle),
        "does next to nothing, and the replayer is busy" => Of(Behind, Idle, Quiet with { CpuCores = 3.4, MachineIdle = 0.02 }),
        "shares a process with a replayer that needs most of it" => Of(Behind, Shared, Busy(0.02)),
        "shares a process with a replayer that needs little of it" => Of(Behind, Shared, Busy(0.002)),
        "answered next to nothing" => Of(Behind with { Endings = Answered(3) }, Idle),
        "is reached by URL and does not keep up" => Of(Behind, null),
        "is reached by URL and never has more than 8 calls" => Of(Behind with { InStub = 8, WaitingForDependencies = 8, StubPlateau = new Plateau(8, 0.8) }, null),
        "is not asked for more than it does" => Of(Behind with { AskedRate = null, BacklogGrowth = 0 }, Idle),
        "shares a process, and nobody knows whose the cores were" => Of(Behind with { Endings = Answered(10_000) }, Shared, Quiet with { CpuCores = 3.8, MachineIdle = 0 }),
        "shares a process about evenly" => Of(Behind, Shared, Busy(0.0125)),
        "shares a process that still compiles its code" => Of(Behind with { Endings = Answered(5_000) }, Shared, Busy(0.0005) with { CompileCores = 0.8 }),
        "has room on a machine that is busy with others, and is late" => Of(Behind with { OwnDelay = 0.05 }, Idle, Quiet with { MachineIdle = 0.01 }),
        "has threads that want the cores that other programs have" =>
            Of(Behind, Shared with { CpuCores = 0.4, Runnable = 2.9, PoolDelay = 0.08 }, Quiet with { CpuCores = 0.4, MachineIdle = 0, PoolDelay = 0.09 }),
        "has threads that want the cores that other programs have, in another process" =>
            Of(Behind, Idle with { CpuCores = 0.4, Runnable = 2.9, PoolQueue = 60 }, Quiet with { CpuCores = 0.1, MachineIdle = 0 }),
        "shares a process and fills its memory" => Of(Behind, Shared with { GcPauseShare = 0.4, AllocationRate = 2e9 }),
        "shares a process whose garbage may be the replayer's" => Of(Behind, Shared with { GcPauseShare = 0.4, AllocationRate = 5e6 }),
        "has pauses that may or may not matter, and busy cores" => Of(Behind, Idle with { GcPauseShare = 0.15, CpuCores = 3.9 }),
        "clears memory as fast as it computes" => Of(Behind, Idle with { CpuCores = 3.9, AllocationRate = 4e9 }),
        "blocks its threads, some of them in a lock" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, LockWaiting = 1 }),
        "blocks its threads in a lock" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 3, LockWaiting = 0.9, LockWait = new ObjectWait(0.85, 3) }),
        "blocks its threads, most of the time some in a lock" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 3, LockWaiting = 0.7, LockWait = new ObjectWait(0.6, 3) }),
        "blocks its threads in a semaphore" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, MonitorWait = new ObjectWait(0.95, 10) }),
        "blocks its threads, now and then in a semaphore" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, MonitorWait = new ObjectWait(0.3, 10) }),
        "blocks its threads, and two of them wait for an object of their own" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, MonitorWait = new ObjectWait(0.95, 2) }),
        "blocks its threads, and uses SQLite" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, UsesSqlite = true }),
        "blocks its threads, some of them at a handle" => Of(Behind, Idle with { PoolQueue = 50, PoolThreads = 12, HandleWaiting = 3 }),
        "shares a machine with a replayer and others, which use most of it" =>
            Of(Behind, Idle with { CpuCores = 0.4 }, Quiet with { CpuCores = 0.6, MachineIdle = 0, PoolDelay = 0.03 }),
        "takes longer than the replay" => Of(Behind with { ThroughputChange = 6 }, Idle),
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "no such service"),
    };

    private static DependencyLoad Failing => Bank with { Failed = 90, Waiting = 1 };

    private static EndingCounts Answered(long count) => new() { Answered = count };

    private static EndingCounts Refused(long count) => new() { Answered = 300 - count, Refused = count };

    private static EndingCounts Closed(long count) => new() { Answered = 300 - count, Closed = count };

    private static ResourceEvidence Shared => Idle with { SharesProcess = true, CpuCores = 3.8, Runnable = 6, PoolDelay = 0.02 };

    private static ReplayerEvidence Busy(double perRequest) =>
        Quiet with { CpuCores = 3.8, MachineIdle = 0, PoolDelay = 0.02, Ceiling = new ReplayerCeiling(5000, perRequest, 0) };

    private static LoadEvidence Waiting(params DependencyLoad[] dependencies) =>
        Behind with { AskedRate = null, BacklogGrowth = 0, InStub = 90, WaitingForDependencies = 90, StubPlateau = new Plateau(90, 0.9), Dependencies = dependencies };

    private static LimitEvidence Of(LoadEvidence load, ResourceEvidence? service, ReplayerEvidence? replayer = null) =>
        new() { Load = load, Service = service, Replayer = replayer ?? Quiet };
}
