using InfernoSim.Certificates;
using InfernoSim.Faults;
using InfernoSim.Policies;
using InfernoSim.Recording;

namespace InfernoSim.Capture;

/// <summary>What both capture proxies need to know.</summary>
public sealed class CaptureOptions
{
    /// <summary>How many bytes of a body are kept when nothing else is said.</summary>
    public const int DefaultMaxBodyBytes = RecorderOptions.DefaultMaxBodyBytes;

    /// <summary>How many bytes the headers of a request may have at most, and when nothing else is said.</summary>
    public const int LargestRequestHeaderBytes = 512 * 1024;

    private readonly int _maxBodyBytes = DefaultMaxBodyBytes;
    private readonly int _maxRequestHeaderBytes = LargestRequestHeaderBytes;
    private readonly int? _maxConnections;
    private readonly TimeSpan _connectionIdleTimeout = TimeSpan.FromHours(1);

    /// <summary>
    /// How many bytes of a body are kept, from 0. Of a longer body the first bytes are kept, with the size and the hash of
    /// all of it.
    /// </summary>
    /// <value>The default is 1 MiB.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxBodyBytes
    {
        get => _maxBodyBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxBodyBytes = value;
        }
    }

    /// <summary>Whether secrets are recorded as they are.</summary>
    /// <value>
    /// The default is <see langword="false"/>: credentials in headers are replaced by marks such as <c>[REDACTED:7f3a09c1b2d4]</c>, and what looks like a secret
    /// in targets, other headers, bodies and statements by tokens such as <c>tok_A13285d80329339adc65</c>, equal ones by equal ones.
    /// </value>
    public bool CaptureSensitiveData { get; init; }

    /// <summary>
    /// What becomes of values at certain places, whatever they look like: they are kept, such as a password that the service checks in a replay, replaced by tokens,
    /// redacted or dropped.
    /// </summary>
    /// <value>The default is <see cref="PrivacyPolicy.None"/>.</value>
    public PrivacyPolicy Privacy { get; init; } = PrivacyPolicy.None;

    /// <summary>How long a stopping capture waits for exchanges that are under way, before it cuts them.</summary>
    /// <value>The default is 8 seconds: containers are killed 10 seconds after they were asked to stop, and what was cut is still to be written down.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// How long an exchange may go without a byte in either direction, before the caller gets a gateway timeout.
    /// </summary>
    /// <value>The default is without end: capture leaves timeouts to the application, which has its own.</value>
    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How many bytes the target of a request may have, and its headers together, from 1. A caller that sends more gets a 414 or a 431, is counted, and is not
    /// recorded.
    /// </summary>
    /// <value>The default is <see cref="LargestRequestHeaderBytes"/>: more than most web servers take, so that it is the service that refuses.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1, or above <see cref="LargestRequestHeaderBytes"/>.</exception>
    public int MaxRequestHeaderBytes
    {
        get => _maxRequestHeaderBytes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestRequestHeaderBytes);
            _maxRequestHeaderBytes = value;
        }
    }

    /// <summary>
    /// How many connections each of the two proxies may have open, from 1, tunnels and WebSockets among them. One more is closed before anything is read from it, and counted.
    /// </summary>
    /// <value>The default is <see langword="null"/>: as many as there are callers, since the service has a limit of its own.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxConnections
    {
        get => _maxConnections;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(value));
            _maxConnections = value;
        }
    }

    /// <summary>
    /// How long a connection may be open on which nothing is asked, and a tunnel in which nothing passes, before it is closed. Requests that are under way are as slow as they
    /// like: see <see cref="IdleTimeout"/>.
    /// </summary>
    /// <value>The default is 1 hour: longer than servers keep connections, so that it is the service that closes them.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0, or it is more than a day.</exception>
    public TimeSpan ConnectionIdleTimeout
    {
        get => _connectionIdleTimeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            _connectionIdleTimeout = value;
        }
    }

    /// <summary>
    /// The exchanges that are open now. An inbound and an outbound proxy that are given the same one can tell which request
    /// caused a call that carries only a <c>traceparent</c>.
    /// </summary>
    /// <value>The default is a registry of its own.</value>
    public OpenExchanges OpenExchanges { get; init; } = new();

    /// <summary>What becomes of https calls through the outbound proxy.</summary>
    /// <value>The default is <see cref="HttpsCapture.Tunnel"/>: they pass unseen. The other way fails every call of a service that does not trust <see cref="Authority"/>.</value>
    public HttpsCapture Https { get; init; }

    /// <summary>The hosts whose https calls are recorded: names, <c>*.example.test</c> for those below one, <c>*</c> for all; the others pass unseen.</summary>
    /// <value>The default is <c>*</c>.</value>
    public IReadOnlyList<string> MitmHosts { get; init; } = ["*"];

    /// <summary>Who vouches for the certificates that the service is shown; needed with <see cref="HttpsCapture.Mitm"/>. The caller disposes it.</summary>
    public LocalAuthority? Authority { get; init; }

    /// <summary>
    /// Where calls may go through the outbound proxy; others get a 403, and are counted and not recorded. A name is checked before it is resolved, and
    /// what it resolves to afterwards. Link-local addresses and those at which clouds give out credentials have to be named as addresses.
    /// </summary>
    /// <value>The default is none: everywhere but to those addresses, and the proxy can listen on this machine's own addresses alone.</value>
    public IReadOnlyList<AllowedDestination> Allow { get; init; } = [];

    /// <summary>
    /// Faults that calls through the outbound proxy meet, by the same rules as in a replay. A call that fails by one is not passed on; it is recorded as its caller saw
    /// it, with the rules in <see cref="Incidents.IncidentEvent.InjectionApplied"/>.
    /// </summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>The seed of what is random in <see cref="Faults"/>.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>Whose certificates are accepted when a call is passed on by TLS.</summary>
    /// <value>The default is <see cref="UpstreamTrust.System"/>.</value>
    public UpstreamTrust Trust { get; init; } = UpstreamTrust.System;

    /// <summary>
    /// How many bytes of a statement, and of its result, are kept. Of a longer one nothing is, since a part of it answers nobody: so it is
    /// more than of a body, unless less than usual is to be kept of those.
    /// </summary>
    internal int MaxStatementBytes => MaxBodyBytes < DefaultMaxBodyBytes ? MaxBodyBytes : Math.Max(MaxBodyBytes, SqlRecorder.DefaultMaxBytes);

    /// <summary>The options of the recorder behind a proxy.</summary>
    /// <exception cref="CaptureException">The key in the environment is too short, or secrets are kept and there are rules for them.</exception>
    internal RecorderOptions ToRecorderOptions()
    {
        var options = new RecorderOptions
        {
            MaxBodyBytes = MaxBodyBytes,
            KeepSecrets = CaptureSensitiveData,
            Policy = Privacy.Places,
            OpenExchanges = OpenExchanges,
        };
        try
        {
            _ = options.Scrubber;
            return options;
        }
        catch (ReplayConfigurationException e)
        {
            throw new CaptureException(e.Message, e);
        }
    }
}
