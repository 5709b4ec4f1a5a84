namespace InfernoSim.Measuring;

/// <summary>Times how long a work item waits for a thread of this process's pool. Asked from one thread that is not of the pool.</summary>
internal sealed class PoolDelay : IThreadPoolWorkItem
{
    private long _queued;
    private long _ran;
    private bool _isQueued;
    private double _total;
    private int _count;

    public void Restart() => (_total, _count) = (0, 0);

    /// <summary>Takes up the item that has run, and queues the next one.</summary>
    public void Sample()
    {
        long ran = Volatile.Read(ref _ran);
        if (_isQueued && ran == 0)
        {
            return;
        }

        if (_isQueued)
        {
            _total += TimeProvider.System.GetElapsedTime(_queued, ran).TotalSeconds;
            _count++;
        }

        Volatile.Write(ref _ran, 0);
        _isQueued = true;
        _queued = TimeProvider.System.GetTimestamp();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Seconds on average, with the item that waits still.</summary>
    public double? Mean()
    {
        bool waits = _isQueued && Volatile.Read(ref _ran) == 0;
        double total = _total + (waits ? TimeProvider.System.GetElapsedTime(_queued).TotalSeconds : 0);
        int count = _count + (waits ? 1 : 0);
        return count > 0 ? total / count : null;
    }

    /// <inheritdoc/>
    public void Execute() => Volatile.Write(ref _ran, TimeProvider.System.GetTimestamp());
}
