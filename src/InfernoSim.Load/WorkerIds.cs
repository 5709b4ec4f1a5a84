using System.Collections.Concurrent;

namespace InfernoSim.Load;

/// <summary>
/// The numbers of workers under load. A trace id has room for 65,536 of them; a number is given out again only when its
/// worker's exchanges are over, and the one that has rested longest first, so that a late call is not taken for another's.
/// </summary>
internal sealed class WorkerIds(int count = WorkerIds.Most)
{
    /// <summary>How many there can be.</summary>
    public const int Most = 65_536;

    private readonly ConcurrentQueue<int> _rested = new();
    private int _next = -1;

    /// <summary>A number that no one uses, or -1.</summary>
    public int Rent()
    {
        if (Volatile.Read(ref _next) < count - 1 && Interlocked.Increment(ref _next) is var fresh && fresh < count)
        {
            return fresh;
        }

        return _rested.TryDequeue(out int rested) ? rested : -1;
    }

    /// <summary>Gives one back.</summary>
    public void Return(int id) => _rested.Enqueue(id);
}
