using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.VirtualTime;

/// <summary>The events of one exchange of one worker. Not thread-safe; its exchange locks.</summary>
/// <param name="clock">What instants are read from; <see langword="null"/> where there are none.</param>
/// <param name="runStart">When the run began.</param>
internal sealed class EventLog(TimeProvider? clock, long runStart)
{
    // A service gone wild makes any number of calls.
    private const int Most = 10_000;

    private readonly List<(LogicalEventKind Kind, int Call, TimeSpan? At)> _events = [];

    public void Add(LogicalEventKind kind, int call = -1)
    {
        if (_events.Count < Most)
        {
            _events.Add((kind, call, clock?.GetElapsedTime(runStart)));
        }
    }

    /// <summary>The events in causal order, which is the same whichever of two concurrent calls came first.</summary>
    public LogicalEvent[] InCausalOrder(PlannedExchange exchange)
    {
        var counted = new Dictionary<(LogicalEventKind, int), int>();
        return [.. _events
            .Select(seen =>
            {
                int attempt = counted[(seen.Kind, seen.Call)] = counted.GetValueOrDefault((seen.Kind, seen.Call), -1) + 1;
                return new LogicalEvent(exchange.Index, seen.Kind, seen.Call < 0 ? null : seen.Call, attempt, RankOf(exchange.Ranks, seen.Kind, seen.Call), seen.At);
            })
            .OrderBy(e => (e.Rank, e.Call ?? -1, e.Attempt, e.Kind))];
    }

    private static int RankOf(LogicalRanks ranks, LogicalEventKind kind, int call) => kind switch
    {
        LogicalEventKind.RequestSent => ranks.Sent,
        LogicalEventKind.CallArrived => ranks.Arrived[call],
        LogicalEventKind.CallAnswered => ranks.Arrived[call] + 1,
        _ => ranks.Received,
    };
}
