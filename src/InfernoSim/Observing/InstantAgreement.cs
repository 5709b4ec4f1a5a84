using System.Collections.Concurrent;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.VirtualTime;

namespace InfernoSim.Observing;

/// <summary>
/// The events of the first worker of the first run, to be reported; and whether each worker's events come at the same
/// virtual instants in every run. An exchange that waited for something else than the replay's clock is left out of that:
/// when it goes on is not the clock's to say. Thread-safe.
/// </summary>
internal sealed class InstantAgreement
{
    private const int MostReported = 2_000;

    // Past this many events, the instants of further exchanges are not compared.
    private const int MostCompared = 500_000;

    private readonly ConcurrentDictionary<(int Worker, int Position), (int Run, LogicalEvent[] Events)> _references = new();
    private readonly ConcurrentDictionary<int, LogicalEvent[]> _reported = new();
    private int _compared;

    /// <summary>Where to note the events of an exchange; <see langword="null"/> where they are neither reported nor compared.</summary>
    public static EventLog? LogFor(ReplayAddress address, TimeProvider time, long runStart) =>
        new TimeFlow(time).Virtual is var clock && (clock is not null || address is { Run: 0, Worker: 0 }) ? new EventLog(clock, runStart) : null;

    /// <summary>An exchange is over.</summary>
    /// <param name="agreement">Is told of a difference.</param>
    /// <param name="activity">The exchange.</param>
    /// <param name="events">What happened in it.</param>
    public void Add(Agreement agreement, ExchangeActivity activity, LogicalEvent[] events)
    {
        (ReplayAddress address, PlannedExchange exchange) = (activity.Address, activity.Exchange);
        if (address is { Run: 0, Worker: 0 })
        {
            _reported[exchange.Position] = events;
        }

        if (!activity.IsOffClock && events is [{ At: not null }, ..] && ReferenceFor(address, exchange, events) is { } reference && FirstDifference(reference.Events, events) is var (expected, seen))
        {
            agreement.Disagree(exchange, address, reference.Run, Describe(expected, exchange), Describe(seen, exchange));
        }
    }

    public LogicalTimeline ToTimeline()
    {
        LogicalEvent[] all = [.. _reported.OrderBy(entry => entry.Key).SelectMany(entry => entry.Value)];
        return new LogicalTimeline([.. all.Take(MostReported)], Math.Max(0, all.Length - MostReported));
    }

    private (int Run, LogicalEvent[] Events)? ReferenceFor(ReplayAddress address, PlannedExchange exchange, LogicalEvent[] events)
    {
        (int, int) key = (address.Worker, exchange.Position);
        if (_references.TryGetValue(key, out var known))
        {
            return known;
        }

        return Interlocked.Add(ref _compared, events.Length) > MostCompared ? null : _references.GetOrAdd(key, (address.Run, events));
    }

    // Which calls came is compared elsewhere; here is only when.
    private static (LogicalEvent? Expected, LogicalEvent? Seen)? FirstDifference(LogicalEvent[] expected, LogicalEvent[] seen)
    {
        for (int i = 0; i < Math.Max(expected.Length, seen.Length); i++)
        {
            LogicalEvent? one = i < expected.Length ? expected[i] : null;
            LogicalEvent? other = i < seen.Length ? seen[i] : null;
            if (one != other)
            {
                return (one, other);
            }
        }

        return null;
    }

    private static string Describe(LogicalEvent? seen, PlannedExchange exchange)
    {
        if (seen is null)
        {
            return "no further event";
        }

        string attempt = seen.Attempt > 0 ? $", attempt {seen.Attempt + 1}," : "";
        string what = seen.Kind switch
        {
            LogicalEventKind.RequestSent => "the request sent",
            LogicalEventKind.CallArrived => $"dependency call {seen.Call + 1} ({exchange.Calls[seen.Call!.Value].Display}){attempt} made",
            LogicalEventKind.CallAnswered => $"dependency call {seen.Call + 1} ({exchange.Calls[seen.Call!.Value].Display}){attempt} answered",
            _ => "the response complete",
        };
        return $"{what} at {GoDuration.Format(seen.At.GetValueOrDefault())} of virtual time";
    }
}
