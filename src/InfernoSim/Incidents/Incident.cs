namespace InfernoSim.Incidents;

/// <summary>A recorded incident, in the order it happened.</summary>
public sealed class Incident
{
    /// <summary>The folder it was read from.</summary>
    public required string Folder { get; init; }

    /// <summary>What <c>incident.json</c> says; <see langword="null"/> when there is none.</summary>
    public IncidentMetadata? Metadata { get; internal init; }

    /// <summary>The exchanges of the service, ordered by (timestamp, sequence) of the request.</summary>
    public required IReadOnlyList<RecordedExchange> Exchanges { get; init; }

    /// <summary>Outbound calls that belong to no known exchange, ordered by (timestamp, sequence).</summary>
    public required IReadOnlyList<IncidentEvent> UnattributedCalls { get; init; }

    /// <summary>What belongs to connections to databases and to no exchange, in the order of the file.</summary>
    internal IReadOnlyList<IncidentEvent> SqlConnections { get; init; } = [];

    /// <summary>What the recording held, or should hold, and holds no more: events that are missing by their numbers or by <c>incident.json</c>.</summary>
    public IReadOnlyList<IncidentLoss> Losses { get; internal init; } = [];

    /// <summary>What <c>incident.json</c> does not tell of the recording, since it is not there or is older than the logs; one sentence each.</summary>
    internal IReadOnlyList<string> Untold { get; init; } = [];

    /// <summary>The older exchanges that made room for newer ones when it was recorded; <see langword="null"/> where none did.</summary>
    internal LetGoExchanges? LetGo { get; init; }

    /// <summary>SHA-256 of the logs, one after the other, in lower-case hex; empty where the incident was not read from files.</summary>
    internal string ContentHash { get; init; } = "";

    /// <summary>What the reader noticed and a person should know: a torn tail, unknown event types, responses without a request.</summary>
    public IReadOnlyList<string> Notices { get; internal init; } = [];

    /// <summary>The same recording with its calls placed otherwise, or fewer of them.</summary>
    /// <param name="exchanges">Its exchanges.</param>
    /// <param name="unattributedCalls">Its calls that belong to none.</param>
    internal Incident With(IReadOnlyList<RecordedExchange> exchanges, IReadOnlyList<IncidentEvent> unattributedCalls) => new()
    {
        Folder = Folder,
        Metadata = Metadata,
        Exchanges = exchanges,
        UnattributedCalls = unattributedCalls,
        SqlConnections = SqlConnections,
        Losses = Losses,
        Untold = Untold,
        LetGo = LetGo,
        ContentHash = ContentHash,
        Notices = Notices,
    };
}
