using System.Collections.Concurrent;

namespace InfernoSim.Benchmarks.Soak;

/// <summary>What became of the exchanges, as their callers saw it. Thread-safe.</summary>
internal sealed class SoakTally
{
    private const int MostFailures = 20;

    private long _broken;
    private long _cut;
    private long _failed;
    private long _bytes;

    /// <summary>The targets of requests whose answers came to their end.</summary>
    public ConcurrentQueue<string> Answered { get; } = new();

    /// <summary>The targets of the service's calls whose answers came to their end.</summary>
    public ConcurrentQueue<string> Called { get; } = new();

    /// <summary>How many exchanges of each kind came to their end.</summary>
    public ConcurrentDictionary<string, long> Kinds { get; } = new();

    /// <summary>The first failures, in words.</summary>
    public ConcurrentQueue<string> Failures { get; } = new();

    /// <summary>How often the capture was killed so far.</summary>
    public int Kills { get; set; }

    /// <summary>Whether there is a capture to ask.</summary>
    public bool IsUp { get; set; }

    /// <summary>Exchanges that a caller or the service broke off.</summary>
    public long Broken => Volatile.Read(ref _broken);

    /// <summary>Exchanges that ended because the capture was killed.</summary>
    public long Cut => Volatile.Read(ref _cut);

    /// <summary>Exchanges that failed and should not have.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Bytes of bodies that passed in exchanges that came to their end.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>One came to its end.</summary>
    /// <param name="kind">What it was.</param>
    /// <param name="target">What was asked for; <see langword="null"/> for what is written down only after its end.</param>
    /// <param name="bytes">How many bytes of bodies passed.</param>
    public void Took(string kind, string? target, long bytes)
    {
        Kinds.AddOrUpdate(kind, 1, static (_, count) => count + 1);
        Interlocked.Add(ref _bytes, bytes);
        if (target is not null)
        {
            Answered.Enqueue(target);
        }
    }

    /// <summary>One was broken off, as it was meant to be.</summary>
    public void Broke() => Interlocked.Increment(ref _broken);

    /// <summary>One failed.</summary>
    /// <param name="target">What was asked for.</param>
    /// <param name="killsBefore">How often the capture had been killed when it began.</param>
    /// <param name="why">Why.</param>
    public void Failing(string target, int killsBefore, string why)
    {
        if (!IsUp || killsBefore != Kills)
        {
            Interlocked.Increment(ref _cut);
        }
        else if (Interlocked.Increment(ref _failed) <= MostFailures)
        {
            Failures.Enqueue($"{target}: {why}");
        }
    }
}
