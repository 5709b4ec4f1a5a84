using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Observing;

/// <summary>
/// Whether all workers of all runs observe the same. Each exchange's first observation is the reference that the others
/// are held against, so that where they part can be named although nothing else of them is kept.
/// </summary>
/// <remarks>
/// Where a fault made a call fail, workers may rightly differ, because decisions differ from worker to worker; there a
/// worker is held against itself in other runs.
/// </remarks>
/// <param name="exchanges">How many exchanges are replayed.</param>
/// <param name="fanout">How many workers there are.</param>
/// <param name="hasFaults">Whether faults are injected.</param>
/// <param name="loss">Whether the service is gone, so that what differs only follows from that.</param>
internal sealed class Agreement(int exchanges, int fanout, bool hasFaults, ServiceLoss? loss = null)
{
    // Past this many, workers that met faults are held against one another by the fingerprint of their run alone.
    private const int MostFaultedReferences = 50_000;

    // What follows from the loss of the service differs everywhere; only where it was lost is of interest.
    private const int MostSuspected = 1000;

    private readonly Reference?[] _references = new Reference?[exchanges];
    private readonly ConcurrentDictionary<(int Worker, int Position), Reference> _faultedReferences = new();
    private readonly ConcurrentDictionary<(int Run, int Worker), Sum256> _unmatched = new();
    private readonly ConcurrentDictionary<int, byte> _disagreeingRuns = new();
    private readonly Lock _lock = new();
    private UnmatchedTally _tally = new(fanout);
    private (int Run, UnmatchedTally Tally)? _referenceTally;
    private int _faultedCount;

    // Seen while the service was suspected to be gone, by exchange.
    private readonly SortedDictionary<int, Nondeterminism> _suspected = [];

    private sealed record Reference(UInt128 Digest, int Run, int Worker, Sighting Saw);

    public Nondeterminism? FirstDisagreement { get; private set; }

    /// <summary>The first disagreement that does not follow from the loss of the service.</summary>
    /// <param name="lost">The request during which it was lost; <see langword="null"/> when it was not.</param>
    public Nondeterminism? DisagreementBefore(ReplayAddress? lost)
    {
        lock (_lock)
        {
            return FirstDisagreement
                ?? (lost is { } cause && _suspected.TryGetValue(cause.Exchange, out Nondeterminism? parted) && (parted.SecondRun, parted.SecondWorker) == (cause.Run, cause.Worker) ? parted : null);
        }
    }

    /// <summary>The service was not gone: what was seen under the suspicion counts.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (Nondeterminism parted in _suspected.Values)
            {
                Keep(parted);
            }

            _suspected.Clear();
        }
    }

    public bool IsAgreed(int run) => !_disagreeingRuns.ContainsKey(run);

    /// <summary>Holds an observation against the reference.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="digest">Of everything observed of the exchange but calls that match nothing.</param>
    /// <param name="describe">Says what was seen; asked only where that is needed.</param>
    /// <param name="wasFaulted">Whether a fault made one of its calls fail.</param>
    /// <param name="isSuspected">Whether it may only follow from the loss of the service.</param>
    public void Add(ReplayAddress address, PlannedExchange exchange, UInt128 digest, Func<Sighting> describe, bool wasFaulted, bool isSuspected = false)
    {
        Reference? reference = wasFaulted
            ? FaultedReference(address, exchange, digest, describe)
            : Volatile.Read(ref _references[exchange.Position]) ?? FirstReference(address, exchange, digest, describe);
        if (reference is not null && reference.Digest != digest)
        {
            Disagree(exchange, reference, new Reference(digest, address.Run, address.Worker, describe()), isSuspected);
        }
    }

    /// <summary>Notes a call that matches nothing. The order and the moment of such calls make no difference.</summary>
    /// <param name="address">Who made it.</param>
    /// <param name="exchange">In which exchange.</param>
    /// <param name="content">What makes it the same call as another.</param>
    /// <param name="display">The call as a person reads it.</param>
    public void AddUnmatched(ReplayAddress address, PlannedExchange exchange, UInt128 content, string display)
    {
        if (address.Worker >= fanout)
        {
            return;
        }

        _tally.Add(address.Worker, exchange, content, display);
        _unmatched.GetOrAdd((address.Run, address.Worker), static _ => new Sum256()).Add(Encoding.UTF8.GetBytes($"{address.Exchange} {content:x32}"));
    }

    /// <summary>Notes something seen in a run that belongs to no worker.</summary>
    public void AddUnowned(int run, string saw) =>
        _unmatched.GetOrAdd((run, -1), static _ => new Sum256()).Add(Encoding.UTF8.GetBytes($"unowned {saw}"));

    /// <summary>Ends a run.</summary>
    /// <param name="run">The run, from 0.</param>
    /// <param name="workers">What each of its workers observed.</param>
    /// <returns>Its fingerprint: of its workers' in order, and of the calls that matched nothing.</returns>
    public string CompleteRun(int run, IReadOnlyList<Sum256> workers)
    {
        CompareUnmatched(run);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int worker = 0; worker < workers.Count; worker++)
        {
            hash.AppendData(workers[worker].ToBytes());
            AppendUnmatched(hash, run, worker);
        }

        AppendUnmatched(hash, run, -1);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private Reference FirstReference(ReplayAddress address, PlannedExchange exchange, UInt128 digest, Func<Sighting> describe)
    {
        var first = new Reference(digest, address.Run, address.Worker, describe());
        return Interlocked.CompareExchange(ref _references[exchange.Position], first, null) ?? first;
    }

    private Reference? FaultedReference(ReplayAddress address, PlannedExchange exchange, UInt128 digest, Func<Sighting> describe)
    {
        (int, int) key = (address.Worker, exchange.Position);
        if (_faultedReferences.TryGetValue(key, out Reference? known))
        {
            return known;
        }

        return Interlocked.Increment(ref _faultedCount) > MostFaultedReferences
            ? null
            : _faultedReferences.GetOrAdd(key, new Reference(digest, address.Run, address.Worker, describe()));
    }

    /// <summary>Notes that something came at another virtual instant than in an earlier run of the same worker.</summary>
    public void Disagree(PlannedExchange exchange, ReplayAddress address, int earlierRun, string earlierSaw, string saw) => Disagree(
        exchange,
        new Reference(0, earlierRun, address.Worker, new Sighting([earlierSaw], null, OwnIds.None)),
        new Reference(0, address.Run, address.Worker, new Sighting([saw], null, OwnIds.None)));

    private void CompareUnmatched(int run)
    {
        UnmatchedTally tally = Interlocked.Exchange(ref _tally, new UnmatchedTally(fanout));
        (int referenceRun, UnmatchedTally reference) = _referenceTally ??= (run, tally);
        foreach (var difference in tally.DifferencesFrom(reference, byWorker: hasFaults))
        {
            Disagree(
                difference.Exchange,
                new Reference(0, referenceRun, difference.ReferenceWorker, new Sighting([difference.ReferenceSaw], null, OwnIds.None)),
                new Reference(0, run, difference.Worker, new Sighting([difference.Saw], null, OwnIds.None)),
                isSuspected: loss?.Cause is not null);
        }
    }

    private void AppendUnmatched(IncrementalHash hash, int run, int worker)
    {
        if (_unmatched.TryRemove((run, worker), out Sum256? unmatched))
        {
            hash.AppendData(unmatched.ToBytes());
        }
    }

    private void Disagree(PlannedExchange exchange, Reference reference, Reference observation, bool isSuspected = false)
    {
        _disagreeingRuns.TryAdd(observation.Run, 0);
        lock (_lock)
        {
            if (FirstDisagreement is { } first && (first.Exchange < exchange.Index || (first.Exchange == exchange.Index && first.After is null)))
            {
                return;
            }

            Parting parting = reference.Saw.PartFrom(observation.Saw);
            var parted = new Nondeterminism(
                exchange.Index, exchange.Display, reference.Run, reference.Worker, parting.First, observation.Run, observation.Worker, parting.Second)
            {
                After = parting.After,
            };
            if (!isSuspected)
            {
                Keep(parted);
            }
            else if (_suspected.Count < MostSuspected)
            {
                _suspected.TryAdd(exchange.Index, parted);
            }
        }
    }

    // Of two places in one exchange, the one that nothing leads up to is the earlier.
    private void Keep(Nondeterminism parted)
    {
        if (FirstDisagreement is not { } first
            || parted.Exchange < first.Exchange
            || (parted.Exchange == first.Exchange && first.After is not null && parted.After is null))
        {
            FirstDisagreement = parted;
        }
    }
}
