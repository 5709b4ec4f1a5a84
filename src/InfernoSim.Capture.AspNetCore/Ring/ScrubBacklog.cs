using System.Collections.Concurrent;

namespace InfernoSim.Capture.AspNetCore.Ring;

/// <summary>
/// Events whose secrets are yet to be taken out, one after the other in the order in which they came, and not by those who made them: no request
/// waits for it. There is work for the thread pool only as long as there are events.
/// </summary>
/// <param name="scrub">Takes the secrets out of one. It does not throw.</param>
internal sealed class ScrubBacklog(Action<Chain, RingEntry> scrub) : IThreadPoolWorkItem
{
    // Others need the pool as well.
    private const int MostAtOnce = 64;

    private readonly ConcurrentQueue<(Chain Chain, RingEntry Entry)> _waiting = new();
    private int _isAtWork;

    /// <summary>One more.</summary>
    /// <param name="chain">What it belongs to.</param>
    /// <param name="entry">The event.</param>
    public void Add(Chain chain, RingEntry entry)
    {
        _waiting.Enqueue((chain, entry));
        Start();
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        for (int done = 0; done < MostAtOnce && _waiting.TryDequeue(out (Chain Chain, RingEntry Entry) next); done++)
        {
            scrub(next.Chain, next.Entry);
        }

        Volatile.Write(ref _isAtWork, 0);
        if (!_waiting.IsEmpty)
        {
            Start();
        }
    }

    private void Start()
    {
        if (Interlocked.Exchange(ref _isAtWork, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
