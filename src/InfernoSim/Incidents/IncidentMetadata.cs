namespace InfernoSim.Incidents;

/// <summary>What <c>incident.json</c> says of an incident as a whole.</summary>
public sealed record IncidentMetadata
{
    /// <summary>When the recording ended; <see langword="null"/> when the file does not say.</summary>
    public DateTimeOffset? CapturedAt { get; internal init; }

    /// <summary>The environment it was recorded in, as the person who recorded it named it; empty when not said.</summary>
    public string Env { get; internal init; } = "";

    /// <summary>The machine it was recorded on; empty when not said.</summary>
    public string Host { get; internal init; } = "";

    /// <summary>How many events <c>inbound.log</c> holds, those that made room for newer ones, and those that were lost, among them. A writer counts them itself.</summary>
    public long InboundCount { get; internal init; }

    /// <summary>How many events <c>outbound.log</c> holds, those that made room for newer ones, and those that were lost, among them. A writer counts them itself.</summary>
    public long OutboundCount { get; internal init; }

    /// <summary>How many events <c>sql.log</c> holds, those that made room for newer ones, and those that were lost, among them; 0 where there is none. A writer counts them itself.</summary>
    public long SqlCount { get; internal init; }

    /// <summary>The version of the format; 1, also for a file that does not say.</summary>
    public int Schema { get; internal init; } = 1;

    /// <summary>Whether the file says its <see cref="Schema"/>, as every recording of this tool does.</summary>
    internal bool HasSchema { get; init; }

    /// <summary>How many events a log holds.</summary>
    /// <param name="file">The name of the log.</param>
    internal long CountOf(string file) => file switch
    {
        IncidentFiles.Inbound => InboundCount,
        IncidentFiles.Sql => SqlCount,
        _ => OutboundCount,
    };

    /// <summary>How many events a log held when its recording ended, those that were lost among them.</summary>
    /// <param name="file">The name of the log.</param>
    /// <returns><see langword="null"/> where they were counted by other rules.</returns>
    internal long? CountedOf(string file) => HasSchema ? CountOf(file) : null;

    /// <summary>What the recorder saw and could not record, one sentence each; none where all of it was.</summary>
    public IReadOnlyList<string> NotRecorded { get; internal init; } = [];

    /// <summary>How many requests that may have changed something in the service were left out when it was recorded.</summary>
    internal long UnseenChanges { get; init; }

    /// <summary>By which rules it is without secrets; <see langword="null"/> where they were not looked for.</summary>
    internal IncidentPrivacy? Privacy { get; init; }

    /// <summary>Members this version does not know, as raw UTF-8 JSON values by name, kept when a recording is continued.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> UnknownMembers { get; internal init; } = [];
}
