using System.Collections.Concurrent;

namespace InfernoSim.Noise;

/// <summary>How often each rule of a replay applied to something that came. Thread-safe.</summary>
internal sealed class NoiseTally(int rules)
{
    // Past this many ids, one is only held against those that are known.
    private const int MostOwners = 100_000;

    private readonly long[] _ignored = new long[rules];
    private readonly long[] _gaveUp = new long[rules];

    private readonly ConcurrentDictionary<string, (int Run, int Worker)> _owners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether another worker, or another run, was given an id before.</summary>
    /// <param name="id">The id.</param>
    /// <param name="run">The run that it is given in now.</param>
    /// <param name="worker">The worker that it is given to.</param>
    public bool IsAnothers(string id, int run, int worker) =>
        (_owners.Count < MostOwners ? _owners.GetOrAdd(id, (run, worker)) : _owners.GetValueOrDefault(id, (run, worker))) != (run, worker);

    public long Ignored(int rule) => Interlocked.Read(ref _ignored[rule]);

    public long GaveUp(int rule) => Interlocked.Read(ref _gaveUp[rule]);

    /// <summary>A rule applied to a call as a whole.</summary>
    public void Add(int rule) => Interlocked.Increment(ref _ignored[rule]);

    public void Add(NoiseCount count)
    {
        foreach ((int rule, int ignored, bool gaveUp) in count.Entries)
        {
            Interlocked.Add(ref _ignored[rule], ignored);
            if (gaveUp)
            {
                Interlocked.Increment(ref _gaveUp[rule]);
            }
        }
    }
}

/// <summary>What the rules did to one message.</summary>
internal sealed class NoiseCount
{
    private readonly List<(int Rule, int Ignored, bool GaveUp)> _entries = [];

    public IReadOnlyList<(int Rule, int Ignored, bool GaveUp)> Entries => _entries;

    public void Add(int rule, int ignored)
    {
        if (ignored > 0)
        {
            _entries.Add((rule, ignored, false));
        }
    }

    public void GiveUp(int rule) => _entries.Add((rule, 0, true));
}
