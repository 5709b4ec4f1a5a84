namespace InfernoSim.Capture.AspNetCore.Sampling;

/// <summary>Decides, interval after interval, how much can be recorded. Guarded by the lock of the limit.</summary>
/// <param name="processors">How many processors recording may take while none is idle, such as 0.06.</param>
internal sealed class CpuBudget(double processors)
{
    // Bursts are what incidents begin with: so much processor time may be taken beyond the share, and again five minutes later.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan UntilPatient = TimeSpan.FromMinutes(5);

    // Of fewer, one of another kind says too much about what all of them cost.
    private const int Representative = 10;

    private CpuQuota _quota = CpuQuota.All;
    private TimeSpan _over;
    private double _cost;

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
        _cost = recorded >= Representative || _cost == 0 ? spent / TimeSpan.FromTicks(1) / Math.Max(1, recorded) : _cost;
        _over = spent > granted && isFullNow ? _over + spent - granted : _over - (Patience * (elapsed / UntilPatient));
        _over = _over < TimeSpan.Zero ? TimeSpan.Zero : _over > Patience ? Patience : _over;
        _quota = isFullNow && (_over == Patience || !_quota.IsAll) ? CpuQuota.For(granted.Ticks / _cost, reads, changes) : Relaxed(recorded, reads, changes);
        return _quota;
    }

    // Twice as many as the last time, so that the machine is not full at once again.
    private CpuQuota Relaxed(double recorded, long reads, long changes) => _quota.IsAll ? _quota : CpuQuota.For(Math.Max(Representative, 2 * recorded), reads, changes);
}
