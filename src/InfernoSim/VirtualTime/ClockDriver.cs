namespace InfernoSim.VirtualTime;

/// <summary>
/// Decides, on a thread of its own, when the replay's clock jumps to the next timer. It does when all of this is so:
/// a request is in flight or the replay itself waits for the clock; no request and no response is on its way between the
/// replay and the service; no dependency call is on its way, being matched or being answered; each request that the
/// service works on waits for a timer on the clock, and has no timer of the system that would have fired by then; the
/// thread pool is idle. <c>docs/virtual-time.md</c> says what happens when that never comes.
/// </summary>
internal sealed class ClockDriver : IDisposable
{
    /// <summary>How long the clock waits for what it cannot see into (a lock, a queue, a connection of the service's own).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it waits while the thread pool is not idle.</summary>
    public static readonly TimeSpan BusyPatience = TimeSpan.FromSeconds(2);

    private const int LooksAtTheStart = 250;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);

    private readonly ReplayClock _clock;
    private readonly WallTimers _wallTimers;
    private readonly PoolIdleness _pool = new(LooksAtTheStart);
    private readonly ManualResetEvent _stop = new(false);
    private readonly Thread _thread;

    // Requests that the clock gave up waiting for, with the dependency call they had reached.
    private readonly Dictionary<ExchangeActivity, string?> _waived = [];
    private long _moves = -1;
    private long _since;

    public ClockDriver(ReplayClock clock)
    {
        _clock = clock;
        _wallTimers = new WallTimers(clock, NameFired);
        _thread = new Thread(Run) { IsBackground = true, Name = "InfernoSim replay clock" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _wallTimers.Dispose();
        _pool.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.WaitOne(BetweenLooks))
        {
            while (TryJump())
            {
            }
        }
    }

    private bool TryJump()
    {
        long moves = _clock.Traffic.Moves;
        if (moves != _moves)
        {
            (_moves, _since) = (moves, TimeProvider.System.GetTimestamp());
            _pool.WentOn();
        }

        IReadOnlyList<ReplayTraffic.InFlight> requests = _clock.Traffic.Requests();
        if (requests.Count == 0)
        {
            _waived.Clear();
        }

        if (_clock.NextDue() is not { } next || (requests.Count == 0 && !_clock.HasTimer(ReplayClock.Replayer)))
        {
            return false;
        }

        bool isIdle = _pool.Look(() => _clock.Traffic.Moves == moves);
        if (_clock.Traffic.Moves != moves)
        {
            return true;
        }

        TimeSpan waited = TimeProvider.System.GetElapsedTime(_since);
        if (WaitsOnWallClock(requests, next, isSettled: isIdle && !_clock.Traffic.HasCallsInProgress))
        {
            return false;
        }

        ReplayTraffic.InFlight[] unseen = [.. requests.Where(request => !IsOnClock(request) && !IsWaived(request.Exchange))];
        bool isQuiescent = isIdle && unseen.Length == 0 && !_clock.Traffic.HasCallsInProgress;
        if (!isIdle && unseen.Length == 0 && waited > BusyPatience / 2)
        {
            _pool.AcceptBusy();
        }

        if (!isQuiescent && waited < (isIdle ? Patience : BusyPatience))
        {
            return false;
        }

        if (!isQuiescent)
        {
            GiveUp(unseen, isIdle);
        }

        _clock.Jump();
        return true;
    }

    // Named even where the clock need not wait for it: how long it takes is not the clock's to say. While something goes on,
    // a timer may yet be taken back; one that is not is named as it fires.
    private bool WaitsOnWallClock(IReadOnlyList<ReplayTraffic.InFlight> requests, long next, bool isSettled)
    {
        bool waits = false;
        foreach (ReplayTraffic.InFlight request in requests.Where(request => request.Place == ReplayTraffic.Place.Inside))
        {
            bool isNamed = isSettled && !_clock.HasTimer(request.Exchange.TraceId);
            if (_wallTimers.DueBy(request.Exchange.TraceId, isNamed ? long.MaxValue : next) is { } timer)
            {
                waits |= timer.Instant <= next;
                if (isSettled)
                {
                    Name(request.Exchange, timer);
                    Waive(request.Exchange);
                }
            }
        }

        return waits;
    }

    private void NameFired(WallTimer timer)
    {
        if (_clock.Traffic.Inside(timer.Owner) is { } exchange)
        {
            Name(exchange, timer);
        }
    }

    private void Name(ExchangeActivity exchange, WallTimer timer) =>
        Name(exchange, $"waits on wall-clock time: {timer}, which is not on the virtual clock (give it the service's TimeProvider)");

    // Before the exchange goes on, so that it is known by the time its instants are compared.
    private void Name(ExchangeActivity exchange, string what)
    {
        exchange.IsOffClock = true;
        _clock.Report.Add($"{Describe(exchange)} {what}");
    }

    private void GiveUp(ReplayTraffic.InFlight[] unseen, bool isIdle)
    {
        foreach (ReplayTraffic.InFlight request in unseen)
        {
            Name(request.Exchange, isIdle
                ? $"waits for something that is not on the virtual clock (a lock, a queue, a connection of its own): the clock went on after {GoDuration.Format(Patience)}"
                : $"waits on wall-clock time: it keeps a thread busy (Thread.Sleep, or a wait that blocks); the clock went on after {GoDuration.Format(BusyPatience)}");
            Waive(request.Exchange);
        }

        if (unseen.Length == 0)
        {
            _clock.Report.Add(isIdle
                ? $"a dependency call was neither answered nor given up for {GoDuration.Format(Patience)}, and the virtual clock went on"
                : $"the thread pool was not idle for {GoDuration.Format(BusyPatience)}, and the virtual clock went on (run virtual replays without other tests beside them)");
        }
    }

    private bool IsOnClock(ReplayTraffic.InFlight request) =>
        request.Place == ReplayTraffic.Place.Inside && _clock.HasTimer(request.Exchange.TraceId);

    // One that has come further since is waited for again.
    private bool IsWaived(ExchangeActivity exchange) => _waived.TryGetValue(exchange, out string? call) && call == exchange.LastCall;

    private void Waive(ExchangeActivity exchange) => _waived[exchange] = exchange.LastCall;

    private static string Describe(ExchangeActivity exchange)
    {
        string after = exchange.LastCall is { } call ? $"after the dependency call {call}" : "before any dependency call";
        return $"exchange {exchange.Exchange.Index + 1} ({exchange.Exchange.Display}), {after},";
    }
}
