namespace InfernoSim.Measuring;

/// <summary>Everything a finding rests on. Times in seconds, shares from 0 to 1.</summary>
internal sealed record LimitEvidence
{
    public required LoadEvidence Load { get; init; }

    /// <summary>The service's side; <see langword="null"/> where nothing of it can be seen but its responses.</summary>
    public ResourceEvidence? Service { get; init; }

    public ReplayerEvidence Replayer { get; init; } = new();
}

/// <summary>What the replayer saw of the load, after the warm-up.</summary>
internal sealed record LoadEvidence
{
    public static LoadEvidence Nothing { get; } = new() { Elapsed = 0, Endings = default };

    /// <summary>How long it was watched.</summary>
    public required double Elapsed { get; init; }

    /// <summary>Requests that were over in that time, by how they ended.</summary>
    public required EndingCounts Endings { get; init; }

    /// <summary>Of those refused or failed, how many had a call that failed before, or came while the service did not call a dependency that had failed.</summary>
    public long AfterDependencyErrors { get; init; }

    /// <summary>Requests a second that the schedule asked for; <see langword="null"/> when there was none to keep.</summary>
    public double? AskedRate { get; init; }

    /// <summary>How much the mean number in flight grew from the third quarter of sending to the last, per request sent in a quarter; <see langword="null"/> when the schedule was not sent to its end.</summary>
    public double? BacklogGrowth { get; init; }

    /// <summary>The lesser of that growth and the one from the second quarter to the third.</summary>
    public double? LeastGrowth { get; init; }

    /// <summary>The longest response over the last quarter of sending as a multiple of the second one's.</summary>
    public double? LongestChange { get; init; }

    /// <summary>The longest response over the last quarter as a share of the time that all sending took.</summary>
    public double? LongestShare { get; init; }

    /// <summary>Completed a second over the last quarter of sending as a multiple of the second one.</summary>
    public double? ThroughputChange { get; init; }

    /// <summary>In flight over the last quarter of sending as a multiple of the second one.</summary>
    public double? InFlightChange { get; init; }

    /// <summary>By how much of the schedule the last requests were sent late, for whatever reason.</summary>
    public double SendDelayShare { get; init; }

    /// <summary>How long a request was ready to be sent and was not, on average: the replayer's own lateness.</summary>
    public double OwnDelay { get; init; }

    /// <summary>Mean number of requests in flight, counted over time.</summary>
    public double InFlight { get; init; }

    /// <summary>The same by Little's law: rate times mean time in the service.</summary>
    public double InFlightByLittle { get; init; }

    /// <summary>Mean number of dependency calls that waited in the stub.</summary>
    public double InStub { get; init; }

    /// <summary>Mean number of exchanges that had at least one call in the stub.</summary>
    public double WaitingForDependencies { get; init; }

    /// <summary>How many calls were in the stub at once, and how steadily.</summary>
    public Plateau StubPlateau { get; init; }

    /// <summary>Each dependency that was called.</summary>
    public IReadOnlyList<DependencyLoad> Dependencies { get; init; } = [];

    /// <summary>Complete responses.</summary>
    public long Completed => Endings.Responses;

    /// <summary>Complete responses a second.</summary>
    public double AchievedRate => Elapsed > 0 ? Completed / Elapsed : 0;

    /// <summary>Mean number of exchanges that the service itself had in hand, in which it waited for no dependency.</summary>
    public double InService => Math.Max(0, InFlight - WaitingForDependencies);

    public double InServiceShare => InFlight > 0 ? InService / InFlight : 0;
}

/// <summary>A level that a count reaches and does not go beyond.</summary>
/// <param name="Level">The highest level that was held for more than a moment.</param>
/// <param name="Share">The share of time at it.</param>
internal readonly record struct Plateau(int Level, double Share);

/// <summary>One dependency.</summary>
/// <param name="Name">The authority it is called by.</param>
/// <param name="Calls">Calls that ended.</param>
/// <param name="InStub">Mean number of calls in the stub.</param>
/// <param name="GivenUpShare">Share of the time in the stub that was spent in calls that the service gave up, or that timed out.</param>
/// <param name="GivenUp">Such calls.</param>
internal sealed record DependencyLoad(string Name, long Calls, double InStub, double GivenUpShare, long GivenUp)
{
    /// <summary>Calls that failed, as recorded or by a fault, or were given up.</summary>
    public long Failed { get; init; }

    /// <summary>Mean number of exchanges that waited for this dependency.</summary>
    public double Waiting { get; init; }

    public Plateau Plateau { get; init; }
}

/// <summary>An object that several threads waited for.</summary>
/// <param name="Share">The share of time in which at least one did.</param>
/// <param name="Threads">How many different ones did.</param>
internal readonly record struct ObjectWait(double Share, int Threads);

/// <summary>What was seen of the service's process. What could not be measured is <see langword="null"/>.</summary>
internal sealed record ResourceEvidence
{
    /// <summary>Where the figures come from, for a person.</summary>
    public required string Source { get; init; }

    /// <summary>Whether the replayer and the stub run in the same process, so that its CPU and pool are theirs too.</summary>
    public bool SharesProcess { get; init; }

    /// <summary>Whether the service has a runtime that could tell of its threads and its memory, and did not.</summary>
    public bool IsRuntimeSilent { get; init; }

    /// <summary>Cores the service may use.</summary>
    public required double Cores { get; init; }

    /// <summary>Cores it used.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Mean number of threads that ran or waited for a core: what it would use if it had the machine to itself.</summary>
    public double? Runnable { get; init; }

    /// <summary>Seconds from queueing a work item until it ran, on average.</summary>
    public double? PoolDelay { get; init; }

    /// <summary>Threads in the pool.</summary>
    public double? PoolThreads { get; init; }

    /// <summary>Work items that waited for a thread.</summary>
    public double? PoolQueue { get; init; }

    /// <summary>Mean number of threads that waited for a lock (<c>lock</c>, <c>Monitor</c>, <c>Lock</c>).</summary>
    public double? LockWaiting { get; init; }

    /// <summary>The lock that threads waited for most.</summary>
    public ObjectWait? LockWait { get; init; }

    /// <summary>The object that the pool's threads waited for most (<c>Monitor.Wait</c>, and what is built on it such as <c>SemaphoreSlim.Wait</c>).</summary>
    public ObjectWait? MonitorWait { get; init; }

    /// <summary>Mean number of the pool's threads that waited for a handle (<c>Mutex</c>, <c>Semaphore</c>, <c>ReaderWriterLockSlim</c>, events).</summary>
    public double? HandleWaiting { get; init; }

    /// <summary>Share of the time in which the collector had stopped all threads.</summary>
    public double? GcPauseShare { get; init; }

    /// <summary>Bytes allocated a second.</summary>
    public double? AllocationRate { get; init; }

    /// <summary>Mean number of outbound requests that waited for a connection.</summary>
    public double? ConnectionWaiting { get; init; }

    /// <summary>Most outbound connections open at once.</summary>
    public double? OpenConnections { get; init; }

    /// <summary>Outbound connections that were closed in a second.</summary>
    public double? ClosedConnections { get; init; }

    /// <summary>Whether SQLite is in use, whose writers wait for one another in a call that blocks, asynchronous or not.</summary>
    public bool UsesSqlite { get; init; }

    /// <summary>Requests and connections that waited in the web server.</summary>
    public double? ServerQueue { get; init; }

    /// <summary>Connections that the web server closed at once, because it had as many as it is allowed.</summary>
    public double? RejectedConnections { get; init; }

    /// <summary>Exceptions a second.</summary>
    public double? Exceptions { get; init; }
}

/// <summary>What the replayer knows of itself.</summary>
internal sealed record ReplayerEvidence
{
    /// <summary>Cores its process used; with an in-process service, both together.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Cores its process used to compile code: what runs for the first time costs a request many times what it costs the next one.</summary>
    public double CompileCores { get; init; }

    /// <summary>Cores of the machine that this process may use.</summary>
    public double Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Share of the machine's cores that nobody used.</summary>
    public double? MachineIdle { get; init; }

    /// <summary>Seconds from queueing a work item of this process until it ran, on average.</summary>
    public double? PoolDelay { get; init; }

    /// <summary>What it can do on this machine, measured against a service that does nothing; <see langword="null"/> when that was not measured.</summary>
    public ReplayerCeiling? Ceiling { get; init; }
}

/// <summary>What the replayer reaches against a service that does nothing, in this process, on this machine.</summary>
/// <param name="RequestsPerSecond">Requests a second.</param>
/// <param name="CpuPerRequest">Seconds of CPU for one request without dependency calls, with the null service's own.</param>
/// <param name="CpuPerCall">Seconds of CPU for one dependency call more.</param>
internal sealed record ReplayerCeiling(double RequestsPerSecond, double CpuPerRequest, double CpuPerCall);
