using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Capturing;

/// <summary><c>infernosim capture</c>: both proxies in one process, into one folder.</summary>
internal sealed class CaptureCommand : Command
{
    private readonly Flag<ListenAddress> _listen = new(
        "--listen", "ADDRESS", "Where callers of the service connect instead; no host means this machine only, 0.0.0.0:18080 every interface.", ":18080", ListenAddress.Parse);

    private readonly Flag<ForwardTarget> _forward = new(
        "--forward", "URL", "Where the service listens (required).", null, ForwardTarget.Parse);

    private readonly Flag<ListenAddress?> _outboundListen = new(
        "--outbound-listen", "ADDRESS", "The forward proxy for the service's own calls; its HTTP_PROXY points here. Empty for none.", ":9000", ListenText.ParseOptional);

    private readonly Flag<HttpsCapture> _https = new(
        "--https", "tunnel|mitm", "What becomes of https calls through the outbound proxy: they pass unseen through tunnels, or mitm for ending TLS at the proxy with a certificate of the local authority, so that they are recorded; the service has to trust it.", "tunnel", ParseHttps);

    private readonly ListFlag<string> _mitmHosts = new(
        "--mitm-hosts", "HOST", "A host whose https calls are recorded, '*.example.test' for those below one; the others pass unseen. Without it all are recorded. May be repeated.", ParseHost);

    private readonly Flag<string> _authority = AuthorityFlag.Create("The folder of the certificate authority for --https mitm.");

    private readonly Flag<ListenAddress?> _postgresListen = new(
        "--postgres-listen", "ADDRESS", "Where the service's PostgreSQL connections go instead, so that its SQL is recorded; needs --postgres-forward. Empty for nowhere.", "", ListenText.ParseOptional);

    private readonly Flag<PostgresServer?> _postgresForward = new(
        "--postgres-forward", "HOST:PORT", "Where the PostgreSQL server listens; goes with --postgres-listen. With ?sslmode=require, verify-ca or verify-full after it, it is reached by TLS.", null, PostgresServer.Parse);

    private readonly Flag<string?> _postgresCertificate = ServiceFlags.PostgresCertificate();

    private readonly Flag<string> _out = new(
        "--out", "DIR", "The incident folder to write; made when it is not there (required).", null, text => text);

    private readonly OutboundFlags _outbound = new();

    private readonly RecordingFlags _recording = new();

    private readonly LimitFlags _limits = new();

    public CaptureCommand()
        : base("capture", "Record an incident: a reverse proxy before the service, a forward proxy behind it, and a relay before its PostgreSQL server, until Ctrl-C or SIGTERM.")
    {
        Add(_listen);
        Add(_forward);
        Add(_outboundListen);
        _outbound.AddTo(this);
        Add(_https);
        Add(_mitmHosts);
        Add(_authority);
        Add(_postgresListen);
        Add(_postgresForward);
        Add(_postgresCertificate);
        Add(_out);
        _recording.AddTo(this);
        _limits.AddTo(this);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">A required flag is missing, or flags contradict each other.</exception>
    public CaptureInvocation Read(ParseResult result) => _outbound.Complete(_limits.Complete(ReadProxies(result), result), result, _outboundListen);

    private CaptureInvocation ReadProxies(ParseResult result) => _recording.Complete(
        new CaptureInvocation
        {
            Listen = _listen.In(result),
            Forward = _forward.In(result),
            OutboundListen = _outboundListen.In(result),
            Https = _https.In(result),
            MitmHosts = ReadMitmHosts(result),
            AuthorityFolder = _https.In(result) == HttpsCapture.Mitm ? AuthorityFlag.FolderIn(_authority, result) : null,
            PostgresListen = _postgresListen.In(result),
            PostgresForward = ReadPostgresForward(result),
            PostgresCertificate = _postgresCertificate.InOr(result, null),
            Destination = _out.In(result),
        },
        result);

    private static HttpsCapture ParseHttps(string text) => text switch
    {
        "tunnel" => HttpsCapture.Tunnel,
        "mitm" => HttpsCapture.Mitm,
        _ => throw new CliException($"'{text}' is not a way to treat https calls; give tunnel or mitm"),
    };

    private static string ParseHost(string text) =>
        text == "*" || Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) != UriHostNameType.Unknown
            ? text
            : throw new CliException($"'{text}' is not a host; give a name without scheme, port and path, such as api.example.test or '*.example.test'");

    private IReadOnlyList<string> ReadMitmHosts(ParseResult result)
    {
        IReadOnlyList<string> hosts = _mitmHosts.In(result);
        Option? useless = _https.In(result) == HttpsCapture.Mitm ? null : hosts.Count > 0 ? _mitmHosts : _authority.WasGiven(result) ? _authority : null;
        return useless is null
            ? (hosts.Count == 0 ? ["*"] : hosts)
            : throw new CliException($"{useless.Name}: has an effect only together with {_https.Name} mitm");
    }

    private PostgresServer? ReadPostgresForward(ParseResult result)
    {
        PostgresServer? server = _postgresForward.InOr(result, null);
        return (_postgresListen.In(result) is null) == (server is null)
            ? server
            : throw new CliException($"{_postgresListen.Name} and {_postgresForward.Name} go together: where the service connects, such as :15432, and where the server listens, such as localhost:5432");
    }
}
