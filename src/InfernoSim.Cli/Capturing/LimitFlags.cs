using System.CommandLine;
using InfernoSim.Capture;
using InfernoSim.Cli.CommandLine;

namespace InfernoSim.Cli.Capturing;

/// <summary>The flags that say how much callers may take of a proxy, the same for every form of capture.</summary>
internal sealed class LimitFlags
{
    private static readonly TimeSpan LongestIdle = TimeSpan.FromDays(1);

    private readonly Flag<int> _maxHeaderSize = new(
        "--max-header-size", "SIZE", "How large the target of a request may be, and its headers together. A caller that sends more gets a 414 or a 431, is counted, and is not recorded.", "512KiB", FlagText.ByteSizeFrom(1, CaptureOptions.LargestRequestHeaderBytes, "32KiB"));

    private readonly Flag<int?> _maxConnections = new(
        "--max-connections", "N", "How many connections each proxy may have open. One more is closed, is counted, and is not recorded. Without it as many as there are callers.", null, text => FlagText.WholeNumber(1, int.MaxValue, "1000")(text));

    private readonly Flag<TimeSpan> _idleTimeout = new(
        "--idle-timeout", "DURATION", "How long a connection may be open on which nothing is asked, and a tunnel in which nothing passes, before it is closed. What is under way is not ended by it.", "1h", ParseIdleTimeout);

    /// <summary>Gives the flags to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_maxHeaderSize);
        command.Add(_maxConnections);
        command.Add(_idleTimeout);
    }

    /// <summary>The request with these flags in it.</summary>
    public CaptureInvocation Complete(CaptureInvocation request, ParseResult result) => request with
    {
        MaxHeaderSize = _maxHeaderSize.In(result),
        MaxConnections = _maxConnections.InOr(result, null),
        IdleTimeout = _idleTimeout.In(result),
    };

    private static TimeSpan ParseIdleTimeout(string text) => DurationText.Parse(text, "5m") is var value && value > TimeSpan.Zero && value <= LongestIdle
        ? value
        : throw new CliException($"'{text}' is not a time above 0 and up to 24h; for example 5m");
}
