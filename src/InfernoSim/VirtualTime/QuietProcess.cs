namespace InfernoSim.VirtualTime;

/// <summary>
/// Says when this process, with the service in it, has nothing left to do. Looks on a thread of its own, which begins with the
/// first question. While something else keeps the pool's threads busy, such as other tests, it never says so. Thread-safe.
/// </summary>
internal sealed class QuietProcess : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly AutoResetEvent _asked = new(false);
    private readonly List<Question> _open = [];
    private Thread? _thread;
    private bool _isOver;

    /// <summary>Waits until there is nothing left to do; for ever once this is disposed of.</summary>
    /// <param name="least">How long it is waited for at least.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AfterAsync(TimeSpan least, CancellationToken cancellationToken)
    {
        var question = new Question(TimeProvider.System.GetTimestamp(), least);
        Ask(question);
        try
        {
            await question.Answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(question);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _asked.Set();
        }

        _thread?.Join();
        _asked.Dispose();
    }

    private void Ask(Question question)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _open.Add(question);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "InfernoSim quiet" };
                _thread.Start();
            }

            _asked.Set();
        }
    }

    private void Run()
    {
        using var pool = new PoolIdleness();
        while (Next() is { } wait)
        {
            _asked.WaitOne(wait);
            Question[] due = Due();
            if (due.Length > 0 && pool.Look(static () => true))
            {
                Array.ForEach(due, static question => question.Answer.TrySetResult());
            }
        }
    }

    private TimeSpan? Next()
    {
        lock (_lock)
        {
            return _isOver ? null : _open.Count > 0 ? BetweenLooks : Timeout.InfiniteTimeSpan;
        }
    }

    private Question[] Due()
    {
        lock (_lock)
        {
            return [.. _open.Where(question => TimeProvider.System.GetElapsedTime(question.Asked) >= question.Least)];
        }
    }

    private sealed record Question(long Asked, TimeSpan Least)
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
