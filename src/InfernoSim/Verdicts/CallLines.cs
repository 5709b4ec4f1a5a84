using System.Globalization;
using InfernoSim.Goals;

namespace InfernoSim.Verdicts;

/// <summary>The calls to each dependency, for a person: shown when they are not as recorded, or when a goal is about them.</summary>
internal static class CallLines
{
    public static IEnumerable<string> Of(ReplaySummary summary)
    {
        bool isAsked = summary.Goals.Any(goal => goal.IsAboutCalls);
        double requests = summary.Inbound.Expected;
        return summary.DependencyCalls
            .Where(calls => requests > 0 && (isAsked || calls.Attempted != calls.Recorded || calls.Growth is { Value: > 1 } || calls.Retries is { Value: > 1 }))
            .Select(calls => Describe(calls, requests));
    }

    private static string Describe(DependencyCalls calls, double requests)
    {
        string amplification = calls.Amplification is { } factor ? $" ({Number(factor)} for each recorded one)" : "";
        return $"{calls.Dependency}: {Number(calls.Attempted / requests)} calls per request, recorded {Number(calls.Recorded / requests)}{amplification}"
            + Peak("most in one request", calls.Most)
            + (calls.Retries is { Value: > 1 } ? Peak("most attempts for each recorded call", calls.Retries) : "")
            + (calls.Growth is { Value: > 1 } ? Peak("N+1: most calls to one route for each recorded one", calls.Growth) : "")
            + (calls.Unplaced > 0 ? $"; {calls.Unplaced} could not be told to belong to a request" : "");
    }

    private static string Peak(string name, CallPeak? peak) => peak is null
        ? ""
        : $"; {name} {Number(peak.Value)} in {peak.Request}{(peak.Call is null ? "" : $" ({peak.Call})")}";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
