using System.Collections.Concurrent;

namespace InfernoSim.Planning;

/// <summary>A value that came in the header of a dependency call, with the recorded one that it stands for.</summary>
/// <param name="Place">The dependency and the header, which have values of their own.</param>
/// <param name="Recorded">The recorded value.</param>
/// <param name="Came">The value that came.</param>
/// <param name="IsUnique">Whether no two workers may have it.</param>
internal readonly record struct FreshHeader(string Place, string Recorded, string Came, bool IsUnique);

/// <summary>Who sent the values that must not be sent twice, over all runs and workers. Thread-safe.</summary>
internal sealed class FreshHeaderLog
{
    private readonly ConcurrentDictionary<(string Place, string Came), FreshHeaders> _senders = new();

    /// <summary>Whether nobody else has sent a value.</summary>
    public bool IsFree(FreshHeader value, FreshHeaders sender) =>
        !_senders.TryGetValue((value.Place, value.Came), out FreshHeaders? known) || ReferenceEquals(known, sender);

    public void Add(FreshHeader value, FreshHeaders sender) => _senders.TryAdd((value.Place, value.Came), sender);
}

/// <summary>
/// Which new values a worker has sent in place of recorded ones: where the recording repeats a value the worker has to repeat
/// its own, and where the recording has another the worker has to have another. Thread-safe.
/// </summary>
/// <param name="log">What the others have sent; <see langword="null"/> where that does not matter.</param>
internal sealed class FreshHeaders(FreshHeaderLog? log = null)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Place, string Recorded), string> _came = [];
    private readonly Dictionary<(string Place, string Came), string> _recorded = [];

    /// <summary>Why a value cannot stand for the recorded one.</summary>
    /// <returns>What it is instead, in words that are the same for each worker; <see langword="null"/> when it can.</returns>
    public string? WhyNot(FreshHeader value)
    {
        lock (_lock)
        {
            if (_came.TryGetValue((value.Place, value.Recorded), out string? came))
            {
                return came == value.Came ? null : "another value than the one sent before";
            }

            if (_recorded.TryGetValue((value.Place, value.Came), out string? recorded))
            {
                return $"the value sent where {recorded} was recorded";
            }
        }

        return !value.IsUnique || log?.IsFree(value, this) != false ? null : "a value that another worker or run has sent";
    }

    /// <summary>Notes values that stand for recorded ones from now on.</summary>
    /// <returns>Those that were not known; <see langword="null"/> when one of them cannot.</returns>
    public IReadOnlyList<FreshHeader>? TryTake(IReadOnlyList<FreshHeader> values)
    {
        lock (_lock)
        {
            if (values.Any(value => WhyNot(value) is not null))
            {
                return null;
            }

            FreshHeader[] added = [.. values.Where(value => _came.TryAdd((value.Place, value.Recorded), value.Came))];
            foreach (FreshHeader value in added)
            {
                _recorded[(value.Place, value.Came)] = value.Recorded;
                if (value.IsUnique)
                {
                    log?.Add(value, this);
                }
            }

            return added;
        }
    }

    /// <summary>Forgets values that a call showed which was not answered after all.</summary>
    public void Return(IReadOnlyList<FreshHeader> added)
    {
        lock (_lock)
        {
            foreach (FreshHeader value in added)
            {
                _came.Remove((value.Place, value.Recorded));
                _recorded.Remove((value.Place, value.Came));
            }
        }
    }
}
