namespace InfernoSim.Capture;

/// <summary>What a <see cref="CaptureSession"/> records, and where to.</summary>
public sealed class CaptureSessionOptions
{
    private readonly long? _maxLogBytes;

    /// <summary>The incident folder; made if it is not there.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether to continue an incident that is in the folder.</summary>
    /// <value>The default is <see langword="false"/>: a folder that holds one is refused.</value>
    public bool Append { get; init; }

    /// <summary>Where the inbound proxy listens; without it there is none.</summary>
    public ListenAddress? Listen { get; init; }

    /// <summary>The service behind the inbound proxy; needed with <see cref="Listen"/>.</summary>
    public ForwardTarget? Forward { get; init; }

    /// <summary>Where the outbound proxy listens; without it there is none.</summary>
    public ListenAddress? OutboundListen { get; init; }

    /// <summary>Where the service's PostgreSQL connections go instead; without it there is no relay.</summary>
    public ListenAddress? PostgresListen { get; init; }

    /// <summary>The PostgreSQL server behind the relay; needed with <see cref="PostgresListen"/>.</summary>
    public PostgresServer? PostgresForward { get; init; }

    /// <summary>A PEM file with a certificate and its key, which the relay shows to clients that ask for TLS.</summary>
    /// <value>The default is <see langword="null"/>: a certificate that is made for this process, and that nobody trusts.</value>
    public string? PostgresCertificate { get; init; }

    /// <summary>What becomes of traffic that cannot be written down, because the disk is full, say.</summary>
    /// <value>The default is <see cref="LogFailure.Continue"/>.</value>
    public LogFailure OnLogFailure { get; init; }

    /// <summary>
    /// How many bytes the logs may have together, from 1, those that are continued among them. What becomes of the recording at the first event that does not
    /// fit is <see cref="WhenFull"/>, and of the traffic when it stops, <see cref="OnLogFailure"/>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: as many as there is room for.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public long? MaxLogBytes
    {
        get => _maxLogBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
            _maxLogBytes = value;
        }
    }

    /// <summary>What becomes of the recording when it has as much as <see cref="MaxLogBytes"/>, without which it is never full.</summary>
    /// <value>The default is <see cref="WhenFull.Stop"/>.</value>
    public WhenFull WhenFull { get; init; }

    /// <summary>The environment's name, for <c>incident.json</c>.</summary>
    public string Env { get; init; } = "";

    /// <summary>What both proxies need to know.</summary>
    public CaptureOptions Capture { get; init; } = new();

    /// <summary>How long a write may take before it has failed.</summary>
    internal static TimeSpan PatienceOf(LogFailure onLogFailure) => onLogFailure == LogFailure.Continue ? TimeSpan.FromSeconds(5) : Timeout.InfiniteTimeSpan;
}
