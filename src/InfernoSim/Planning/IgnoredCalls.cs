using System.Collections.Concurrent;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Planning;

/// <summary>
/// The recorded calls that a rule takes out of the comparison, such as those of a background poller: answered whenever and however
/// often they come, expected never. Thread-safe.
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
        _byRoute = calls.ToLookup(call => RouteOf(call.Event));
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

    /// <summary>
    /// The answer to a call: of equal recorded calls one after the other, at the end the last again; where none is equal, of those with the
    /// same method and path.
    /// </summary>
    /// <param name="probe">The call.</param>
    /// <returns>The answer; <see langword="null"/> when none was recorded.</returns>
    public DependencyAnswer? Answer(CallProbe probe)
    {
        foreach (int group in _index.Find(probe))
        {
            return Next(group, [.. _index.CallsOf(group).Select(call => _calls[call])]);
        }

        string route = RouteOf(probe.Request.Method, probe.Request.Scheme, probe.Request.Authority, probe.Request.PathAndQuery);
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

    private static string RouteOf(IncidentEvent call)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        return RouteOf(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery);
    }

    private static string RouteOf(string method, string scheme, string authority, string target) =>
        $"{method} {Authority.Of(authority, scheme)} {target.Split('?')[0]}";
}
