namespace InfernoSim.Goals;

/// <summary>What can be measured of a service only when it runs in the process that replays.</summary>
internal sealed record InProcessFigures
{
    /// <summary>Bytes that the service allocated for each request; <see langword="null"/> when that was not measured.</summary>
    public double? AllocatedPerRequest { get; init; }

    /// <summary>Why <see cref="AllocatedPerRequest"/> was not measured.</summary>
    public string? WhyNotAllocated { get; init; }

    /// <summary>How often a thread waited for a task while it handled a request; <see langword="null"/> when that was not watched.</summary>
    public long? SyncOverAsync { get; init; }

    /// <summary>Where it waited first, by name of the request and the waiting code.</summary>
    public string? WaitedAt { get; init; }
}
