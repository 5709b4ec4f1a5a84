namespace InfernoSim.Measuring;

/// <summary>Counts the calls to one dependency. Not thread-safe.</summary>
internal sealed class DependencyMeter(string name)
{
    private readonly LevelTimes _calls = new();
    private readonly LevelTimes _exchanges = new();
    private readonly Dictionary<object, int> _waiting = [];
    private long _ended;
    private long _givenUp;
    private long _failed;
    private double _time;
    private double _timeGivenUp;

    /// <summary>Whether a call has failed, or was given up.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How many of the requests in flight have called it, as far as calls say whose they are.</summary>
    public int Callers { get; set; }

    /// <summary>How many requests had been sent when it was last called.</summary>
    public long LastCalled { get; private set; }

    public void Restart(double now)
    {
        _calls.Restart(now);
        _exchanges.Restart(now);
        (_ended, _givenUp, _failed, _time, _timeGivenUp, LastCalled) = (0, 0, 0, 0, 0, 0);
    }

    public void Begin(object exchange, double now, long sent)
    {
        LastCalled = sent;
        _calls.Move(now, 1);
        _exchanges.Move(now, Waiting.Add(_waiting, exchange));
    }

    public void End(object exchange, double began, double now, CallEnding ending)
    {
        Withdraw(exchange, now);
        _ended++;
        _time += now - began;
        HasFailed |= ending != CallEnding.Answered;
        _failed += ending == CallEnding.Failed ? 1 : 0;
        if (ending == CallEnding.GivenUp)
        {
            _givenUp++;
            _timeGivenUp += now - began;
        }
    }

    public void Withdraw(object exchange, double now)
    {
        _calls.Move(now, -1);
        _exchanges.Move(now, -Waiting.Remove(_waiting, exchange));
    }

    public DependencyLoad Read(double now) => new(name, _ended, _calls.Mean(now), _time > 0 ? _timeGivenUp / _time : 0, _givenUp)
    {
        Waiting = _exchanges.Mean(now),
        Plateau = _calls.Plateau(now),
        Failed = _failed + _givenUp,
    };
}

/// <summary>Which exchanges wait, however many calls each waits for.</summary>
internal static class Waiting
{
    /// <returns>1 when the exchange did not wait before, otherwise 0.</returns>
    public static int Add(Dictionary<object, int> waiting, object exchange)
    {
        int before = waiting.GetValueOrDefault(exchange);
        waiting[exchange] = before + 1;
        return before == 0 ? 1 : 0;
    }

    /// <returns>1 when the exchange waits no longer, otherwise 0.</returns>
    public static int Remove(Dictionary<object, int> waiting, object exchange)
    {
        int before = waiting.GetValueOrDefault(exchange);
        if (before > 1)
        {
            waiting[exchange] = before - 1;
            return 0;
        }

        return waiting.Remove(exchange) ? 1 : 0;
    }
}
