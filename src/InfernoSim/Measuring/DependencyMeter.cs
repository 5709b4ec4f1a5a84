namespace InfernoSim.Measuring;

/// <summary>Counts the calls to one dependency. Not thread-safe.</summary>
internal sealed class DependencyMeter(string name)
{
    private readonly LevelTimes _calls = new();
    private readonly LevelTimes _exchanges = new();
    private readonly Dictionary<object, int> _waiting = [];
    private long _ended;
    private long _givenUp;
    private double _time;
    private double _timeGivenUp;

    public void Restart(double now)
    {
        _calls.Restart(now);
        _exchanges.Restart(now);
        (_ended, _givenUp, _time, _timeGivenUp) = (0, 0, 0, 0);
    }

    public void Begin(object exchange, double now)
    {
        _calls.Move(now, 1);
        _exchanges.Move(now, Waiting.Add(_waiting, exchange));
    }

    public void End(object exchange, double began, double now, bool isGivenUp)
    {
        _calls.Move(now, -1);
        _exchanges.Move(now, -Waiting.Remove(_waiting, exchange));
        _ended++;
        _time += now - began;
        if (isGivenUp)
        {
            _givenUp++;
            _timeGivenUp += now - began;
        }
    }

    public DependencyLoad Read(double now) => new(name, _ended, _calls.Mean(now), _time > 0 ? _timeGivenUp / _time : 0, _givenUp)
    {
        Waiting = _exchanges.Mean(now),
        Plateau = _calls.Plateau(now),
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
