using System.Collections.Concurrent;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>
/// Recorded calls that are taken out of the comparison, by a rule or because they are those of background work: answered whenever
/// and however often they come, expected never. Thread-safe.
/// </summary>
internal sealed class IgnoredCalls
{
    private readonly PlannedCall[] _calls;
    private readonly CallIndex _index;
    private readonly ILookup<string, PlannedCall> _byRoute;
    private readonly ConcurrentDictionary<object, int> _answered = new();

    private readonly long _begin;
    private readonly NoiseFilter? _noise;

    private IgnoredCalls(PlannedCall[] calls, NoiseFilter? noise, long begin = long.MaxValue)
    {
        _begin = begin;
        _noise = noise;
        Count = calls.Length;
        _calls = calls;
        _index = CallIndex.Build(calls, OwnIds.None, noise);
        _byRoute = calls.ToLookup(call => BackgroundCalls.RouteOf(call.Event));
    }

    /// <summary>Takes the ignored calls out of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="noise">The rules.</param>
    /// <param name="ignored">What was taken out.</param>
    /// <returns>The incident without them.</returns>
    public static Incident TakeFrom(Incident incident, NoiseFilter? noise, out IgnoredCalls ignored)
    {
        if (noise?.IgnoresCalls != true)
        {
            ignored = new IgnoredCalls([], noise);
            return incident;
        }

        IEnumerable<IncidentEvent> all = incident.Exchanges.SelectMany(exchange => exchange.Calls).Concat(incident.UnattributedCalls);
        ignored = new IgnoredCalls(
            [.. all.Where(call => noise.RuleOf(call) is not null).OrderBy(call => call.Timestamp.UnixNanoseconds).Select((call, index) => new PlannedCall(call, index, -1))],
            noise);
        return incident.With(
            [.. incident.Exchanges.Select(exchange => exchange with { Calls = [.. exchange.Calls.Where(call => noise.RuleOf(call) is null)] })],
            [.. incident.UnattributedCalls.Where(call => noise.RuleOf(call) is null)]);
    }

    /// <summary>Takes the calls of background work out of an incident.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="noise">The rules.</param>
    /// <param name="background">What was taken out.</param>
    /// <returns>The incident without them.</returns>
    public static Incident TakeBackgroundFrom(Incident incident, NoiseFilter? noise, out IgnoredCalls background)
    {
        IReadOnlyList<IncidentEvent> calls = BackgroundCalls.Of(incident);
        background = new IgnoredCalls([.. calls.Select((call, index) => new PlannedCall(call, index, -1))], noise, incident.Exchanges.Count > 0 ? incident.Exchanges[0].Request.Timestamp.UnixNanoseconds : long.MaxValue);
        HashSet<IncidentEvent> taken = new(calls, ReferenceEqualityComparer.Instance);
        return calls.Count == 0 ? incident : incident.With(incident.Exchanges, [.. incident.UnattributedCalls.Where(call => !taken.Contains(call))]);
    }

    /// <summary>
    /// Whether a statement for a table is, but for its parameters, among those that came after the first request: as a statement is that a
    /// service sends once a response is complete.
    /// </summary>
    /// <param name="call">The call.</param>
    public bool HasLateLike(IncidentEvent call) =>
        call.Type == IncidentEventType.SqlStatement
        && IsLateLike(RecordedTarget.Of(call).PathAndQuery, BackgroundCalls.RouteOf(call));

    /// <summary>The same, which also know the answers to calls of requests that may come at any time.</summary>
    /// <param name="calls">Those calls.</param>
    public IgnoredCalls Knowing(IReadOnlyCollection<IncidentEvent> calls) => calls.Count == 0
        ? this
        : new IgnoredCalls([.. _calls.Select(call => call.Event).Concat(calls).OrderBy(call => call.Timestamp.UnixNanoseconds).Select((call, index) => new PlannedCall(call, index, -1))], _noise, _begin)
        {
            Count = Count,
        };

    /// <summary>The calls, in recorded order.</summary>
    public IReadOnlyList<PlannedCall> Calls => _calls;

    /// <summary>How many calls were recorded.</summary>
    public int Count { get; private init; }

    /// <summary>What they call, as a person reads it: method and address without the query, each once.</summary>
    public IReadOnlyList<string> Routes => [.. _byRoute.Select(route => route.First().Event).Select(call => $"{call.Method ?? "GET"} {RequestTarget.PathOf(call.Url ?? "")}").Order(StringComparer.Ordinal)];

    /// <summary>
    /// The answer to a call: of equal recorded calls one after the other, at the end the last again; where none is equal, of those with the
    /// same method and path, of statements with the same text.
    /// </summary>
    /// <param name="probe">The call.</param>
    /// <returns>The answer; <see langword="null"/> when none was recorded.</returns>
    public DependencyAnswer? Answer(CallProbe probe)
    {
        foreach (int group in _index.Find(probe))
        {
            return Next(group, [.. _index.CallsOf(group).Select(call => _calls[call])]);
        }

        string route = BackgroundCalls.RouteOf(probe.Request);
        return _byRoute.Contains(route) ? Next(route, [.. _byRoute[route]]) : null;
    }

    /// <summary>The answer to a statement for a table that a service also sends when a response is complete.</summary>
    /// <param name="probe">The statement.</param>
    /// <returns>The answer; <see langword="null"/> when it is none.</returns>
    public DependencyAnswer? AnswerLate(CallProbe probe) => IsLateLike(probe.Request.PathAndQuery, BackgroundCalls.RouteOf(probe.Request)) ? Answer(probe) : null;

    private bool IsLateLike(string target, string route) => target != "/" && _byRoute[route].Any(like => like.Start >= _begin);

    private DependencyAnswer? Next(object group, PlannedCall[] calls)
    {
        PlannedCall[] answerable = [.. calls.Where(call => call.WhyUnanswerable is null && call.LongestWait is null)];
        if (answerable.Length == 0)
        {
            return null;
        }

        int answered = _answered.AddOrUpdate(group, 1, (_, before) => Math.Min(before + 1, answerable.Length));
        return answerable[answered - 1].Answer();
    }
}
