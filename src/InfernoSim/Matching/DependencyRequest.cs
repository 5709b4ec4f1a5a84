using InfernoSim.Incidents;

namespace InfernoSim.Matching;

/// <summary>A call from the service under test to a dependency, as a transport received it.</summary>
internal sealed record DependencyRequest
{
    /// <summary>The request method, as sent.</summary>
    public required string Method { get; init; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary><c>host</c> or <c>host:port</c>, as the caller named it.</summary>
    public required string Authority { get; init; }

    /// <summary>Path and query exactly as on the wire (percent-encoding untouched); begins with <c>/</c>, or is <c>*</c>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>The request headers.</summary>
    public HeaderMap Headers { get; init; } = HeaderMap.Empty;

    /// <summary>The whole request body.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
