namespace InfernoSim.Limits;

/// <summary>What kept a service from doing more.</summary>
public enum LimitingFactor
{
    /// <summary>The schedule was kept: nothing did.</summary>
    None,

    /// <summary>The service's computing, on all the cores it may use.</summary>
    Cpu,

    /// <summary>Threads of the .NET pool that are blocked, so that work which is ready waits for one.</summary>
    ThreadPoolStarvation,

    /// <summary>Outbound requests that wait for a connection, of which there are too few.</summary>
    ConnectionPool,

    /// <summary>Outbound requests that wait for connections to be made, because hardly any is used again.</summary>
    ConnectionSetup,

    /// <summary>A dependency that takes its time.</summary>
    DependencyLatency,

    /// <summary>A dependency that does not answer in time.</summary>
    DependencyTimeout,

    /// <summary>A dependency that fails, and the requests that fail with it: no limit at all.</summary>
    DependencyErrors,

    /// <summary>Threads that wait for a lock.</summary>
    LockContention,

    /// <summary>The garbage collector, which stops all threads.</summary>
    GcPressure,

    /// <summary>A number of requests at a time, or in a time, that the service lets through: a semaphore, a queue, a rate limiter.</summary>
    ConcurrencyLimit,

    /// <summary>The number of connections that the service's web server accepts at a time.</summary>
    ConnectionLimit,

    /// <summary>The replayer: the result is not about the service.</summary>
    Replayer,

    /// <summary>What was measured does not tell.</summary>
    Unknown,
}

/// <summary>The names of factors in reports.</summary>
internal static class LimitingFactors
{
    public static string ToReportName(this LimitingFactor factor, string? dependency) =>
        dependency is null ? factor.ToReportName() : $"{factor.ToReportName()} ({dependency})";

    public static string ToReportName(this LimitingFactor factor) => factor switch
    {
        LimitingFactor.None => "NONE",
        LimitingFactor.Cpu => "CPU",
        LimitingFactor.ThreadPoolStarvation => "THREAD_POOL_STARVATION",
        LimitingFactor.ConnectionPool => "CONNECTION_POOL",
        LimitingFactor.ConnectionSetup => "CONNECTION_SETUP",
        LimitingFactor.DependencyLatency => "DEPENDENCY_LATENCY",
        LimitingFactor.DependencyTimeout => "DEPENDENCY_TIMEOUT",
        LimitingFactor.DependencyErrors => "DEPENDENCY_ERRORS",
        LimitingFactor.LockContention => "LOCK_CONTENTION",
        LimitingFactor.GcPressure => "GC_PRESSURE",
        LimitingFactor.ConcurrencyLimit => "CONCURRENCY_LIMIT",
        LimitingFactor.ConnectionLimit => "CONNECTION_LIMIT",
        LimitingFactor.Replayer => "REPLAYER",
        _ => "UNKNOWN",
    };
}
