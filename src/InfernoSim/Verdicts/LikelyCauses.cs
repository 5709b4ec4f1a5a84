using InfernoSim.Observations;
using InfernoSim.Planning;

namespace InfernoSim.Verdicts;

/// <summary>Finds out what a failure looks like. It only ever says so beside the outcome, which does not depend on it.</summary>
internal static class LikelyCauses
{
    /// <summary>Statuses of a service that was asked too much in too short a time.</summary>
    private static readonly string[] TooFast = ["429", "503"];

    /// <summary>What a failure looks like.</summary>
    /// <param name="plan">What was replayed.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="divergences">What differs, in causal order.</param>
    /// <param name="fresh">The differences that look like values that are new each time.</param>
    /// <param name="carried">What <see cref="CarriedState"/> found.</param>
    /// <returns><see langword="null"/> when it looks like none of them.</returns>
    public static LikelyCause? Of(ReplayPlan plan, ReplayOutcome outcome, IReadOnlyList<Divergence> divergences, FreshDifferences fresh, string? carried)
    {
        if (outcome == ReplayOutcome.FailSloMissed)
        {
            return new LikelyCause(CauseKind.Pace, "the service behaves as recorded and was not fast enough");
        }

        if (outcome is not (ReplayOutcome.FailDiverged or ReplayOutcome.FailNonDeterministic))
        {
            return null;
        }

        return State(carried) ?? Noise(fresh) ?? Pace(plan, divergences);
    }

    private static LikelyCause? State(string? evidence) => evidence is null ? null : new LikelyCause(CauseKind.State, evidence);

    private static LikelyCause? Noise(FreshDifferences fresh) => fresh.Rules.Count == 0
        ? null
        : new LikelyCause(CauseKind.Noise, fresh.Description);

    private static LikelyCause? Pace(ReplayPlan plan, IReadOnlyList<Divergence> divergences)
    {
        if (divergences is not [{ } first, ..] || first.AfterFaults.Count > 0)
        {
            return null;
        }

        bool isDenser = !plan.Schedule.IsPaced || plan.Options.Fanout > 1 || plan.Options.TimeScale / plan.Options.Density < 1;
        return first.Kind.AsCall() switch
        {
            DivergenceKind.CallGivenUp => new LikelyCause(CauseKind.Pace, $"{first.Request} gave {first.CallRequest} up before the time that its answer took in the incident"),
            DivergenceKind.ResponseStatus when isDenser && IsSuccess(first.Expected) && TooFast.Any(status => IsStatus(first.Got, status)) =>
                new LikelyCause(CauseKind.Pace, $"{first.Request} was refused ({StatusOf(first.Got)}), and requests came closer together than in the incident"),
            DivergenceKind.CallMissing or DivergenceKind.CallExtra or DivergenceKind.CallDuplicate when isDenser && HasPauses(plan) =>
                new LikelyCause(CauseKind.Pace, "perhaps: a cache or a timer of the service goes by time, and this replay left the incident's pauses out"),
            _ => null,
        };
    }

    private static bool HasPauses(ReplayPlan plan) => plan.Exchanges is [.., { } last] && plan.Options.Time == ReplayTime.Real && last.Start - plan.Exchanges[0].Start > TimeSpan.FromSeconds(1).Ticks * TimeSpan.NanosecondsPerTick;

    private static bool IsSuccess(string status) => status.StartsWith('2');

    private static bool IsStatus(string got, string status) => StatusOf(got) == status;

    // What the body says of it may follow.
    private static string StatusOf(string got) => got.Split(' ')[0];
}
