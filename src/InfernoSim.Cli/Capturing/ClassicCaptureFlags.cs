using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Capturing;

/// <summary>
/// The flags of the classic form, one proxy a process: <c>infernosim --mode=inbound --listen=:18080 --forward=localhost:8084
/// --log=inbound.log</c> and <c>infernosim --mode=proxy --listen=:9000 --log=outbound.log</c>.
/// </summary>
internal sealed class ClassicCaptureFlags
{
    private readonly Flag<string> _mode = new(
        "--mode", "inbound|proxy", "Capture with one proxy: inbound is the reverse proxy before the service, proxy the forward proxy behind it.", null, ParseMode);

    private readonly Flag<ListenAddress?> _listen = new(
        "--listen", "ADDRESS", "Where the proxy listens; no host means this machine only, 0.0.0.0:18080 every interface.", ":18080 (inbound), :9000 (proxy)", ListenAddress.Parse);

    private readonly Flag<ForwardTarget?> _forward = new(
        "--forward", "URL", "Where the service listens (required for inbound, none for proxy).", null, ForwardTarget.Parse);

    private readonly Flag<string?> _log = new(
        "--log", "FILE", "The log to write.", "inbound.log (inbound), outbound.log (proxy)", text => text);

    private readonly OutboundFlags _outbound = new();

    private readonly RecordingFlags _recording = new();

    private readonly LimitFlags _limits = new();

    /// <summary>Gives the flags to the root command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_mode);
        command.Add(_listen);
        command.Add(_forward);
        command.Add(_log);
        _outbound.AddTo(command);
        _recording.AddTo(command);
        _limits.AddTo(command);
    }

    /// <summary>The request, from a command line without syntax errors.</summary>
    /// <exception cref="CliException">A required flag is missing, or one that the mode does not have was given.</exception>
    public CaptureInvocation Read(ParseResult result)
    {
        if (!_mode.WasGiven(result))
        {
            throw new CliException("--mode is missing; give --mode inbound, --mode proxy, or a command: infernosim capture, infernosim replay");
        }

        CaptureInvocation request = _recording.Complete(_mode.In(result) == "inbound" ? ReadInbound(result) : ReadProxy(result), result);
        return _outbound.Complete(_limits.Complete(request, result), result, _listen);
    }

    private CaptureInvocation ReadInbound(ParseResult result) => new()
    {
        Listen = _listen.InOr(result, ListenAddress.Parse(":18080")),
        Forward = _forward.In(result),
        Destination = _log.InOr(result, null) ?? "inbound.log",
        IsSingleLog = true,
    };

    private CaptureInvocation ReadProxy(ParseResult result) => _forward.WasGiven(result)
        ? throw new CliException("--forward: --mode proxy forwards every call to where it was going; leave --forward out, or give --mode inbound")
        : new()
        {
            OutboundListen = _listen.InOr(result, ListenAddress.Parse(":9000")),
            Destination = _log.InOr(result, null) ?? "outbound.log",
            IsSingleLog = true,
        };

    private static string ParseMode(string text) => text is "inbound" or "proxy"
        ? text
        : throw new CliException($"'{text}' is not a mode; give inbound or proxy (to replay: infernosim replay)");
}
