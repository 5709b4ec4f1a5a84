using System.Globalization;
using System.Text.RegularExpressions;

namespace InfernoSim.Verdicts;

/// <summary>Replaces what differs from machine to machine, or from day to day, in text that came from a running service.</summary>
internal static partial class VolatileText
{
    // Linux hands out ports from here on to whoever asks for any; Windows and macOS from 49152.
    private const int FirstEphemeralPort = 32768;

    /// <summary>The text with ephemeral loopback ports, absolute paths, points in time and GUIDs replaced by their names.</summary>
    public static string Mask(string text)
    {
        string masked = LoopbackPort().Replace(text, MaskPort);
        masked = WindowsPath().Replace(masked, "{path}");
        masked = UnixPath().Replace(masked, "{path}");
        masked = IsoTime().Replace(masked, "{time}");
        masked = HttpDate().Replace(masked, "{time}");
        return Guid().Replace(masked, "{guid}");
    }

    private static string MaskPort(Match match) =>
        int.Parse(match.ValueSpan[(match.ValueSpan.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture) >= FirstEphemeralPort
            ? $"{match.Groups["host"]}:{{port}}"
            : match.Value;

    [GeneratedRegex(@"(?<![\w.-])(?<host>localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d{5}(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LoopbackPort();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Za-z]:(\\\\?[^\\/:*?""<>|\s]+)+", RegexOptions.CultureInvariant)]
    private static partial Regex WindowsPath();

    // Only under the roots where people and build machines keep things: a path of a URL looks the same otherwise.
    [GeneratedRegex(@"(?<![\w.:/\]-])/(home|Users|root|tmp|var|private|opt|usr|mnt|builds?|workspace|__w|_)/[^\s:*?""'<>|,;)]+", RegexOptions.CultureInvariant)]
    private static partial Regex UnixPath();

    [GeneratedRegex(@"(?<!\d)\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?(Z|[+-]\d\d:?\d\d)?)?(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex IsoTime();

    // RFC 9110, section 5.6.7
    [GeneratedRegex(@"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT", RegexOptions.CultureInvariant)]
    private static partial Regex HttpDate();

    [GeneratedRegex(@"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}(?![0-9A-Fa-f])", RegexOptions.CultureInvariant)]
    private static partial Regex Guid();
}
