using InfernoSim.Measuring;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Limits;

/// <summary>
/// Looks closer at what the evidence points at: takes the replayer's own ceiling into account, and where the suspect can be
/// relaxed, replays once as before and once with it relaxed.
/// </summary>
internal static class LimitDiagnosis
{
    /// <param name="plan">What was replayed.</param>
    /// <param name="recording">What was observed.</param>
    /// <param name="measureCeiling">Finds out what the replayer can do; <see langword="null"/> where that cannot be done.</param>
    /// <param name="choose">How to relax what was found; <see langword="null"/> when it cannot be.</param>
    /// <param name="replay">Replays a plan, with the service restarted and relaxed.</param>
    /// <returns>The same recording, with what was learned where <see cref="ReplayOptions.DiagnoseLimit"/> asks for it.</returns>
    public static async Task<ReplayRecording> ConfirmAsync(
        ReplayPlan plan,
        ReplayRecording recording,
        Func<Task<ReplayerCeiling?>> measureCeiling,
        Func<LimitEvidence, LimitFinding, Relaxation?> choose,
        Func<ReplayPlan, Relaxation?, Task<ReplayRecording>> replay)
    {
        if (!plan.Options.DiagnoseLimit || recording.Observed.Limits is not { } limits)
        {
            return recording;
        }

        limits = limits with { Replayer = limits.Replayer with { Ceiling = await measureCeiling() } };
        LimitFinding finding = LimitClassifier.Classify(limits);
        if (finding.Confidence != LimitConfidence.Suspected || choose(limits, finding) is not { } relaxation)
        {
            return recording.WithLimits(limits, null);
        }

        // Two short replays beside each other: the first one had a warm-up that the others do not need.
        ReplayOptions once = plan.Options with { Runs = 1 };
        double before = RateOf(await replay(ReplayPlan.Create(plan.Incident, once, plan.Words), null));
        double after = RateOf(await replay(ReplayPlan.Create(plan.Incident, relaxation.Apply(once), plan.Words), relaxation));
        return recording.WithLimits(limits, new LimitTrial(relaxation.Change, before, after));
    }

    private static double RateOf(ReplayRecording recording) => recording.Observed.Limits?.Load.AchievedRate ?? 0;
}
