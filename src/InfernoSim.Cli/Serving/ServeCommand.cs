using System.CommandLine;
using System.Net;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Replaying;
using InfernoSim.Planning;

namespace InfernoSim.Cli.Serving;

/// <summary><c>infernosim serve</c>: an incident's dependencies by themselves, to develop against and for tests in any language.</summary>
internal sealed class ServeCommand : Command
{
    // What of a replay's options means something where no request is sent.
    private static readonly string[] Served =
        [nameof(ReplayOptions.Faults), nameof(ReplayOptions.Seed), nameof(ReplayOptions.DependencyTime), nameof(ReplayOptions.Ignore)];

    private readonly Argument<string> _folder = new("INCIDENT") { Description = "The incident folder. It is only read." };

    private readonly DependencyFlags _dependencies = new(isForCaptured: false);

    private readonly Flag<IPEndPoint> _statusListen = new(
        "--status-listen", "ADDRESS", "Where to ask what was called: GET /healthz, GET /__infernosim/status, GET /__infernosim/receipt, POST /__infernosim/reset.", ":19001", ListenText.ParseEndPoint);

    private readonly Flag<string?> _config = ServiceFlags.Config();

    private readonly ReplayFlags _options;

    /// <param name="environment">Looks up an environment variable.</param>
    public ServeCommand(Func<string, string?> environment)
        : base(
            "serve",
            """
            Answer dependency calls from an incident until told to stop (Ctrl-C, SIGTERM), without replaying it: of equal recorded calls one after the
            other, at the end the last again. A call that was not recorded is answered 502, with what it is most like.
            Exit code 0: it was told to stop. 2: the incident cannot be read, or an address not be listened on.
            """)
    {
        _options = new ReplayFlags(environment);
        Add(_folder);
        Option[] flags = [.. _dependencies.All, _statusListen, _config, .. Served.SelectMany(_options.Of)];
        Array.ForEach(flags, Add);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    public ServeInvocation Read(ParseResult result) => new()
    {
        Incident = result.GetRequiredValue(_folder),
        Servers = _dependencies.In(result),
        StatusListen = _statusListen.In(result),
        Config = _config.InOr(result, null),
        Options = _options.Read(result),
        Given = _options.Given(result),
    };
}
