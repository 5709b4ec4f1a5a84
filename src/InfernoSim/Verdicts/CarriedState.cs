using System.Globalization;
using System.Text.RegularExpressions;
using InfernoSim.Observations;
using InfernoSim.Observing;

namespace InfernoSim.Verdicts;

/// <summary>
/// Whether a difference is what a worker or run finds when another has been there before it, in a service that remembers: ids
/// that count on, what is made twice, lists that grow, calls that only the first makes.
/// </summary>
internal static partial class CarriedState
{
    private const string Conflict = "409";

    // What frameworks answer to a name that is taken.
    private static readonly string[] Refusals = [Conflict, "400", "422", "500"];

    /// <summary>One sentence with the evidence and what helps; <see langword="null"/> when nothing points to it.</summary>
    public static string? Of(ReplayObservations observed) => Find(observed) is var (divergence, evidence)
        ? $"state is carried {Way(divergence, observed, Replays(observed))}: {evidence}; {Help(observed)}"
        : null;

    /// <summary>The evidence alone.</summary>
    public static string? EvidenceIn(ReplayObservations observed) => Find(observed)?.Evidence;

    private static (Divergence Divergence, string Evidence)? Find(ReplayObservations observed)
    {
        long replays = Replays(observed);
        foreach (Divergence divergence in replays < 2 ? [] : observed.Divergences.Where(divergence => divergence.Exchange >= 0))
        {
            if (Evidence(divergence, observed, replays) is { } evidence)
            {
                return (divergence, $"in exchange {divergence.Exchange + 1} ({divergence.Request}) {evidence}");
            }
        }

        return null;
    }

    private static long Replays(ReplayObservations observed) => (long)observed.Parts.Runs.Count * observed.Plan.Options.Fanout;

    private static string? Evidence(Divergence divergence, ReplayObservations observed, long replays)
    {
        bool someAsRecorded = divergence.Count < replays;
        return divergence.Kind.AsCall() switch
        {
            DivergenceKind.ResponseStatus => Refused(divergence, someAsRecorded),
            DivergenceKind.CallMissing when IsMadeByTheFirst(divergence, observed, replays) => $"the call {divergence.CallRequest} was made by the first and by none after it, as when its answer is kept",
            DivergenceKind.ResponseBody or DivergenceKind.ResponseHeader when someAsRecorded || observed.Nondeterminism?.Exchange == divergence.Exchange => Grown(divergence),
            _ => null,
        };
    }

    private static string? Refused(Divergence divergence, bool someAsRecorded)
    {
        string got = divergence.Got.Length >= 3 ? divergence.Got[..3] : "";
        bool isRefusal = divergence.Expected.StartsWith('2') && (someAsRecorded ? Refusals.Contains(got) : got == Conflict) && !IsRead(divergence);
        return isRefusal ? $"{divergence.Expected} became {divergence.Got}, as when what it makes is there already" : null;
    }

    private static string? Grown(Divergence divergence)
    {
        if (Elements(divergence.Expected) is { } before && Elements(divergence.Got) is { } after)
        {
            return after > before ? $"a list has {after} elements in place of {before}{At(divergence)}" : null;
        }

        return IsOfId(divergence) && LastNumber(divergence.Expected) is { } recorded && LastNumber(divergence.Got) is { } got && got.Number > recorded.Number && got.Before == recorded.Before
            ? $"ids count on: {divergence.Got} in place of {divergence.Expected}{At(divergence)}"
            : null;
    }

    // Not a call that is left out now and then: all but the first, or all of the later runs, leave it out.
    private static bool IsMadeByTheFirst(Divergence divergence, ReplayObservations observed, long replays)
    {
        long fanout = observed.Plan.Options.Fanout;
        return divergence.Count < replays && (divergence.Count == replays - 1 || (observed.Parts.Runs.Count > 1 && divergence.Count >= replays - fanout));
    }

    private static string Way(Divergence divergence, ReplayObservations observed, long replays) =>
        divergence.Count >= replays && divergence.Kind == DivergenceKind.ResponseStatus ? "over from before the replay"
        : divergence.Run == 0 && observed.Plan.Options.Fanout > 1 ? "from worker to worker"
        : "from run to run";

    private static string Help(ReplayObservations observed) => observed.Plan.Options.State == ReplayState.FreshPerWorker
        ? "each worker has a service of its own, so it is in what they share: a database server, a file, or static fields of one process"
        : observed.Plan.Words.FreshState;

    private static bool IsRead(Divergence divergence) =>
        divergence.Request.StartsWith("GET ", StringComparison.Ordinal) || divergence.Request.StartsWith("HEAD ", StringComparison.Ordinal);

    private static string At(Divergence divergence) => divergence.Location.Length == 0 ? "" : $" at {divergence.Location}";

    private static bool IsOfId(Divergence divergence) =>
        divergence.Location.Equals("Location", StringComparison.OrdinalIgnoreCase) || IdName().IsMatch(divergence.Location);

    private static long? Elements(string text) =>
        Array().Match(text) is { Success: true } match && long.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out long count) ? count : null;

    private static (string Before, long Number)? LastNumber(string text) =>
        TrailingNumber().Match(text) is { Success: true } match && long.TryParse(match.Groups[2].Value, CultureInfo.InvariantCulture, out long number) ? (match.Groups[1].Value, number) : null;

    [GeneratedRegex("""^(\d+) elements?: \[""")]
    private static partial Regex Array();

    // A quoted number, or the last segment of a path.
    [GeneratedRegex("""^("?(?:.*/)?)(\d+)"?$""")]
    private static partial Regex TrailingNumber();

    [GeneratedRegex("""(?:^|/)(?:id|\w*_id|\w*[a-z]Id|\w*ID)$""", RegexOptions.CultureInvariant)]
    private static partial Regex IdName();
}
