using System.Collections.Frozen;
using InfernoSim.Matching;

namespace InfernoSim.Healing;

/// <summary>Names of what says how long something took: <c>X-Response-Time</c>, <c>Server-Timing</c>, <c>durationMs</c>.</summary>
internal static class DurationName
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
        string[] words = [.. NameWords.Of(name[(name.LastIndexOf('/') + 1)..])];
        return words.Any(Durations.Contains) || (words.Contains("time", StringComparer.OrdinalIgnoreCase) && words.Any(Work.Contains));
    }
}
