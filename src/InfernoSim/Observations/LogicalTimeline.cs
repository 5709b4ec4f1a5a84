namespace InfernoSim.Observations;

/// <summary>What happened in the first run's first worker, in causal order.</summary>
public sealed class LogicalTimeline(IReadOnlyList<LogicalEvent> events, long omitted)
{
    /// <summary>The events, the first ones of them when there are very many.</summary>
    public IReadOnlyList<LogicalEvent> Events { get; } = events;

    /// <summary>How many more there were.</summary>
    public long Omitted { get; } = omitted;
}

/// <summary>Something that happened on either side of the service.</summary>
/// <param name="Exchange">The exchange, from 0.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Call">The dependency call, from 0; <see langword="null"/> for the request and its response.</param>
/// <param name="Attempt">How often the call had been made before, from 0.</param>
/// <param name="Rank">Its Lamport timestamp: one more than that of anything it followed in the incident. Part of the fingerprint.</param>
/// <param name="At">When it happened on the virtual clock, from the start of its run; <see langword="null"/> with <see cref="ReplayTime.Real"/>. Not part of the fingerprint.</param>
public sealed record LogicalEvent(int Exchange, LogicalEventKind Kind, int? Call, int Attempt, int Rank, TimeSpan? At);

/// <summary>What a <see cref="LogicalEvent"/> is.</summary>
public enum LogicalEventKind
{
    /// <summary>The request was sent.</summary>
    RequestSent,

    /// <summary>A dependency call came to the stub.</summary>
    CallArrived,

    /// <summary>The stub answered it.</summary>
    CallAnswered,

    /// <summary>The response was there in full.</summary>
    ResponseReceived,
}
