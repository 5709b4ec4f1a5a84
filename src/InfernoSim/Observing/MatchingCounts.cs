using System.Collections.Concurrent;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>How dependency calls found their recorded answer, as counts. Thread-safe.</summary>
internal sealed class MatchingCounts
{
    private const int MostUnanswerable = 100;

    private readonly BoundedNames _lostContext = new();
    private readonly BoundedNames _ambiguousDependencies = new();
    private readonly BoundedNames _sharedDatabases = new();
    private readonly ConcurrentDictionary<string, string> _unanswerable = new();
    private long _causal;
    private long _byContent;
    private long _ambiguous;
    private long _unmatched;
    private long _answered;
    private long _overridden;
    private long _background;

    /// <summary>Recorded calls that were asked for but cannot be answered, with why.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Unanswerable => [.. _unanswerable.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>Dependencies with calls that several different recorded answers were possible for; of a database, the statements.</summary>
    public IReadOnlyList<string> AmbiguousDependencies => _ambiguousDependencies.InOrder(StringComparer.Ordinal);

    /// <summary>Databases with statements that named no request, where nothing told whose of several workers they were.</summary>
    public IReadOnlyList<string> SharedDatabases => _sharedDatabases.InOrder(StringComparer.Ordinal);

    /// <summary>Calls of background work.</summary>
    public long Background => Interlocked.Read(ref _background);

    /// <summary>A call of background work was answered.</summary>
    public void CountBackground() => Interlocked.Increment(ref _background);

    /// <summary>Calls that were answered from the recording.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    public void CountCausal() => Interlocked.Increment(ref _causal);

    public void CountByContent(bool isAmbiguous, string name)
    {
        if (isAmbiguous)
        {
            _ambiguousDependencies.Add(name);
        }

        Interlocked.Increment(ref isAmbiguous ? ref _ambiguous : ref _byContent);
    }

    /// <summary>Calls that were answered as background turned out to be those of an exchange.</summary>
    public void CountEarly(int calls)
    {
        Interlocked.Add(ref _background, -calls);
        Interlocked.Add(ref _byContent, calls);
        Interlocked.Add(ref _answered, calls);
    }

    public void CountUnmatched() => Interlocked.Increment(ref _unmatched);

    public void CountAnswered() => Interlocked.Increment(ref _answered);

    /// <summary>An answer counts no more: its transaction failed by a fault, and is tried again.</summary>
    public void CountTakenBack() => Interlocked.Decrement(ref _answered);

    public void CountOverridden() => Interlocked.Increment(ref _overridden);

    public void AddLostContext(string authority) => _lostContext.Add(authority);

    public void AddSharedDatabase(string database) => _sharedDatabases.Add(database);

    public void AddUnanswerable(PlannedCall call, string why)
    {
        if (_unanswerable.Count < MostUnanswerable)
        {
            _unanswerable.TryAdd(call.Display, why);
        }
    }

    /// <summary>The counts.</summary>
    /// <param name="faulted">Calls that a fault was injected into.</param>
    public CallMatching Complete(long faulted) =>
        new(_causal, _byContent, _ambiguous, faulted, _unmatched, _lostContext.InOrder(StringComparer.Ordinal)) { Overridden = _overridden };
}
