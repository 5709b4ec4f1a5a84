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
    private const string FromWorkerToWorker = "from worker to worker";
    private const string FromRunToRun = "from run to run";

    // What frameworks answer to a name that is taken.
    private static readonly string[] Refusals = [Conflict, "400", "422", "500"];

    /// <summary>One sentence with the evidence and what helps; <see langword="null"/> when nothing points to it.</summary>
    public static string? Of(ReplayObservations observed) => Find(observed) is var (way, evidence) ? $"state is carried {way}: {evidence}; {Help(observed)}" : null;

    /// <summary>The evidence alone.</summary>
    public static string? EvidenceIn(ReplayObservations observed) => Find(observed)?.Evidence;

    // What differs from the incident says more than where two replays part.
    private static (string Way, string Evidence)? Find(ReplayObservations observed)
    {
        long replays = Replays(observed);
        foreach (Divergence divergence in observed.Divergences.Where(divergence => divergence.Exchange >= 0 && divergence.AfterFaults.Count == 0))
        {
            if (Evidence(divergence, observed, replays) is { } evidence)
            {
                return (Way(divergence, observed, replays), $"in exchange {divergence.Exchange + 1} ({divergence.Request}) {evidence}");
            }
        }

        return observed.Nondeterminism is { } parted ? EvidenceOf(parted, observed) : null;
    }

    private static (string Way, string Evidence)? EvidenceOf(Nondeterminism parted, ReplayObservations observed)
    {
        bool isLater = (parted.SecondRun, parted.SecondWorker).CompareTo((parted.FirstRun, parted.FirstWorker)) > 0;
        if (isLater && Growth.Between(parted.FirstSaw, parted.SecondSaw, observed.Plan.RequestCount) is { } growth)
        {
            string way = parted.FirstRun == parted.SecondRun ? FromWorkerToWorker : FromRunToRun;
            return (way, $"in exchange {parted.Exchange + 1} ({parted.Request}) {growth}, from run {parted.FirstRun + 1} worker {parted.FirstWorker + 1} to run {parted.SecondRun + 1} worker {parted.SecondWorker + 1}");
        }

        // Chance would have shown in one of the workers of the first run; what is left by a run shows from the next on.
        Divergence? later = observed.Divergences.FirstOrDefault(divergence => divergence.Exchange == parted.Exchange && divergence.Kind == DivergenceKind.ResponseStatus);
        return later is { Run: > 0 } && later.Got.StartsWith('4')
            ? (FromRunToRun, $"{later.Request} was answered {later.Expected} in run 1, as in the incident, and {later.Got.Split(' ')[0]} in run {later.Run + 1}")
            : null;
    }

    private static long Replays(ReplayObservations observed) => (long)observed.Parts.Runs.Count * observed.Plan.Options.Fanout;

    private static string? Evidence(Divergence divergence, ReplayObservations observed, long replays)
    {
        bool someAsRecorded = divergence.Count < replays;
        return divergence.Kind.AsCall() switch
        {
            DivergenceKind.ResponseStatus => Refused(divergence, someAsRecorded),
            _ when replays < 2 => null,
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

    // Not a call that is left out now and then: all but the first, or all of the later runs, leave it out. Nor one of a request that was refused.
    private static bool IsMadeByTheFirst(Divergence divergence, ReplayObservations observed, long replays)
    {
        long fanout = observed.Plan.Options.Fanout;
        return !observed.Divergences.Any(other => other.Exchange == divergence.Exchange && other.Kind == DivergenceKind.ResponseStatus)
            && divergence.Count < replays && (divergence.Count == replays - 1 || (observed.Parts.Runs.Count > 1 && divergence.Count >= replays - fanout));
    }

    // What a run leaves behind, all workers of the next one find; what only some of them find, another of them left.
    private static string Way(Divergence divergence, ReplayObservations observed, long replays)
    {
        long fanout = observed.Plan.Options.Fanout;
        return divergence.Count >= replays && divergence.Kind == DivergenceKind.ResponseStatus ? "over from before the replay"
            : fanout > 1 && (divergence.Run == 0 || divergence.Count < fanout) ? FromWorkerToWorker
            : FromRunToRun;
    }

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
