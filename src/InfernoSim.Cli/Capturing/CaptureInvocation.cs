using InfernoSim.Capture;

namespace InfernoSim.Cli.Capturing;

/// <summary>What a capture was asked for, checked.</summary>
internal sealed record CaptureInvocation
{
    /// <summary>Where callers of the service connect; <see langword="null"/> when only outbound calls are captured.</summary>
    public ListenAddress? Listen { get; init; }

    /// <summary>Where the service listens; set when <see cref="Listen"/> is.</summary>
    public ForwardTarget? Forward { get; init; }

    /// <summary>Where the service's own calls go; <see langword="null"/> when only inbound requests are captured.</summary>
    public ListenAddress? OutboundListen { get; init; }

    /// <summary>Where the service's PostgreSQL connections go; <see langword="null"/> when statements are not captured.</summary>
    public ListenAddress? PostgresListen { get; init; }

    /// <summary>Where the PostgreSQL server listens; set when <see cref="PostgresListen"/> is.</summary>
    public PostgresServer? PostgresForward { get; init; }

    /// <summary>A PEM file with the certificate for PostgreSQL clients that ask for TLS; <see langword="null"/> for one that is made.</summary>
    public string? PostgresCertificate { get; init; }

    /// <summary>The incident folder, or in the classic form the one log file.</summary>
    public required string Destination { get; init; }

    /// <summary>Whether <see cref="Destination"/> is a single log file.</summary>
    public bool IsSingleLog { get; init; }

    /// <summary>Whether an incident that is there already is continued.</summary>
    public bool Append { get; init; }

    /// <summary>How many bytes of a body are kept.</summary>
    public required int MaxBody { get; init; }

    /// <summary>Whether credentials are kept as they are.</summary>
    public bool CaptureSensitiveData { get; init; }
}
