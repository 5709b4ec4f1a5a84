namespace Orders;

/// <summary>How many orders this service takes before it is restarted.</summary>
public sealed class Quota
{
    private const int Most = 100;

    private int _taken;

    public int Left => Math.Max(0, Most - Volatile.Read(ref _taken));

    public bool TryTake() => Interlocked.Increment(ref _taken) <= Most;
}
