namespace InfernoSim.Calls;

/// <summary>
/// The exchanges of a worker whose response is there while recorded calls are not: a service may make a call a little
/// later than it answers. Added to by any thread, settled by one.
/// </summary>
/// <param name="longest">How long a call that was recorded after its response is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class UnsettledExchanges(TimeSpan longest, TimeProvider time)
{
    /// <summary>How long recorded calls that have not come are waited for when their response is there.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(10);

    // On a machine that is so busy that looks come late, a call of the service comes late as well.
    private const int LeastLooks = 25;

    private readonly Lock _lock = new();
    private readonly Queue<ExchangeScope> _scopes = new();

    public void Add(ExchangeScope scope)
    {
        lock (_lock)
        {
            _scopes.Enqueue(scope);
        }
    }

    /// <summary>Finishes those, in order, that have settled. Not only at the end: a service that leaves a call out in each exchange would have as many of them wait.</summary>
    public void TakeSettled(Action<ExchangeScope> finish)
    {
        while (First() is { } scope && IsSettled(scope))
        {
            finish(Take());
        }
    }

    /// <summary>Waits for all.</summary>
    /// <param name="finish">Given those that have settled.</param>
    /// <param name="abandon">Given those that would have to be waited for when the run is given up: whether their calls would have come is not known.</param>
    /// <param name="stop">Gives the run up.</param>
    public async Task SettleAsync(Action<ExchangeScope> finish, Action<ExchangeScope> abandon, CancellationToken stop)
    {
        int looks = 0;
        while (First() is { } scope)
        {
            while (!(scope.Calls.AreAllMade || (looks >= LeastLooks && IsSettled(scope))) && !stop.IsCancellationRequested)
            {
                await Task.Delay(SettleInterval, time, CancellationToken.None);
                looks++;
            }

            (IsSettled(scope) ? finish : abandon)(Take());
        }
    }

    private bool IsSettled(ExchangeScope scope)
    {
        if (scope.Calls.AreAllMade)
        {
            return true;
        }

        if (scope.IsOwed())
        {
            return false;
        }

        TimeSpan patience = longest > SettleTime && scope.Calls.AwaitLateOnes ? longest : SettleTime;
        return time.GetElapsedTime(scope.ResponseEnded) >= patience;
    }

    private ExchangeScope? First()
    {
        lock (_lock)
        {
            return _scopes.TryPeek(out ExchangeScope? scope) ? scope : null;
        }
    }

    private ExchangeScope Take()
    {
        lock (_lock)
        {
            return _scopes.Dequeue();
        }
    }
}
