namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Decides, interval after interval, how much can be recorded. Guarded by the lock of the limit.</summary>
/// <param name="processors">How many processors recording may take while none is idle, such as 0.06.</param>
internal sealed class CpuBudget(double processors)
{
    // Bursts are what incidents begin with: so much processor time may be taken beyond the share, and again five minutes later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan UntilPatient = TimeSpan.FromMinutes(5);

    // What the last intervals say of the cost of an exchange: each counts three quarters of the one after it, since in one there may be few, or one of another kind.
    private const double Memory = 0.75;

    // After a limit, and where nothing is known of what an exchange costs, so many are recorded in an interval.
    private const int Least = 10;

    private CpuQuota _quota = CpuQuota.All;
    private TimeSpan _over;
    private TimeSpan _spent;
    private double _recorded;

    /// <summary>How much is recorded in the next interval.</summary>
    /// <param name="elapsed">How long the last one was.</param>
    /// <param name="spent">What recording took in it.</param>
    /// <param name="reads">How many exchanges began in it that only read.</param>
    /// <param name="changes">How many that may have changed something.</param>
    /// <param name="isFull">Says whether no processor was idle since it was last asked.</param>
    public CpuQuota Next(TimeSpan elapsed, TimeSpan spent, long reads, long changes, Func<bool> isFull)
    {
        TimeSpan granted = elapsed * processors;
        bool isFullNow = (spent > granted || !_quota.IsAll) && isFull();
        double recorded = (reads * _quota.Reads) + (changes * _quota.Changes);
        (_spent, _recorded) = ((_spent * Memory) + spent, (_recorded * Memory) + recorded);
        _over = spent > granted && isFullNow ? _over + spent - granted : _over - (Patience * (elapsed / UntilPatient));
        _over = _over < TimeSpan.Zero ? TimeSpan.Zero : _over > Patience ? Patience : _over;
        _quota = isFullNow && (_over == Patience || !_quota.IsAll) ? CpuQuota.For(Affordable(granted), reads, changes) : Relaxed(recorded, reads, changes);
        return _quota;
    }

    private double Affordable(TimeSpan granted) => _spent > TimeSpan.Zero && _recorded > 0 ? granted / _spent * _recorded : Least;

    // Twice as many as the last time, so that the machine is not full at once again.
    private CpuQuota Relaxed(double recorded, long reads, long changes) => _quota.IsAll ? _quota : CpuQuota.For(Math.Max(Least, 2 * recorded), reads, changes);
}
