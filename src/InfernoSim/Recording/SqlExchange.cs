using InfernoSim.Statements;

namespace InfernoSim.Recording;

/// <summary>A statement that was sent to a database, with what came back.</summary>
internal sealed record SqlExchange
{
    /// <summary>The statement.</summary>
    public required SqlStatement Statement { get; init; }

    /// <summary>The length of the statement, in bytes, where not all of it was kept; otherwise <see langword="null"/>.</summary>
    public long? StatementSize { get; init; }

    /// <summary>Whether it belongs to the connection rather than to a request: <see cref="Incidents.IncidentEventType.SqlConnection"/>.</summary>
    public bool IsOfConnection { get; init; }

    /// <summary>What came back: one JSON object, on one line.</summary>
    public required ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>The length of the result, in bytes, where not all of it was kept; otherwise <see langword="null"/>.</summary>
    public long? ResultSize { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset Sent { get; init; }

    /// <summary>How long the database took to answer.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The exchange that it belongs to; <see langword="null"/> where none is known.</summary>
    public string? Exchange { get; init; }

    /// <summary>Whether it is known to belong to none.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Why there was no answer, a code of <see cref="Matching.GatewayFailure"/> and the database; an error of the database is an answer.</summary>
    public string? Error { get; init; }
}
