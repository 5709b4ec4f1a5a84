using System.Collections.Concurrent;

namespace InfernoSim.Capture.Forwarding;

/// <summary>Calls that were not passed on, by where they went. Thread-safe.</summary>
internal sealed class RefusedCalls
{
    // A caller may name any destination, so that their number has an end.
    private const int MostNamed = 100;
    private const string Others = "other destinations";

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>How many there were so far.</summary>
    public IReadOnlyDictionary<string, long> Counts => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);

    /// <summary>How it is said that they are not in the incident, one line each.</summary>
    /// <param name="counts">How many there were.</param>
    public static IEnumerable<string> Sentences(IReadOnlyDictionary<string, long> counts) =>
        counts.Select(entry => $"{LostWords.Count(entry.Value, "call")} to {entry.Key}, which the capture was not allowed to pass on");

    /// <summary>One more.</summary>
    /// <param name="refused">Where it went.</param>
    public void Add(RefusedDestinationException refused) =>
        _counts.AddOrUpdate(_counts.Count < MostNamed || _counts.ContainsKey(refused.Destination) ? refused.Destination : Others, 1, static (_, count) => count + 1);
}
