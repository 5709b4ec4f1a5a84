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

    private IgnoredCalls(PlannedCall[] calls, NoiseFilter? noise)
    {
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
        background = new IgnoredCalls([.. calls.Select((call, index) => new PlannedCall(call, index, -1))], noise);
        HashSet<IncidentEvent> taken = new(calls, ReferenceEqualityComparer.Instance);
        return calls.Count == 0 ? incident : incident.With(incident.Exchanges, [.. incident.UnattributedCalls.Where(call => !taken.Contains(call))]);
    }

    /// <summary>How many calls were recorded.</summary>
    public int Count => _calls.Length;

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
