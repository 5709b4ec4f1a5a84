using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Statements;

namespace InfernoSim.Planning;

/// <summary>
/// Recognises the recorded calls of background work, such as a poller or a hosted service: those that name no request, to a
/// route that no request calls, which came while no request was open, or at regular intervals. How many of them there are is
/// up to a timer, and to how long the recording went on. Those that the recorder knows to belong to no request are marked. Statements for a database are told one by one: those of code that is known
/// to belong to no request, and those that came while none was open.
/// </summary>
internal static class BackgroundCalls
{
    // Fewer show no habit: one may be the late work of a request.
    private const int Least = 3;

    // Later than this after a response, a call is no longer late work of the request.
    private const long Grace = 1_000_000_000;

    // Intervals of a timer differ by what the machine was busy with.
    private const double MostDeviation = 0.2;

    // Calls that follow upon one another this fast are one burst of work.
    private const long LeastInterval = 100_000_000;

    /// <summary>The background calls of an incident, in the order in which they came.</summary>
    public static IReadOnlyList<IncidentEvent> Of(Incident incident)
    {
        HashSet<string> ofRequests = [.. incident.Exchanges.SelectMany(exchange => exchange.Calls).Where(call => call.Type != IncidentEventType.SqlStatement).Select(RouteOf)];
        ILookup<bool, IncidentEvent> unnamed = incident.UnattributedCalls.Where(call => call.TraceId is null).ToLookup(call => call.Type == IncidentEventType.SqlStatement);
        return
        [
            .. unnamed[false]
                .GroupBy(RouteOf)
                .Where(route => !ofRequests.Contains(route.Key)
                    && (route.All(call => call.IsBackground) || IsBackground(incident, [.. route.Select(call => call.Timestamp.UnixNanoseconds).Order()])))
                .SelectMany(route => route)
                .Concat(unnamed[true].Where(statement => statement.IsBackground || IsBetweenRequests(incident, statement.Timestamp.UnixNanoseconds, grace: 0)))
                .OrderBy(call => call.Timestamp.UnixNanoseconds),
        ];
    }

    /// <summary>Method, dependency and path, and the text of a statement: which calls are the same work with other parameters.</summary>
    public static string RouteOf(IncidentEvent call)
    {
        RecordedTarget target = RecordedTarget.Of(call);
        return RouteOf(call.Method ?? "GET", target.Scheme, target.Authority, target.PathAndQuery) + TextOf(target.Scheme, call.Body.GetBytes);
    }

    /// <inheritdoc cref="RouteOf(IncidentEvent)"/>
    public static string RouteOf(DependencyRequest call) =>
        RouteOf(call.Method, call.Scheme, call.Authority, call.PathAndQuery) + TextOf(call.Scheme, () => call.Body);

    private static string RouteOf(string method, string scheme, string authority, string target) =>
        $"{method} {Authority.Of(authority, scheme)} {RequestTarget.PathOf(target)}";

    private static string TextOf(string scheme, Func<ReadOnlyMemory<byte>> body) => scheme == SqlEvent.Scheme ? $" {SqlDisplay.TextOf(body())}" : "";

    private static bool IsBackground(Incident incident, long[] times) => times.Length >= Least && (times.Any(time => IsBetweenRequests(incident, time, Grace)) || IsRegular(times));

    private static bool IsBetweenRequests(Incident incident, long time, long grace) => !incident.Exchanges.Any(exchange =>
        exchange.Request.Timestamp.UnixNanoseconds <= time
        && (exchange.Response is not { } response || response.Timestamp.UnixNanoseconds + grace >= time));

    private static bool IsRegular(long[] times)
    {
        long[] intervals = [.. times.Zip(times.Skip(1), (earlier, later) => later - earlier)];
        double mean = intervals.Average();
        return mean >= LeastInterval && intervals.All(interval => Math.Abs(interval - mean) <= mean * MostDeviation);
    }
}
