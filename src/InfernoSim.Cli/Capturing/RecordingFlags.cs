using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Capturing;

/// <summary>The flags that say how traffic is written down, the same for every form of capture.</summary>
internal sealed class RecordingFlags
{
    private readonly Switch _append = new(
        "--append", "Continue an incident that is there already; without it a non-empty one is refused.");

    private readonly Flag<int> _maxBody = new(
        "--max-body", "SIZE", "How much of a body is kept; of a longer one the hash, the size and this much.", "1MiB", FlagText.ByteSize);

    private readonly Flag<long?> _maxSize = new(
        "--max-size", "SIZE", "How large the logs may become, those that are continued among them, such as 500MB. At the first event that does not fit the recording ends, unless --when-full keeps the newest; the traffic passes and is counted as not recorded, or --on-log-failure refuse ends the capture. Without it as large as the disk lets them.", null, text => FlagText.FileSize(text));

    private readonly Flag<WhenFull> _whenFull = new(
        "--when-full", "stop|keep-newest", "What becomes of a recording that is as large as --max-size: it stops, or keep-newest for letting the oldest exchanges go, each with its calls, so that the newest are kept. While they go, up to as much again is on the disk for moments.", "stop", ParseWhenFull);

    private readonly Flag<LogFailure> _onLogFailure = new(
        "--on-log-failure", "continue|refuse", "What becomes of traffic that cannot be written down, because the disk is full, say: it passes and is counted as not recorded (a write that takes longer than 5s has failed), or refuse for ending the capture.", "continue", ParseLogFailure);

    private readonly TrustFlags _trust = new("the service or a dependency");

    private readonly Switch _captureSensitiveData = PrivacyFlags.NewCaptureSensitiveData();

    private readonly PrivacyFlags _privacy = new("the incident folder");

    /// <summary>Gives the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_append);
        command.Add(_maxBody);
        command.Add(_maxSize);
        command.Add(_whenFull);
        command.Add(_onLogFailure);
        command.Add(_captureSensitiveData);
        _privacy.AddTo(command);
        foreach (Option flag in _trust.All)
        {
            command.Add(flag);
        }
    }

    /// <summary>The request with these flags in it.</summary>
    public CaptureInvocation Complete(CaptureInvocation request, ParseResult result) => request with
    {
        Append = _append.In(result),
        MaxBody = _maxBody.In(result),
        MaxSize = _maxSize.InOr(result, null),
        WhenFull = ReadWhenFull(result),
        OnLogFailure = _onLogFailure.In(result),
        CaptureSensitiveData = _captureSensitiveData.In(result),
        Privacy = _privacy.In(result),
        Trust = _trust.In(result),
    };

    private WhenFull ReadWhenFull(ParseResult result) => _whenFull.In(result) == WhenFull.KeepNewest && !_maxSize.WasGiven(result)
        ? throw new CliException($"{_whenFull.Name} keep-newest: has an effect only together with {_maxSize.Name}, which says when a recording is full; for example {_maxSize.Name} 500MB")
        : _whenFull.In(result);

    private static WhenFull ParseWhenFull(string text) => text switch
    {
        "stop" => WhenFull.Stop,
        "keep-newest" => WhenFull.KeepNewest,
        _ => throw new CliException($"'{text}' is not what becomes of a recording that is full; give stop or keep-newest"),
    };

    private static LogFailure ParseLogFailure(string text) => text switch
    {
        "continue" => LogFailure.Continue,
        "refuse" => LogFailure.Refuse,
        _ => throw new CliException($"'{text}' is not a way to go on without a log; give continue or refuse"),
    };
}
