using InfernoSim.Incidents;
using InfernoSim.Statements;

namespace InfernoSim.Matching;

/// <summary>A call from the service under test to a dependency, as a transport received it.</summary>
internal sealed record DependencyRequest
{
    /// <summary>The request method, as sent.</summary>
    public required string Method { get; init; }

    /// <summary><c>http</c> or <c>https</c>; <c>sql</c> for a statement.</summary>
    public required string Scheme { get; init; }

    /// <summary><c>host</c> or <c>host:port</c>, as the caller named it.</summary>
    public required string Authority { get; init; }

    /// <summary>Path and query exactly as on the wire (percent-encoding untouched); begins with <c>/</c>, or is <c>*</c>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>The request headers.</summary>
    public HeaderMap Headers { get; init; } = HeaderMap.Empty;

    /// <summary>The whole request body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether it is a statement for a database.</summary>
    public bool IsStatement => Scheme == SqlEvent.Scheme;

    /// <summary>Whether it is known to belong to no exchange.</summary>
    public bool IsBackground { get; init; }

    /// <summary>The worker, from 0, whose own service made it; <see langword="null"/> where workers share a service, or that is not known.</summary>
    public int? Worker { get; init; }

    /// <summary>The statements that it belongs together with; <see langword="null"/> where that is not known.</summary>
    public StatementGroup? Group { get; init; }

    /// <summary>Whether it does nothing but begin <see cref="Group"/>, or set a savepoint in it.</summary>
    public bool IsBeginning { get; init; }

    /// <summary>A statement as it is looked up.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="exchange">The exchange that it belongs to, as a replay names it; <see langword="null"/> where it names none.</param>
    public static DependencyRequest Of(SqlStatement statement, string? exchange) =>
        Traced(statement, exchange is null ? HeaderMap.Empty : HeaderMap.Of((TraceContext.InfernoHeader, exchange)));

    /// <summary>A statement as it is looked up.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="tracing">What it says of the exchange that it belongs to, as the headers of a call would.</param>
    public static DependencyRequest Traced(SqlStatement statement, HeaderMap tracing) => new()
    {
        Method = statement.Kind,
        Scheme = SqlEvent.Scheme,
        Authority = statement.Database,
        PathAndQuery = statement.Target,
        Headers = tracing.Count == 0 ? SqlEvent.Headers : new HeaderMap([.. SqlEvent.Headers, .. tracing]),
        Body = statement.Json,
    };
}
