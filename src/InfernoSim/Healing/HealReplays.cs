using InfernoSim.Calls;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.Replay;
using InfernoSim.Verdicts;

namespace InfernoSim.Healing;

/// <summary>Replays an unchanged service several times, one replay after the other, and learns from what differs.</summary>
/// <param name="incident">What to replay.</param>
/// <param name="options">How; runs, fan-out, faults and window are left aside.</param>
/// <param name="pool">The service.</param>
/// <param name="answerFrom">Told what answers the dependency calls of the next replay.</param>
/// <param name="time">The clock.</param>
/// <param name="words">How messages call an option.</param>
internal sealed class HealReplays(Incident incident, ReplayOptions options, IServicePool pool, Action<IDependencyResponder> answerFrom, TimeProvider time, OptionWording words)
{
    // Two replays within one second would see one value of a clock that tells whole seconds, and take it for a constant.
    private static readonly TimeSpan BetweenReplays = TimeSpan.FromMilliseconds(1100);

    private readonly ReplayOptions _options = options with { Runs = 1, Fanout = 1, Faults = [], Window = TimeSpan.Zero, State = ReplayState.Shared };

    /// <summary>Replays and learns.</summary>
    /// <param name="replays">How often; 2 or more.</param>
    /// <param name="names">Names that are never proposed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ReplayConfigurationException">The service cannot be reached, or a replay stalled: nothing can be learnt.</exception>
    public async Task<HealResult> LearnAsync(int replays, ProtectedNames names, CancellationToken cancellationToken)
    {
        var observer = new HealObserver(ReplayPlan.Create(incident, _options, words), time);
        for (int replay = 0; replay < replays; replay++)
        {
            if (replay > 0)
            {
                await Task.Delay(BetweenReplays, time, cancellationToken);
            }

            // Another seed, so that the ids that we make ourselves differ as well.
            ReplayOptions once = _options with { Seed = _options.Seed + (ulong)replay };
            var ids = new ReplayTraceIds(once.Seed, incident.Folder);
            observer.TraceIdOf = address => OwnIds.Of(ids.Encode(address));
            observer.BeginReplay();
            ThrowIfNothingWasLearnt(await ReplayAsync(ReplayPlan.Create(incident, once, words), observer, cancellationToken));
        }

        return HealAnalysis.Of(observer.Messages(), _options.Ignore, names);
    }

    /// <summary>
    /// Replays twice more with the rules that were learnt. What did not apply there, or left the difference that it is for, is no
    /// longer proposed; what still differs is named, with what a person would write.
    /// </summary>
    /// <param name="learnt">What was learnt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is left of it, and the verdict with that.</returns>
    public async Task<(HealResult Proven, ReplaySummary Judged)> ProveAsync(HealResult learnt, CancellationToken cancellationToken)
    {
        while (true)
        {
            NoiseRule[] rules = [.. _options.Ignore, .. learnt.Proposals.Select(proposal => proposal.Rule)];
            var plan = ReplayPlan.Create(incident, _options with { Runs = 2, Ignore = rules }, words);
            ReplaySummary judged = await ReplayAsync(plan, null, cancellationToken);
            var proof = HealProof.Of(learnt, judged, plan, _options.Ignore.Count);
            if (proof.Withdrawn == 0)
            {
                return (proof.Result, judged);
            }

            learnt = proof.Result;
        }
    }

    private async Task<ReplaySummary> ReplayAsync(ReplayPlan plan, HealObserver? observer, CancellationToken cancellationToken)
    {
        var engine = new ReplayEngine(plan, pool, time, observer);
        answerFrom(engine.Responder);
        return Verdict.Judge(await engine.RunAsync(cancellationToken: cancellationToken));
    }

    private static void ThrowIfNothingWasLearnt(ReplaySummary summary)
    {
        if (summary.Outcome is ReplayOutcome.FailTargetUnreachable or ReplayOutcome.FailNoCoverage or ReplayOutcome.FailInvalidEnv or ReplayOutcome.FailStalled)
        {
            throw new ReplayConfigurationException($"nothing can be learnt from this replay ({summary.Outcome.ToReportName()}): {summary.Reason}");
        }
    }
}
