using InfernoSim.Capture;
using InfernoSim.Certificates;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Faults;
using InfernoSim.Policies;

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

    /// <summary>Where calls may go through the outbound proxy; none for everywhere but to guarded addresses.</summary>
    public IReadOnlyList<AllowedDestination> Allow { get; init; } = [];

    /// <summary>The faults that calls through the outbound proxy meet.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>The seed of what is random in <see cref="Faults"/>.</summary>
    public ulong Seed { get; init; }

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
    public int MaxBody { get; init; }

    /// <summary>How many bytes the logs may have; <see langword="null"/> for as many as there is room for.</summary>
    public long? MaxSize { get; init; }

    /// <summary>What becomes of the recording when they have as many.</summary>
    public WhenFull WhenFull { get; init; }

    /// <summary>How many bytes the target of a request may have, and its headers.</summary>
    public int MaxHeaderSize { get; init; }

    /// <summary>How many connections a proxy may have; <see langword="null"/> for as many as there are callers.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>What becomes of https calls.</summary>
    public HttpsCapture Https { get; init; }

    /// <summary>The hosts whose https calls are recorded.</summary>
    public IReadOnlyList<string> MitmHosts { get; init; } = [];

    /// <summary>The folder of the certificate authority; <see langword="null"/> where none is needed.</summary>
    public string? AuthorityFolder { get; init; }

    /// <summary>Whose certificates are accepted.</summary>
    public TrustChoice Trust { get; init; } = new();

    /// <summary>What becomes of traffic that cannot be written down.</summary>
    public LogFailure OnLogFailure { get; init; }

    /// <summary>Whether secrets are kept as they are.</summary>
    public bool CaptureSensitiveData { get; init; }

    /// <summary>What becomes of values at certain places.</summary>
    public PrivacyChoice Privacy { get; init; } = PrivacyChoice.None;

    /// <summary>The rules, those of the folder among them.</summary>
    /// <exception cref="ReplayConfigurationException">A file is not there, or something in it is wrong.</exception>
    public PrivacyPolicy OpenPolicy() => Privacy.Open(IsSingleLog ? Path.GetDirectoryName(Destination) ?? "" : Destination);

    /// <summary>What the proxies need to know.</summary>
    /// <param name="authority">The authority of <see cref="AuthorityFolder"/>.</param>
    public CaptureOptions ToOptions(LocalAuthority? authority) => new()
    {
        MaxBodyBytes = MaxBody,
        MaxRequestHeaderBytes = MaxHeaderSize,
        MaxConnections = MaxConnections,
        ConnectionIdleTimeout = IdleTimeout,
        CaptureSensitiveData = CaptureSensitiveData,
        Privacy = OpenPolicy(),
        Allow = Allow,
        Faults = Faults,
        Seed = Seed,
        Https = Https,
        MitmHosts = MitmHosts,
        Authority = authority,
        Trust = Trust.Open(),
    };
}
