namespace InfernoSim.Incidents;

/// <summary>Watches the writes to a log: where one takes longer than it may, another one goes on in place of the one who writes.</summary>
internal sealed class LogWatch : IDisposable
{
    private const long TakenOver = -1;

    private readonly TimeProvider _time;
    private readonly Func<Task> _takeOver;
    private readonly ITimer _timer;
    private readonly TaskCompletionSource<Task> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Odd while something is written.
    private long _turn;
    private long _began;

    /// <param name="patience">How long a write may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="takeOver">Goes on; called once, when a write takes too long.</param>
    public LogWatch(TimeSpan patience, TimeProvider time, Func<Task> takeOver)
    {
        Patience = patience;
        _time = time;
        _takeOver = takeOver;
        TimeSpan period = patience / 4;
        _timer = time.CreateTimer(_ => Look(), null, period, period);
    }

    /// <summary>How long a write may take.</summary>
    public TimeSpan Patience { get; }

    /// <summary>Whether another one goes on.</summary>
    public bool HasTakenOver => Volatile.Read(ref _turn) == TakenOver;

    /// <summary>Completes when the one who went on is done; never where nobody had to.</summary>
    public Task Ended => _ended.Task.Unwrap();

    /// <summary>A write begins.</summary>
    public void Begin()
    {
        Volatile.Write(ref _began, _time.GetTimestamp());
        Interlocked.Increment(ref _turn);
    }

    /// <summary>A write has ended.</summary>
    /// <returns>Whether whoever wrote goes on.</returns>
    public bool End()
    {
        long turn = Volatile.Read(ref _turn);
        return turn != TakenOver && Interlocked.CompareExchange(ref _turn, turn + 1, turn) == turn;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long turn = Volatile.Read(ref _turn);
        bool isWriting = turn != TakenOver && turn % 2 == 1;
        if (isWriting && _time.GetElapsedTime(Volatile.Read(ref _began)) > Patience && Interlocked.CompareExchange(ref _turn, TakenOver, turn) == turn)
        {
            _ended.TrySetResult(Task.Run(_takeOver));
        }
    }
}
