using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace InfernoSim.Healing;

/// <summary>Names of what says how long something took: <c>X-Response-Time</c>, <c>Server-Timing</c>, <c>durationMs</c>.</summary>
internal static partial class DurationName
{
    private static readonly FrozenSet<string> Durations = FrozenSet.ToFrozenSet(
        ["duration", "dur", "elapsed", "latency", "runtime", "timing", "timings", "took", "millis", "milliseconds"], StringComparer.OrdinalIgnoreCase);

    // What the time is about, where the name says time.
    private static readonly FrozenSet<string> Work = FrozenSet.ToFrozenSet(
        ["response", "request", "process", "processing", "service", "server", "render", "rendering", "execution", "exec", "query", "upstream", "run", "load", "generation", "backend", "origin", "handler"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name is one.</summary>
    /// <param name="name">A name, or a JSON pointer, whose last name counts.</param>
    public static bool Is(string name)
    {
        string[] words = [.. Word().Matches(name[(name.LastIndexOf('/') + 1)..]).Select(word => word.Value)];
        return words.Any(Durations.Contains) || (words.Contains("time", StringComparer.OrdinalIgnoreCase) && words.Any(Work.Contains));
    }

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
