using System.Collections.Concurrent;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>By which number each connection may be asked to cancel what it does. The numbers say nothing and are no secret: a stub has none.</summary>
internal sealed class Cancellations
{
    private readonly ConcurrentDictionary<int, StatementCancellation> _byProcess = [];
    private int _last;

    /// <summary>A connection begins.</summary>
    public StatementCancellation Open()
    {
        int process = Interlocked.Increment(ref _last);
        var cancellation = new StatementCancellation(process, this);
        _byProcess[process] = cancellation;
        return cancellation;
    }

    /// <summary>A client asks to cancel.</summary>
    /// <param name="process">The number of the connection.</param>
    public void Cancel(int process)
    {
        if (_byProcess.TryGetValue(process, out StatementCancellation? cancellation))
        {
            cancellation.Cancel();
        }
    }

    /// <summary>A connection is over.</summary>
    public void Close(int process) => _byProcess.TryRemove(process, out _);
}

/// <summary>Cancels what a connection is doing, if it does something.</summary>
/// <param name="process">The number of the connection.</param>
/// <param name="all">All of them.</param>
internal sealed class StatementCancellation(int process, Cancellations all) : IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _current;

    /// <summary>The number of the connection.</summary>
    public int Process => process;

    /// <summary>A statement begins.</summary>
    /// <param name="gone">Cancelled when the client has gone.</param>
    /// <returns>What is cancelled when the client asks for it, or has gone; to be given back.</returns>
    public CancellationTokenSource Begin(CancellationToken gone)
    {
        var current = CancellationTokenSource.CreateLinkedTokenSource(gone);
        lock (_lock)
        {
            _current = current;
        }

        return current;
    }

    /// <summary>It is over.</summary>
    /// <param name="current">What <see cref="Begin"/> gave.</param>
    public void End(CancellationTokenSource current)
    {
        lock (_lock)
        {
            _current = null;
        }

        current.Dispose();
    }

    /// <summary>The client asks for it. Between two statements that means nothing.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            _current?.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => all.Close(process);
}
