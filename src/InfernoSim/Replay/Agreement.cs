using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Verdicts;

namespace InfernoSim.Replay;

/// <summary>
/// Whether all workers of all runs observe the same. Each exchange's first observation is the reference that the others
/// are held against, so that where they part can be named although nothing else of them is kept.
/// </summary>
/// <remarks>
/// Where a fault made a call fail, workers may rightly differ, because decisions differ from worker to worker; there a
/// worker is held against itself in other runs.
/// </remarks>
internal sealed class Agreement(int exchanges)
{
    private readonly Reference?[] _references = new Reference?[exchanges];
    private readonly ConcurrentDictionary<(int Worker, int Position), Reference> _faultedReferences = new();
    private readonly ConcurrentDictionary<(int Run, int Worker), Sum256> _late = new();
    private readonly ConcurrentDictionary<int, byte> _disagreeingRuns = new();
    private readonly Lock _lock = new();

    private sealed record Reference(UInt128 Digest, int Run, int Worker, string Saw);

    public Nondeterminism? FirstDisagreement { get; private set; }

    public bool IsAgreed(int run) => !_disagreeingRuns.ContainsKey(run);

    /// <summary>Holds an observation against the reference.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="digest">Of everything observed of the exchange.</param>
    /// <param name="saw">What to say was seen.</param>
    /// <param name="wasFaulted">Whether a fault made one of its calls fail.</param>
    public void Add(ReplayAddress address, PlannedExchange exchange, UInt128 digest, string saw, bool wasFaulted)
    {
        var observation = new Reference(digest, address.Run, address.Worker, saw);
        Reference reference = wasFaulted
            ? _faultedReferences.GetOrAdd((address.Worker, exchange.Position), observation)
            : Interlocked.CompareExchange(ref _references[exchange.Position], observation, null) ?? observation;
        if (reference.Digest != digest)
        {
            Disagree(exchange, reference, observation);
        }
    }

    public void AddLateCall(ReplayAddress address, string call) =>
        _late.GetOrAdd((address.Run, address.Worker), _ => new Sum256()).Add(Encoding.UTF8.GetBytes($"late {address.Exchange} {call}"));

    public void AddUnowned(int run, string call) =>
        _late.GetOrAdd((run, -1), _ => new Sum256()).Add(Encoding.UTF8.GetBytes($"unowned {call}"));

    /// <summary>The fingerprint of a run: of its workers' in order, and of the calls that came when their exchange was over.</summary>
    public string Fingerprint(int run, IReadOnlyList<Sum256> workers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int worker = 0; worker < workers.Count; worker++)
        {
            hash.AppendData(workers[worker].ToBytes());
            AppendLate(hash, run, worker);
        }

        AppendLate(hash, run, -1);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void AppendLate(IncrementalHash hash, int run, int worker)
    {
        if (_late.TryRemove((run, worker), out Sum256? late))
        {
            hash.AppendData(late.ToBytes());
        }
    }

    private void Disagree(PlannedExchange exchange, Reference reference, Reference observation)
    {
        _disagreeingRuns.TryAdd(observation.Run, 0);
        lock (_lock)
        {
            if (FirstDisagreement is null || exchange.Index < FirstDisagreement.Exchange)
            {
                FirstDisagreement = new Nondeterminism(
                    exchange.Index, exchange.Display, reference.Run, reference.Worker, reference.Saw, observation.Run, observation.Worker, observation.Saw);
            }
        }
    }
}
