using InfernoSim.Capture.AspNetCore.Ring;

namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>
/// Keeps what recording takes of the processors within a share while none of them is idle. What is over it is left out: exchanges that only read
/// before those that may change something, which a replay misses more. All members may be used at once.
/// </summary>
/// <param name="share">The share of all processors.</param>
/// <param name="remembered">How far back it is asked what was left out.</param>
/// <param name="time">The clock.</param>
internal sealed class CpuLimit(double share, TimeSpan remembered, TimeProvider time)
{
    // How often it is looked at what recording takes.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // Events take a quarter of what recording takes to be formed and kept, more or less by what a request does; the rest is spread over the request.
    // Rows of a database are formed while the service reads them, and so is most of a statement before.
    private const int WholeOfKeeping = 4;
    private const int WholeOfKeepingSql = 10;

    // A thread that lost its processor meanwhile did not use it.
    private static readonly TimeSpan LongestKeeping = TimeSpan.FromMilliseconds(1);

    private readonly ProcessorUse _use = new(time);
    private readonly CpuBudget _budget = new(share * Environment.ProcessorCount);
    private readonly Lock _looking = new();
    private readonly LeftOutCounts _counts = new();
    private CpuQuota _quota = CpuQuota.All;
    private long _looked = time.GetTimestamp();
    private long _spent;
    private long _reads;
    private long _readsBefore;
    private long _changes;
    private long _changesBefore;
    private long _readsLeftOut;
    private long _readsCounted;
    private long _changesLeftOut;
    private long _changesCounted;

    /// <summary>How many exchanges were left out.</summary>
    public long LeftOut => Volatile.Read(ref _readsLeftOut) + Volatile.Read(ref _changesLeftOut);

    /// <summary>Whether an exchange that begins is left out.</summary>
    /// <param name="mayChange">Whether it may change something in the service.</param>
    public bool LeavesOut(bool mayChange)
    {
        long number = Interlocked.Increment(ref mayChange ? ref _changes : ref _reads);
        CpuQuota quota = Volatile.Read(ref _quota);
        if (quota.IsAll)
        {
            return false;
        }

        // Where all are left out, nothing else would look again.
        LookAgain(time.GetTimestamp());
        if (quota.Takes(mayChange, number))
        {
            return false;
        }

        Interlocked.Increment(ref mayChange ? ref _changesLeftOut : ref _readsLeftOut);
        return true;
    }

    /// <summary>What was left out since a time.</summary>
    /// <param name="from">The time, which counts by its second.</param>
    public LeftOutExchanges Since(DateTimeOffset from)
    {
        lock (_looking)
        {
            CountLeftOut();
            return _counts.Since(from, LeftOutCause.Cpu, null);
        }
    }

    /// <summary>An event is about to be kept.</summary>
    /// <returns>For <see cref="Kept"/>.</returns>
    public long Begin() => time.GetTimestamp();

    /// <summary>An event has been kept.</summary>
    /// <param name="began">What <see cref="Begin"/> said.</param>
    /// <param name="kind">The log that it belongs into.</param>
    public void Kept(long began, LogKind kind)
    {
        long now = time.GetTimestamp();
        Interlocked.Add(ref _spent, (kind == LogKind.Sql ? WholeOfKeepingSql : WholeOfKeeping) * Math.Min(time.GetElapsedTime(began, now).Ticks, LongestKeeping.Ticks));
        LookAgain(now);
    }

    private void LookAgain(long now)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _looked), now) < Interval || !_looking.TryEnter())
        {
            return;
        }

        try
        {
            TimeSpan elapsed = time.GetElapsedTime(_looked, now);
            if (elapsed >= Interval)
            {
                var spent = TimeSpan.FromTicks(Interlocked.Exchange(ref _spent, 0));
                (long reads, long changes) = (Volatile.Read(ref _reads), Volatile.Read(ref _changes));
                Volatile.Write(ref _quota, _budget.Next(elapsed, spent, reads - _readsBefore, changes - _changesBefore, _use.IsFull));
                (_readsBefore, _changesBefore) = (reads, changes);
                Volatile.Write(ref _looked, now);
                CountLeftOut();
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    private void CountLeftOut()
    {
        (long reads, long changes) = (Volatile.Read(ref _readsLeftOut), Volatile.Read(ref _changesLeftOut));
        _counts.Add(time.GetUtcNow(), reads - _readsCounted, changes - _changesCounted, remembered);
        (_readsCounted, _changesCounted) = (reads, changes);
    }
}
