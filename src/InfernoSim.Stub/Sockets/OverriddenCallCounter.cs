using System.Collections.Concurrent;
using InfernoSim.Matching;

namespace InfernoSim.Stub.Sockets;

/// <summary>Counts, by request, the calls that a mapping of the user's answered in place of the recording.</summary>
internal sealed class OverriddenCallCounter
{
    /// <summary>How many different requests are told apart; a replay may be long, and its paths all different.</summary>
    public const int Limit = 1_000;

    /// <summary>The name under which the requests beyond <see cref="Limit"/> are counted.</summary>
    public const string Others = "(other requests)";

    private readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);
    private int _known;

    /// <summary>Counts a call.</summary>
    /// <param name="request">The call.</param>
    public void Count(DependencyRequest request)
    {
        string name = $"{request.Method} {request.Scheme}://{request.Authority}{request.PathAndQuery}";
        if (!_calls.ContainsKey(name) && Interlocked.Increment(ref _known) > Limit)
        {
            name = Others;
        }

        _calls.AddOrUpdate(name, 1, static (_, count) => count + 1);
    }

    /// <summary>The counts by now.</summary>
    /// <returns>A copy.</returns>
    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_calls, StringComparer.Ordinal);
}
