using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace InfernoSim.VirtualTime;

/// <summary>
/// The timers of the system that the code of an exchange has set: what it waits for there is not on the replay's clock.
/// The runtime reports each timer as it is set, on the thread that sets it, and as it fires (FrameworkEventSource, keyword
/// ThreadTransfer).
/// </summary>
/// <param name="clock">The replay's clock.</param>
/// <param name="fired">Told of each timer that fires, before its callback runs.</param>
internal sealed class WallTimers(ReplayClock clock, Action<WallTimer> fired) : EventListener
{
    private const string Source = "System.Diagnostics.Eventing.FrameworkEventSource";
    private const EventKeywords ThreadTransfer = (EventKeywords)0x10;
    private const int Set = 150;
    private const int Fired = 151;

    // Past this many, timers of exchanges that are over are looked for and forgotten.
    private const int Many = 1_000;

    private readonly ConcurrentDictionary<long, WallTimer> _timers = new();
    private readonly ReplayClock? _clock = clock;

    /// <summary>The first timer of an exchange that would have fired by an instant of the clock, had both run together.</summary>
    /// <param name="owner">The exchange.</param>
    /// <param name="instant">The instant, in ticks of the clock.</param>
    public WallTimer? DueBy(string owner, long instant)
    {
        WallTimer? first = null;
        foreach ((long id, WallTimer timer) in _timers)
        {
            if (timer.Owner == owner && timer.Instant <= instant && (first is null || timer.Instant < first.Instant) && StillSet(id, timer) is { IsBackground: false } set)
            {
                first = set;
            }
        }

        return first;
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Informational, ThreadTransfer);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class listens before this one is made.
        if (_clock is null || eventData.Payload is not [long id, ..])
        {
            return;
        }

        if (eventData.EventId == Fired)
        {
            Fire(id);
        }
        else if (eventData.EventId == Set && _clock.Owner is { } owner && owner != ReplayClock.Replayer && eventData.Payload is [_, _, _, _, int due, int period, ..])
        {
            Add(id, owner, TimeSpan.FromMilliseconds((uint)due), period is 0 or Timeout.Infinite ? TimeSpan.Zero : TimeSpan.FromMilliseconds((uint)period));
        }
    }

    private void Fire(long id)
    {
        if (!_timers.TryRemove(id, out WallTimer? timer) || timer.IsBackground)
        {
            return;
        }

        if (timer.Period > TimeSpan.Zero)
        {
            _timers[id] = timer with { Due = timer.Period, Instant = _clock!.GetTimestamp() + timer.Period.Ticks };
        }

        fired(timer);
    }

    private WallTimer? StillSet(long id, WallTimer timer)
    {
        if (!PendingTimers.Contains(id, out Type? state))
        {
            _timers.TryRemove(id, out _);
            return null;
        }

        if (timer.Kind == TimerOrigin.HttpTimeout || TimerOrigin.OfState(state) is not { } kind || kind == timer.Kind)
        {
            return timer;
        }

        WallTimer known = timer with { Kind = kind };
        _timers.TryUpdate(id, known, timer);
        return known;
    }

    private void Add(long id, string owner, TimeSpan due, TimeSpan period)
    {
        // One that is set again may have been another's.
        _timers.TryRemove(id, out _);
        if (TimerOrigin.Of(new StackTrace(fNeedFileInfo: false)) is not { } kind)
        {
            return;
        }

        if (_timers.Count > Many)
        {
            foreach (long old in _timers.Keys.Where(old => !PendingTimers.Contains(old, out _)))
            {
                _timers.TryRemove(old, out _);
            }
        }

        _timers[id] = new WallTimer(owner, kind, due, period, _clock!.GetTimestamp() + due.Ticks);
    }
}

/// <summary>A timer of the system that the code of an exchange has set.</summary>
/// <param name="Owner">The exchange.</param>
/// <param name="Kind">What set it.</param>
/// <param name="Due">After how long it fires.</param>
/// <param name="Period">From one firing to the next; zero for one that fires once.</param>
/// <param name="Instant">When it would fire if it were on the clock, in ticks of the clock.</param>
internal sealed record WallTimer(string Owner, string Kind, TimeSpan Due, TimeSpan Period, long Instant)
{
    /// <summary>Whether no request waits for it: a timer with a callback that repeats, such as one that cleans a cache, goes on whatever requests do.</summary>
    public bool IsBackground => Kind == TimerOrigin.Callback && Period > TimeSpan.Zero;

    public override string ToString() => $"{Kind} of {GoDuration.Format(Due)}";
}
