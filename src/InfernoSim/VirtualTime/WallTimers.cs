using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using InfernoSim.Scheduling;

namespace InfernoSim.VirtualTime;

/// <summary>
/// The timers of the system that the code of an exchange has set: what it waits for there is not on the replay's clock.
/// The runtime reports each timer as it is set, on the thread that sets it (FrameworkEventSource, keyword ThreadTransfer).
/// </summary>
internal sealed class WallTimers(ReplayClock clock) : EventListener
{
    private const string Source = "System.Diagnostics.Eventing.FrameworkEventSource";
    private const EventKeywords ThreadTransfer = (EventKeywords)0x10;
    private const int Set = 150;
    private const int Fired = 151;
    private const int Frames = 6;

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
            if (timer.Owner == owner && timer.Instant <= instant && (first is null || timer.Instant < first.Instant))
            {
                if (PendingTimers.Contains(id))
                {
                    first = timer;
                }
                else
                {
                    _timers.TryRemove(id, out _);
                }
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
            _timers.TryRemove(id, out _);
        }
        else if (eventData.EventId == Set && _clock.Owner is { } owner && owner != ReplayClock.Replayer && eventData.Payload is [_, _, _, _, int due, ..])
        {
            Add(id, owner, TimeSpan.FromMilliseconds((uint)due));
        }
    }

    private void Add(long id, string owner, TimeSpan due)
    {
        if (KindOf(new StackTrace(fNeedFileInfo: false)) is not { } kind)
        {
            return;
        }

        if (_timers.Count > Many)
        {
            foreach (long old in _timers.Keys.Where(old => !PendingTimers.Contains(old)))
            {
                _timers.TryRemove(old, out _);
            }
        }

        _timers[id] = new WallTimer(owner, kind, due, _clock!.GetTimestamp() + due.Ticks);
    }

    // Transports, servers and client factories keep timers of their own, which nothing of an exchange waits for.
    private static string? KindOf(StackTrace stack)
    {
        string[] frames = [.. stack.GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType is { } type ? $"{type.FullName}." : "")
            .SkipWhile(name => !name.StartsWith("System.Threading.TimerQueueTimer.", StringComparison.Ordinal))
            .Take(Frames)];
        bool Has(string type) => frames.Any(frame => frame.StartsWith(type, StringComparison.Ordinal));
        if (Has("System.Net.Http.HttpClient."))
        {
            return "HttpClient.Timeout";
        }

        if (frames.Any(IsInfrastructure))
        {
            return null;
        }

        // What Task.Delay is made of may have been inlined.
        return Has("System.Threading.Tasks.Task+CancellationPromise") ? "Task.WaitAsync"
            : Has("System.Threading.CancellationTokenSource") ? "CancellationTokenSource"
            : Has("System.Threading.PeriodicTimer") ? "PeriodicTimer"
            : Has("System.Threading.Timer.") ? "Timer"
            : "Task.Delay";
    }

    private static bool IsInfrastructure(string frame) =>
        frame.StartsWith("System.Net.", StringComparison.Ordinal)
        || frame.StartsWith("Microsoft.Extensions.Http.", StringComparison.Ordinal)
        || frame.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
        || frame.StartsWith("InfernoSim.", StringComparison.Ordinal);
}

/// <summary>A timer of the system that the code of an exchange has set.</summary>
/// <param name="Owner">The exchange.</param>
/// <param name="Kind">What set it.</param>
/// <param name="Due">After how long it fires.</param>
/// <param name="Instant">When it would fire if it were on the clock, in ticks of the clock.</param>
internal sealed record WallTimer(string Owner, string Kind, TimeSpan Due, long Instant)
{
    public override string ToString() => $"{Kind} of {GoDuration.Format(Due)}";
}
