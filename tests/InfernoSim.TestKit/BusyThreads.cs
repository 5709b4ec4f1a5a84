namespace InfernoSim.TestKit;

/// <summary>Threads that compute until they are disposed of.</summary>
public sealed class BusyThreads : IDisposable
{
    private readonly Thread[] _threads;
    private volatile bool _isOver;

    /// <param name="count">How many.</param>
    public BusyThreads(int count)
    {
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Compute) { IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Compute()
    {
        for (ulong i = 1; !_isOver; i = (i * 6364136223846793005) + 1)
        {
        }
    }
}
